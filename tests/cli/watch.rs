//! `uvnix lock2nix --watch`.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{case, text};

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_file_is_written_again_after_each_change_of_the_lock_until_it_is_stopped() {
    let workplace = case("pure");
    let current = text(&workplace, "uv.nix");
    fs::remove_file(workplace.path("uv.nix")).expect("it is there");
    let mut uvnix = Command::new(env!("CARGO_BIN_EXE_uvnix"));
    uvnix.args(["lock2nix", "--watch", "--offline", "--lookup=none"]);
    uvnix.args(["--lock-build-systems=false"]).current_dir(workplace.path("."));
    let running = uvnix.stderr(Stdio::null()).spawn().expect("uvnix runs");
    let _running = Running(running);
    let wait_for = |part: &str| {
        let start = Instant::now();
        while !fs::read_to_string(workplace.path("uv.nix")).is_ok_and(|it| it.contains(part)) {
            assert!(start.elapsed() < Duration::from_secs(120), "{part} does not appear");
            sleep(Duration::from_millis(100));
        }
    };
    assert!(current.contains("8.1.7"), "{current}");
    wait_for("8.1.7");
    let lock = text(&workplace, "uv.lock");
    workplace.write("uv.lock", "not a lock");
    sleep(Duration::from_secs(1));
    workplace.write("uv.lock", lock.replace("8.1.7", "8.1.8"));
    wait_for("8.1.8");
}

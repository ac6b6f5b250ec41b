//! Hashes that a lock does not have, or that Nix cannot check.

use serde_json::Value;
use sha2::{Digest, Sha384};

use crate::archive::Archive;
use crate::evaluator::evaluate;
use crate::project::{INDEX, Locked, Project};
use crate::server::Server;

fn hash_in_nix(project: &Project, package: &str) -> Value {
    let attribute = format!("packages.{package}.src.hash");
    evaluate(&project.path("uv.nix"), &attribute, &[("system", "x86_64-linux")])
        .expect("there is a hash")
}

#[test]
fn files_without_a_hash_get_one() {
    let wheel = Archive::new("wheel-only", "wheel_only-1.0-py3-none-any.whl", "wheel");
    let sdist = Archive::built_with("sdist-only", &["setuptools"]);
    let project = Project::needing(&[
        Locked::new("wheel-only", INDEX, &format!("wheels = [{{ url = {:?} }}]", wheel.url())),
        Locked::new("sdist-only", INDEX, &format!("sdist = {{ url = {:?} }}", sdist.url())),
    ]);
    let server = Server::of(&[&wheel, &sdist]);
    project.generate(&server, &[]);
    assert_eq!(server.requests().len(), 2);
    for archive in [&wheel, &sdist] {
        let known = &project.facts()["hashes"][&archive.url()];
        assert_eq!(known["hash"].as_str(), Some(archive.hash().as_str()));
        assert_eq!(hash_in_nix(&project, &archive.package), archive.hash());
    }
    assert_eq!(project.requires("sdist-only 1.0").unwrap(), ["setuptools"]);
}

#[test]
fn a_hash_that_nix_cannot_check_gets_a_sha256_beside_it() {
    let by_sha384 = Archive::new("by-sha384", "by_sha384-1.0-py3-none-any.whl", "wheel");
    let by_blake2b = Archive::built_with("by-blake2b", &["setuptools"]);
    let by_md5 = Archive::new("by-md5", "by_md5-1.0-py3-none-any.whl", "another wheel");
    let md5 = format!("md5:{}", hex::encode(md5::Md5::digest(&by_md5.bytes)));
    let sha384 = format!("sha384:{}", hex::encode(Sha384::digest(&by_sha384.bytes)));
    let blake2b = format!("blake2b:{}", hex::encode(blake2::Blake2b256::digest(&by_blake2b.bytes)));
    let file =
        |archive: &Archive, hash: &str| format!("{{ url = {:?}, hash = {hash:?} }}", archive.url());
    let project = Project::needing(&[
        Locked::new("by-sha384", INDEX, &format!("wheels = [{}]", file(&by_sha384, &sha384))),
        Locked::new("by-blake2b", INDEX, &format!("sdist = {}", file(&by_blake2b, &blake2b))),
        Locked::new("by-md5", INDEX, &format!("wheels = [{}]", file(&by_md5, &md5))),
    ]);
    let server = Server::of(&[&by_sha384, &by_blake2b, &by_md5]);
    project.generate(&server, &[]);
    for archive in [&by_sha384, &by_blake2b, &by_md5] {
        assert_eq!(hash_in_nix(&project, &archive.package), archive.hash());
    }
    // What uv locked still says what the sdist is.
    assert!(project.facts()["build-systems"].get(&blake2b).is_some());

    let changed = Archive { bytes: b"other".to_vec(), ..by_sha384 };
    project.workplace.write("uvnix.lock", "version = 1\n");
    std::fs::remove_dir_all(project.path("cache")).unwrap();
    let outcome = project.lock2nix(&Server::of(&[&changed, &by_blake2b, &by_md5]), &[]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.contains(&sha384[..40]), "{}", outcome.report);
}

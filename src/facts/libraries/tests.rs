use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use elf_file::{X86_64, elf};

mod elf_file;

fn wheel(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, contents) in files {
        writer.start_file(*path, SimpleFileOptions::default()).unwrap();
        writer.write_all(contents).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const NAME: &str = "a-1-cp312-cp312-manylinux_2_17_x86_64.whl";

fn read(files: &[(&str, &[u8])]) -> ReadWheel {
    libraries_in_wheel(Cursor::new(wheel(files)), NAME).unwrap()
}

fn names(names: &BTreeSet<String>) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

#[test]
fn a_wheel_needs_what_neither_it_nor_its_tags_provide() {
    let module =
        elf(X86_64, &["liba.so.1", "libb-0a1b2c3d.so.2", "libm.so.6", "libz.so.1", "libc.so"]);
    let read = read(&[
        ("a/module.cpython-312-x86_64-linux-gnu.so", &module),
        ("a.libs/libb-0a1b2c3d.so.2", &elf(X86_64, &["../libd.so.4"])),
        ("a/liba.so.1", &elf(X86_64, &[])),
        ("a/other.so", &elf(183, &["libelsewhere.so"])),
        ("a/text.so", b"no ELF"),
    ]);
    assert_eq!(names(&read.libraries.needs), ["libc.so", "libd.so.4"]);
    assert_eq!(names(&read.libraries.provides), ["liba.so.1"]);
    assert!(read.unreadable.is_empty());
}

#[test]
fn tags_that_promise_nothing_leave_more_to_find() {
    let needs = |filename: &str| {
        let file = elf(X86_64, &["libz.so.1", "libc.so.6", "libcrypt.so.1"]);
        let read = libraries_in_wheel(Cursor::new(wheel(&[("a.so", &file)])), filename).unwrap();
        read.libraries.needs.into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(needs("a-1-cp312-cp312-linux_x86_64.whl"), "libcrypt.so.1 libz.so.1");
    assert_eq!(needs(NAME), "libcrypt.so.1");
    assert_eq!(needs("a-1-cp312-cp312-manylinux1_x86_64.whl"), "");
}

#[test]
fn only_wheels_of_one_known_processor_on_linux_are_read() {
    assert!(has_readable_libraries(NAME));
    assert!(has_readable_libraries("a-1-py3-none-musllinux_1_2_aarch64.whl"));
    for other in ["macosx_11_0_arm64", "win_amd64", "any", "linux_armv7l"] {
        assert!(!has_readable_libraries(&format!("a-1-py3-none-{other}.whl")), "{other}");
    }
}

#[test]
fn a_damaged_file_is_reported_alone() {
    let good = elf(X86_64, &["libgood.so"]);
    let cut = &good[..good.len() - 20];
    let mut no_names = good.clone();
    no_names[64 + 32..64 + 40].fill(0);
    let mut far_away = good.clone();
    far_away[64 + 56 + 8..64 + 56 + 16].fill(0xff);
    let mut many = good.clone();
    many[56..58].fill(0xff);
    let mut huge = good.clone();
    huge[64 + 56 + 32..64 + 56 + 40].copy_from_slice(&u64::MAX.to_le_bytes());
    let odd = elf(X86_64, &["$(id)"]);
    let read = read(&[
        ("good.so", &good),
        ("cut.so", cut),
        ("no-names.so", &no_names),
        ("far-away.so", &far_away),
        ("many.so", &many),
        ("huge.so", &huge),
        ("odd.so", &odd),
        ("short.so", b"\x7fELF\x02\x01"),
    ]);
    assert_eq!(names(&read.libraries.needs), ["libgood.so"]);
    let reported: Vec<_> = read.unreadable.keys().map(String::as_str).collect();
    let all = ["cut.so", "far-away.so", "huge.so", "many.so", "no-names.so", "odd.so", "short.so"];
    assert_eq!(reported, all);
}

#[test]
fn files_of_other_machines_are_not_opened() {
    let mut narrow = elf(X86_64, &["liba.so"]);
    narrow[4] = 1;
    let mut big_endian = elf(X86_64, &["liba.so"]);
    big_endian[5] = 2;
    let read = read(&[("narrow.so", &narrow), ("big-endian.so", &big_endian)]);
    assert_eq!(read, ReadWheel::default());
}

#[test]
fn what_is_not_a_zip_archive_is_an_error() {
    for bytes in [b"".as_slice(), b"<!DOCTYPE html>", &wheel(&[("a", b"")])[..20]] {
        assert!(libraries_in_wheel(Cursor::new(bytes), NAME).is_err());
    }
}

#[test]
fn a_file_that_unpacks_to_far_more_than_its_size_ends_early() {
    let mut bomb = elf(X86_64, &["liba.so"]);
    bomb.resize(300 << 20, 0);
    // The dynamic section is at the end of 300 MB of nothing.
    bomb[64 + 56 + 8..64 + 56 + 16].copy_from_slice(&(299_u64 << 20).to_le_bytes());
    let archive = wheel(&[("a.so", &bomb)]);
    let error = libraries_in_wheel(Cursor::new(archive), NAME).unwrap_err();
    assert!(error.contains("unpacks to more"), "{error}");
}

//! A small ELF file.

/// The machine in the header of a file for `x86_64`.
pub(super) const X86_64: u16 = 62;

/// An ELF file of 64 bits that needs these libraries: headers, one loaded segment, names, dynamic section.
pub(super) fn elf(machine: u16, needed: &[&str]) -> Vec<u8> {
    let mut names = vec![0];
    let mut dynamic: Vec<[u64; 2]> = Vec::new();
    for name in needed {
        dynamic.push([1, names.len() as u64]);
        names.extend(name.as_bytes());
        names.push(0);
    }
    let (headers, base) = (64 + 2 * 56, 0x1000);
    dynamic.push([5, base + headers]);
    dynamic.push([0, 0]);
    let dynamic: Vec<u8> = dynamic.iter().flatten().flat_map(|word| word.to_le_bytes()).collect();
    let start = headers + names.len() as u64;
    let end = start + dynamic.len() as u64;
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    file.extend([3_u16, machine].iter().flat_map(|half| half.to_le_bytes()));
    file.extend(1_u32.to_le_bytes());
    file.extend([0, 64, 0_u64].iter().flat_map(|word| word.to_le_bytes()));
    file.extend(0_u32.to_le_bytes());
    file.extend([64, 56, 2, 0, 0, 0_u16].iter().flat_map(|half| half.to_le_bytes()));
    for (kind, offset, address, length) in
        [(1_u32, 0, base, end), (2, start, base + start, dynamic.len() as u64)]
    {
        file.extend(kind.to_le_bytes());
        file.extend(4_u32.to_le_bytes());
        let words = [offset, address, address, length, length, 8];
        file.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    }
    file.extend(names);
    file.extend(dynamic);
    file
}

//! The shared libraries that an ELF file names in its dynamic section.
//!
//! Only the ranges that matter are read, each within a limit, so a hostile file costs no more than its own
//! size. The program headers lead there, as they lead the dynamic loader: a file needs no sections.

use std::collections::BTreeSet;

use object::LittleEndian;
use object::elf::{
    DT_NEEDED, DT_NULL, DT_STRTAB, Dyn64, EM_AARCH64, EM_X86_64, FileHeader64, PT_DYNAMIC, PT_LOAD,
    ProgramHeader64,
};
use object::pod::{Pod, from_bytes, slice_from_bytes};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};

use super::LibraryName;
use crate::text::printable::spelled_out;

/// The first bytes of an ELF file.
pub(super) const MAGIC: &[u8] = b"\x7fELF";

/// The limits are far above what linkers write.
const MOST_HEADERS: u16 = 4096;
const LARGEST_DYNAMIC: u64 = 1 << 20;
const LARGEST_NAMES: u64 = 64 << 20;
const LONGEST_NAME: u64 = 256;

/// The processors whose wheels are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Machine {
    X86_64,
    Aarch64,
}

/// A file that is read in ranges.
pub(super) trait Ranges {
    /// Exactly `length` bytes from `start` on; the error is a sentence.
    fn range(&mut self, start: u64, length: u64) -> Result<Vec<u8>, String>;
}

/// The libraries that an ELF file needs; `None` for a file of another machine, which the loader of this one
/// never opens. The error is a sentence.
pub(super) fn needed(
    file: &mut dyn Ranges,
    machine: Machine,
) -> Result<Option<BTreeSet<String>>, String> {
    let head = file.range(0, size_of::<FileHeader64<LittleEndian>>() as u64)?;
    let header: &FileHeader64<LittleEndian> = one(&head)?;
    let wanted = match machine {
        Machine::X86_64 => EM_X86_64,
        Machine::Aarch64 => EM_AARCH64,
    };
    let is_readable = header.is_class_64() && header.is_little_endian();
    if !is_readable || header.e_machine(LittleEndian) != wanted {
        return Ok(None);
    }
    let count = header.e_phnum(LittleEndian);
    if count == 0 {
        // An object file, which only linkers read.
        return Ok(Some(BTreeSet::new()));
    }
    if count > MOST_HEADERS
        || usize::from(header.e_phentsize(LittleEndian))
            != size_of::<ProgramHeader64<LittleEndian>>()
    {
        return Err("its program headers are wrong".to_owned());
    }
    let start = header.e_phoff(LittleEndian);
    let table =
        file.range(start, u64::from(count) * u64::from(header.e_phentsize(LittleEndian)))?;
    let (segments, _) = slice_from_bytes::<ProgramHeader64<LittleEndian>>(&table, count.into())
        .map_err(|()| "its program headers are wrong".to_owned())?;
    let dynamic = segments.iter().find(|it| it.p_type(LittleEndian) == PT_DYNAMIC);
    let Some(dynamic) = dynamic else { return Ok(Some(BTreeSet::new())) };
    names(file, segments, dynamic).map(Some)
}

/// The names in the dynamic section.
fn names(
    file: &mut dyn Ranges,
    segments: &[ProgramHeader64<LittleEndian>],
    dynamic: &ProgramHeader64<LittleEndian>,
) -> Result<BTreeSet<String>, String> {
    let (start, length) = dynamic.file_range(LittleEndian);
    if length > LARGEST_DYNAMIC {
        return Err(format!("its dynamic section has {length} bytes"));
    }
    let bytes = file.range(start, length)?;
    let count = bytes.len() / size_of::<Dyn64<LittleEndian>>();
    let (entries, _) = slice_from_bytes::<Dyn64<LittleEndian>>(&bytes, count)
        .map_err(|()| "its dynamic section is wrong".to_owned())?;
    let entries = || entries.iter().take_while(|it| it.tag(LittleEndian) != DT_NULL);
    let of = |tag| entries().filter(move |it| it.tag(LittleEndian) == tag).map(value);
    let offsets: Vec<u64> = of(DT_NEEDED).collect();
    let (Some(&first), Some(&last)) = (offsets.iter().min(), offsets.iter().max()) else {
        return Ok(BTreeSet::new());
    };
    let address = of(DT_STRTAB).next().ok_or("its dynamic section has no names")?;
    let (table, size) = in_file(segments, address).ok_or("its names are not in the file")?;
    let end = last.saturating_add(LONGEST_NAME).min(size);
    if last >= size || end - first > LARGEST_NAMES {
        return Err("its names are not in the file".to_owned());
    }
    let bytes = file.range(table.saturating_add(first), end - first)?;
    offsets.iter().map(|offset| name(&bytes, offset - first)).collect()
}

/// Where in the file an address is, and how many bytes of its segment follow.
fn in_file(segments: &[ProgramHeader64<LittleEndian>], address: u64) -> Option<(u64, u64)> {
    let loaded = segments.iter().filter(|it| it.p_type(LittleEndian) == PT_LOAD);
    loaded
        .filter_map(|segment| {
            let (start, length) = segment.file_range(LittleEndian);
            let within = address.checked_sub(segment.p_vaddr(LittleEndian))?;
            Some((start.checked_add(within)?, length.checked_sub(within)?))
        })
        .find(|(_, left)| *left > 0)
}

fn value(entry: &Dyn64<LittleEndian>) -> u64 {
    entry.val(LittleEndian)
}

/// One name; autoPatchelf looks for it without its folder.
fn name(names: &[u8], offset: u64) -> Result<String, String> {
    let start = usize::try_from(offset).ok().and_then(|offset| names.get(offset..));
    let bytes = start.and_then(|rest| rest.split(|byte| *byte == 0).next()).unwrap_or_default();
    let path = String::from_utf8_lossy(bytes);
    let name = path.rsplit('/').next().unwrap_or_default();
    name.parse().map(|LibraryName(name)| name).map_err(|message: String| spelled_out(&message))
}

fn one<T: Pod>(bytes: &[u8]) -> Result<&T, String> {
    from_bytes(bytes).map(|(value, _)| value).map_err(|()| "it ends too early".to_owned())
}

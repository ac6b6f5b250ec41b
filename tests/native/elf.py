"""Reads wheels a second time, without uvnix: the ELF files of each, what they need and what they provide."""

import struct
import zipfile

MACHINES = {"x86_64": 62, "aarch64": 183}


def needed(data: bytes, machine: int) -> set[str] | None:
    """The names in DT_NEEDED; None for a file that the loader of this machine does not open."""
    if data[:6] != b"\x7fELF\x02\x01" or struct.unpack_from("<H", data, 18)[0] != machine:
        return None
    start, size, count = (
        struct.unpack_from("<Q", data, 32)[0],
        *struct.unpack_from("<HH", data, 54),
    )
    segments = [struct.unpack_from("<IIQQQQQQ", data, start + size * i) for i in range(count)]
    dynamic = next((it for it in segments if it[0] == 2), None)
    if dynamic is None:
        return set()
    entries = []
    for place in range(dynamic[2], dynamic[2] + dynamic[5], 16):
        tag, value = struct.unpack_from("<qQ", data, place)
        if tag == 0:
            break
        entries.append((tag, value))
    offsets = [value for tag, value in entries if tag == 1]
    if not offsets:
        return set()
    address = next(value for tag, value in entries if tag == 5)
    load = next(it for it in segments if it[0] == 1 and it[3] <= address < it[3] + it[5])
    strings = load[2] + address - load[3]
    names = set()
    for offset in offsets:
        end = data.index(b"\0", strings + offset)
        names.add(data[strings + offset : end].decode())
    return names


def wheel(path: str, machine: str) -> tuple[dict[str, set[str]], set[str]]:
    """From each ELF file of a wheel to what it needs, and the names of all of them."""
    files: dict[str, set[str]] = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as file:
                head = file.read(4)
                if head != b"\x7fELF":
                    continue
                data = head + file.read()
            try:
                names = needed(data, MACHINES[machine])
            except (struct.error, StopIteration, ValueError, UnicodeDecodeError):
                continue
            if names is not None:
                files[entry.filename] = names
    return files, {name.rsplit("/", 1)[-1] for name in files}

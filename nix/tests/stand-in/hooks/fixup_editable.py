"""fixup_editable.py BUILD_ROOT EDITABLE_ROOT OUT

Editable wheels name the source tree that they were built from, in .pth files and in import hooks.
Makes these paths start with EDITABLE_ROOT, whose environment variables are expanded at run time.
"""

import ast
import io
import sys
import tokenize
from pathlib import Path


def relocate(literal: str, build_root: str, editable_root: str) -> str:
    """A Python expression for a path in the source tree."""
    moved = editable_root + literal[len(build_root) :]
    return f'(__import__("os").path.expandvars({moved!r}))'


def is_inside(path: object, build_root: str) -> bool:
    return isinstance(path, str) and (path == build_root or path.startswith(build_root + "/"))


def patch_code(code: str, build_root: str, editable_root: str) -> str:
    lines = code.splitlines(keepends=True)
    # From the end, so that the positions of the remaining matches stay valid.
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(code).readline))):
        (row, start), (last_row, end) = token.start, token.end
        if token.type != tokenize.STRING or row != last_row or token.string[:1] in "fF":
            continue
        literal = ast.literal_eval(token.string)
        if is_inside(literal, build_root):
            line = lines[row - 1]
            lines[row - 1] = line[:start] + relocate(literal, build_root, editable_root) + line[end:]
    return "".join(lines)


def patch_pth(text: str, build_root: str, editable_root: str) -> str:
    # A line is a path, or Python if it starts with "import".
    lines = []
    for line in text.splitlines():
        if line.startswith(("import ", "import\t")):
            line = patch_code(line, build_root, editable_root)
        elif is_inside(line, build_root):
            line = f"import sys; sys.path.append{relocate(line, build_root, editable_root)}"
        lines.append(line + "\n")
    return "".join(lines)


def main() -> None:
    build_root, editable_root, out = sys.argv[1:]
    for path in Path(out).rglob("*"):
        patch = {".py": patch_code, ".pth": patch_pth}.get(path.suffix)
        if patch is None or not path.is_file():
            continue
        if build_root.encode() in path.read_bytes():
            text = path.read_text(encoding="utf-8")
            path.write_text(patch(text, build_root, editable_root), encoding="utf-8")


main()

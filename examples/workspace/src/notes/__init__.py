"""Prints the notes in a file as HTML: `notes notes.json`."""

import sys
from pathlib import Path

from notes_render import to_html
from notes_store import load


def main() -> None:
    for note in load(Path(sys.argv[1])):
        print(to_html(note), end="")

"""Turns a note into HTML."""

from markdown_it import MarkdownIt


def to_html(note: str) -> str:
    return MarkdownIt().render(note)

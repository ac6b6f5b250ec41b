#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["markdown-it-py"]
# ///
"""Turns Markdown into HTML: `markdown <README.md`."""

import sys

from markdown_it import MarkdownIt

sys.stdout.write(MarkdownIt().render(sys.stdin.read()))

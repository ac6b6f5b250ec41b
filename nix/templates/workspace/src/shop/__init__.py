"""Prints a bill: `shop 2.50 1.25`."""

import sys

from prices import total


def main() -> None:
    print(f"{total(sys.argv[1:])} euros")

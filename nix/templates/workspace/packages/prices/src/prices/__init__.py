"""Adds prices without losing a cent."""

from collections.abc import Iterable
from decimal import Decimal


def total(prices: Iterable[str]) -> Decimal:
    return sum(map(Decimal, prices), Decimal())

"""Integers beyond 64 bits."""

from __future__ import annotations


def to_bytes(number: int) -> bytes:
    """Two's complement, little-endian, the fewest bytes."""
    number = int.__pos__(number)  # of a subclass, whose own methods are no business of ours
    magnitude = number if number >= 0 else ~number
    return number.to_bytes(magnitude.bit_length() // 8 + 1, "little", signed=True)

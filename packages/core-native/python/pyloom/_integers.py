"""Integers beyond 64 bits."""

from __future__ import annotations


def to_bytes(number: int) -> bytes:
    """Two's complement, little-endian, the fewest bytes."""
    magnitude = number if number >= 0 else ~number
    return int.to_bytes(number, magnitude.bit_length() // 8 + 1, "little", signed=True)

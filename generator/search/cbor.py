"""The little of CBOR (RFC 8949) that Pagefind's own files consist of: lists, texts, whole numbers.

Enough to read what Pagefind has written and to write it again in one fixed form.
"""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "int | str | list[Value]"
_UNSIGNED, _TEXT, _LIST = 0, 3, 4


def decoded(data: bytes) -> Value:
    """Return the one value in `data`; raises `ValueError` for anything that Pagefind does not write."""
    value, end = _read(data, 0)
    if end != len(data):
        raise ValueError(f"{len(data) - end} bytes too many")
    return value


def _read(data: bytes, at: int) -> tuple[Value, int]:
    if at >= len(data):
        raise ValueError("ends too early")
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if 24 <= size <= 27:
        width = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    elif size > 27:
        raise ValueError("length of an unknown kind")
    if kind == _UNSIGNED:
        return size, at
    if kind == _TEXT:
        return data[at : at + size].decode(), at + size
    if kind == _LIST:
        items: list[Value] = []
        for _ in range(size):
            item, at = _read(data, at)
            items.append(item)
        return items, at
    raise ValueError(f"kind {kind}")


def encoded(value: Value) -> bytes:
    """Return `value` in the shortest form."""
    if isinstance(value, int):
        return _head(_UNSIGNED, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    return _head(_LIST, len(value)) + b"".join(map(encoded, value))


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    power = next(power for power in range(4) if size < 1 << (8 << power))
    return bytes([kind << 5 | 24 + power]) + size.to_bytes(1 << power, "big")

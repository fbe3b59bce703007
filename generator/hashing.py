"""The one way to hash a value: equal hashes mean equal values, on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import msgspec

SIZE = 16


def hash_parts(*parts: bytes) -> bytes:
    """Return a digest of 16 bytes of these parts, in their order."""
    return blake2b(
        b"".join([x for part in parts for x in (len(part).to_bytes(8, "big"), part)]), digest_size=SIZE
    ).digest()


def hash_of(value: Any) -> bytes:
    """Return a digest of plain data: dataclasses, tuples, mappings, text, numbers, times."""
    return blake2b(_ENCODER.encode(value), digest_size=SIZE).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return repr(value)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)


def fingerprint(*parts: object) -> str:
    """Return a SHA-256 over the parts (JSON values, text or bytes), equal on every machine for equal parts."""
    hashed = hashlib.sha256()
    for part in parts:
        data = (
            part
            if isinstance(part, bytes)
            else json.dumps(part, sort_keys=True, ensure_ascii=True, default=str).encode()
        )
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return hashed.hexdigest()

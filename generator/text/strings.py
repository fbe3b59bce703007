"""What is done to plain strings everywhere: slugs, folding, words. Knows no article and no language model."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’\-.&][^\W_]+)*")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Letters of scripts that put no spaces between words, for a set of a regular expression."""
_UNSPACED = re.compile(f"[{UNSPACED}]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_EMAIL = re.compile(r"\s*[\(\[<]?\s*(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+\s*[\)\]>]?")
# What Unicode's decomposition does not take apart, as libraries and newspapers transliterate it.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "þ": "th",
        "Þ": "Th",
        "ð": "d",
        "Ð": "D",
        "ı": "i",
        "ħ": "h",
        "’": "",
        "'": "",
        "ʼ": "",
    }
)
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", *(f"{n}{i}" for n in ("com", "lpt") for i in "0123456789¹²³")}
)
_SIGN = re.compile(r"(?<![^\W_])([A-Za-z])(\+\+|#)(?![\w+#])")
_RESERVED = _DEVICES | {"index"}
_MONTH_LIKE = re.compile(r"\d{4}-\d{2}$")


def fold(text: str) -> str:
    """Return `text` in lower case, without accents and with white space folded: equal for equal spellings."""
    if text.isascii():  # most of all text, and a tenth of the work
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@lru_cache(maxsize=1 << 17)
def slugify(text: str, *, limit: int = 80) -> str:
    """Return an address-safe name of `text`: `[a-z0-9-]`, at most `limit` characters, never empty or reserved.

    Text without Latin letters or digits, and names that a file system reserves, get a short digest, so that
    two different texts do not meet in one slug.
    """
    if "+" in text or "#" in text:  # C, C++ and C# are three
        text = _SIGN.sub(lambda found: f"{found[1]}-{'plus-plus' if found[2] == '++' else 'sharp'}", text)
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", plain).strip("-")
    letters = sum(c.isalnum() for c in text)
    hashed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if letters and len(slug.replace("-", "")) * 2 < letters:  # most of it was in another script
        slug = f"{slug[: limit - 9].strip('-')}-{hashed}".strip("-")
    if len(slug) > limit:
        slug = slug[:limit].rsplit("-", 1)[0] or slug[:limit]
    if not slug:
        return f"x-{hashed}"
    if slug in _RESERVED or _MONTH_LIKE.match(slug):
        return f"{slug}-{hashed}"
    return slug


def is_reserved(name: str) -> bool:
    """Return True for a name of a file that Windows takes for a device (`con`, `NUL.txt`), or would shorten (`a.`)."""
    return name.partition(".")[0].rstrip().lower() in _DEVICES or name.endswith((".", " "))


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand; hyphenated and dotted words ("U.S", "Asia-Pacific") are one."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Return how many words a text has; in scripts without spaces between words, two letters are one."""
    unspaced = sum(map(len, _UNSPACED.findall(text)))
    return len(_UNSPACED.sub(" ", text).split()) + (unspaced + 1) // 2


def without_emails(text: str) -> str:
    """Return `text` without e-mail addresses and the brackets that held them."""
    return re.sub(r"\s+([,.;:)])", r"\1", " ".join(_EMAIL.sub(" ", text).split()))


def clip(text: str, limit: int) -> str:
    """Return `text` cut at a word end to at most `limit` characters, with an ellipsis when something was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.–—-") + "…"

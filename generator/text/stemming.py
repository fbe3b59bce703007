"""Words and phrases found in a text whatever their endings: "submarine cable" finds "submarine cables".

The stems are Snowball's (https://snowballstem.org/), a stemmer for each of some thirty languages. A word in capitals
(AIS, NATO) is an abbreviation: it is found only in capitals, or "AIS" would find "AI". Scripts that put no spaces
between words are searched letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from .strings import UNSPACED, fold

_WORD = re.compile(r"[^\W_]+|\n\s*\n")  # the end of a paragraph is a word that no phrase has
_SPACED_WORD = re.compile(rf"(?:(?![{UNSPACED}])[^\W_])+|\n\s*\n")
_UNSPACED_TEXT = re.compile(f"[{UNSPACED}]")
# Where a text in Markdown says something that its readers do not see: targets of links, tags, bare addresses.
_HIDDEN = re.compile(r"\]\((?:[^()\s]|\([^()]*\))*(?:\s[^)]*)?\)|<[^<>]{1,500}>|https?://\S+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or several in a row, as they are looked for in texts of one language."""

    keys: tuple[str, ...]
    """What each word must have: a stem, or `=` and an abbreviation; empty for a script without spaces."""
    letters: str = ""
    """What is looked for letter by letter in a script without spaces."""


def visible(markdown: str) -> str:
    """Return Markdown without targets of links, tags and addresses, which are no words of the text."""
    return _HIDDEN.sub("] ", markdown)


@cache
def _stemmer(lang: str) -> Callable[[str], str]:
    """Return the stemmer of a language; words of a language without one stay whole."""
    import snowballstemmer
    from babel import Locale, UnknownLocaleError

    primary = lang.partition("-")[0].lower() or "en"
    primary = {"und": "en", "nb": "no", "nn": "no"}.get(primary, primary)
    try:
        name = str(Locale(primary).get_display_name("en")).lower()
        stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    except (KeyError, ValueError, UnknownLocaleError):
        return str
    return stem


@lru_cache(maxsize=1 << 17)
def _key(word: str, lang: str) -> str:
    return fold(_stemmer(lang)(word.casefold()))


def phrase(text: str, lang: str) -> Phrase:
    """Return what to look for to find `text` in an article of this language."""
    if _UNSPACED_TEXT.search(text):
        return Phrase((), "".join(fold(text).split()))
    words = _WORD.findall(_without_possessives(text))
    return Phrase(tuple(f"={word}" if _is_abbreviation(word) else _key(word, lang) for word in words))


def _without_possessives(text: str) -> str:
    """Return an English text without its "'s", as long as before: "China's navy" is found by "China navy"."""
    text = f"{text} "
    return text.replace("'s ", "   ").replace("’s ", "   ") if "'s " in text or "’s " in text else text


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word != word.lower()


class Searcher:
    """Finds any of many phrases in texts of one language, each text read once."""

    def __init__(self, texts: Sequence[str], lang: str) -> None:
        """Take the phrases as their writer wrote them, and the language of the texts."""
        self.lang = lang
        phrases = {text: phrase(text, lang) for text in texts}
        keys = {key for found in phrases.values() for key in found.keys}
        self.letters = {text: found.letters for text, found in phrases.items() if found.letters}
        self.by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for text, found in phrases.items():
            if found.keys:
                self.by_first.setdefault(found.keys[0], []).append((text, found.keys[1:]))
        self.wanted = frozenset(keys)
        # A stem begins as its words do, but in languages whose stemmers take beginnings off: few words need a stemmer.
        self.starts = frozenset(key[:2] for key in keys if not key.startswith("="))
        self.all_words = lang.partition("-")[0] in ("ar", "id", "ms", "ne")
        self.known: dict[str, tuple[str, ...]] = {}

    def keys(self, word: str) -> tuple[str, ...]:
        """Return which of the wanted keys a word has."""
        found = self.known.get(word)
        if found is None:
            keys = [f"={word}"] if _is_abbreviation(word) else []
            if self.all_words or fold(word)[:2] in self.starts:
                keys.append(_key(word, self.lang))
            found = self.known[word] = tuple(key for key in keys if key in self.wanted)
        return found

    def search(self, text: str) -> dict[str, str]:
        """Return phrase → the words with which it first stands in the text; only phrases that do."""
        words, found = self._read(text)
        made = {name: " ".join(words[at : at + size]) for name, (size, (at, *_)) in found.items()}
        return made | {name: text[start:end] for name, ((start, end), *_) in self._of_letters(text).items()}

    def places(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Return phrase → where it stands in the text, as (start, end) in characters."""
        spans = [found.span() for found in self._pattern(text).finditer(_without_possessives(text))]
        _, found = self._read(text)
        made = {
            name: [(spans[at][0], spans[at + size - 1][1]) for at in begins] for name, (size, begins) in found.items()
        }
        return made | self._of_letters(text)

    @staticmethod
    def _pattern(text: str) -> re.Pattern[str]:
        return _SPACED_WORD if _UNSPACED_TEXT.search(text) else _WORD

    def _read(self, text: str) -> tuple[list[str], dict[str, tuple[int, list[int]]]]:
        """Return the words of a text, and phrase → how many words it has, and at which of them it begins."""
        words: list[str] = self._pattern(text).findall(_without_possessives(text))
        forms: dict[str, set[str]] = {}
        known = self.known
        for word in set(words):
            for key in known[word] if word in known else self.keys(word):
                forms.setdefault(key, set()).add(word)
        likely = [
            (name, first, rest)
            for first in forms.keys() & self.by_first.keys()
            for name, rest in self.by_first[first]
            if all(key in forms for key in rest)
        ]
        where: dict[str, list[int]] = {}
        for at, word in enumerate(words) if likely else ():
            where.setdefault(word, []).append(at)
        found: dict[str, tuple[int, list[int]]] = {}
        for name, first, rest in likely:
            begins = sorted(at for word in forms[first] for at in where[word])
            whole = [at for at in begins if _follow(words, at + 1, [forms[key] for key in rest])] if rest else begins
            if whole:
                found[name] = (1 + len(rest), whole)
        return words, found

    def _of_letters(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Return where phrases of scripts without spaces stand."""
        found = {name: list(_letters(letters, text)) for name, letters in self.letters.items()} if self.letters else {}
        return {name: spots for name, spots in found.items() if spots}


def _follow(words: Sequence[str], at: int, wanted: Sequence[set[str]]) -> bool:
    """Return True when each word from `at` on is one of the forms that are wanted there."""
    return at + len(wanted) <= len(words) and all(words[at + off] in forms for off, forms in enumerate(wanted))


def _letters(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where letters stand in a text, whatever white space is between them."""
    pattern = r"\s*".join(map(re.escape, wanted))
    yield from (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))

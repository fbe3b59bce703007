"""Forms of demonyms and place names, by language: a gazetteer lists one form, texts write them all.

Rules of school grammar, enough for names of countries and peoples; a form too many does no harm, since only whole words
match. Knows no countries.
"""

from __future__ import annotations

import re

_FRENCH = (
    ("ien", ("ienne", "iens", "iennes")), ("éen", ("éenne", "éens", "éennes")), ("ain", ("aine", "ains", "aines")),
    ("ais", ("aise", "aises")), ("ois", ("oise", "oises")), ("on", ("onne", "ons", "onnes")), ("e", ("es",)),
)  # fmt: skip
_SPANISH = (
    ("és", ("esa", "eses", "esas")), ("án", ("ana", "anes", "anas")), ("ol", ("ola", "oles", "olas")),
    ("ín", ("ina", "ines", "inas")), ("o", ("a", "os", "as")),
)  # fmt: skip
_PORTUGUESE = (("ês", ("esa", "eses", "esas")), ("ão", ("ã", "ãos", "ães", "ãs")), ("o", ("a", "os", "as")))
_ITALIAN = (
    ("ano", ("ana", "ani", "ane")), ("ino", ("ina", "ini", "ine")), ("eno", ("ena", "eni", "ene")),
    ("ico", ("ica", "ici", "iche")), ("o", ("a", "i", "e")), ("ese", ("esi",)), ("e", ("i",)),
)  # fmt: skip
_ENDINGS = {"fr": _FRENCH, "es": _SPANISH, "pt": _PORTUGUESE, "it": _ITALIAN}
_SLAVIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk"})
_AFTER_I = re.compile(r"(?<=[иі])(?:я|ю|и|ї|ей|єю|ею|ям|ями|ях)$")
_SLAVIC_ENDING = re.compile(
    r"(?:ами|ями|иями|ого|его|ому|ему|ими|ыми|ией|иею|ой|ей|ою|ею|ом|ем|ём|ам|ям|ах|ях|ов|ев|ую|юю|ая|яя|ый|ий|ое|ее|ые|ие|"
    r"их|ых|им|ым|ия|ию|ии|ія|ію|ії|а|я|у|ю|е|и|ы|о|ь|й|і|ї|є)$"
)


def forms(lang: str, word: str) -> tuple[str, ...]:
    """Return all forms of a demonym or place name in `lang`, as written in running text; always with `word` itself.

    A capitalised name stays as it is (German: with its endings); an adjective in small letters comes in all genders and
    numbers, each also capitalised, since languages write the people of a country with a capital.
    """
    if " " in word:
        return (word,)
    if lang == "de":
        found = _german(word)
    elif word[:1].isupper():
        return (word,)
    else:
        found = _romance(lang, word)
    return tuple(dict.fromkeys(form for base in found for form in (base, base[:1].upper() + base[1:])))


def _german(word: str) -> list[str]:
    if word[:1].islower():
        return [word + ending for ending in ("", "e", "en", "er", "es", "em")] if word.endswith("sch") else [word]
    if word.endswith("er"):
        return [word + ending for ending in ("", "n", "s", "in", "innen")]
    if word.endswith("e"):
        return [word, word + "n", word[:-1] + "in", word[:-1] + "innen"]
    return [word, word + "s"]


def _romance(lang: str, word: str) -> list[str]:
    for ending, others in _ENDINGS.get(lang, ()):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return [word, *(stem + other for other in others)]
    if lang == "fr" and not word.endswith(("s", "x")):
        return [word, word + "e", word + "s", word + "es"]
    return [word, word + "s"]


CUT = "ʺ"
"""Letter behind the stem of a name that has lost an ending: only a declined word is looked up so, no bare stem is."""


def stem(lang: str, word: str) -> str:
    """Return `word` without its case ending in languages that decline place names; else `word`."""
    if lang in _SLAVIC and len(word) > 3:
        # "Александрии" is of "Александрия" and not of "Александр", so the vowel before the ending stays.
        cut = _AFTER_I.sub("", word)
        cut = cut if cut != word else _SLAVIC_ENDING.sub("", word)
        return cut if len(cut) > 2 else word
    return word


def variants(word: str) -> tuple[str, ...]:
    """Return what a word with an attached article, conjunction or particle may stand for (Arabic, Hebrew, Korean)."""
    first = word[0]
    if "؀" <= first <= "ۿ":
        found = []
        rest = word
        for _ in range(2):
            if rest.startswith("لل"):
                found.append("ال" + rest[2:])
            if rest[:1] in "وفبلكس" and len(rest) > 3:
                rest = rest[1:]
                found.append(rest)
            else:
                break
        return tuple(found)
    if "א" <= first <= "ת":
        return tuple(word[n:] for n in (1, 2) if all(c in "ובכלמהש" for c in word[:n]) and len(word) - n > 2)
    if "가" <= first <= "힣":
        return tuple(word[:n] for n in range(min(len(word) - 1, 7), 1, -1))
    return ()

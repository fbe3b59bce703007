"""Who wrote it, where the text itself says so: "By A and B" above an article, "A is a senior fellow at …" below it.

Readers of foreign pages take names and biographies from such lines; the search for losses must not take them for text
that was cut off. Decides by form (capitalised names, a copula, an occupation), never by a list of people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..text.sentences import split
from ..text.strings import fold, without_emails

_COPULA = frozenset("is are was were est sont ist sind es son è sono é são".split())
_DOES = frozenset("writes covers teaches serves works reports studies researches".split())
_OCCUPATIONS = frozenset(
    """academic adviser advisers advisor advisors analyst analysts anthropologist associate author authors candidate
    co-author co-founder columnist columnists consultant consultants contributor contributors correspondent
    correspondents diplomat director directors economist economists editor editor-in-chief editors engineer fellow
    fellows founder freelance freelancer geographer historian historians intern journalist journalists lawyer lecturer
    lecturers photographer physician postdoctoral practitioner principal producer professor professors reader reporter
    reporters researcher researchers scholar scholars scientist scientists sociologist specialist specialists strategist
    student students writer writers
    chercheur chercheuse chercheurs professeur professeure journaliste journalistes directeur directrice auteur autrice
    historien historienne doctorant doctorante économiste maître
    professorin journalist journalistin redakteur redakteurin autor autorin wissenschaftler wissenschaftlerin
    mitarbeiter mitarbeiterin historiker historikerin leiter leiterin
    profesor profesora periodista investigador investigadora directora escritor escritora autora analista economista
    historiador historiadora""".split()
)
_PARTICLES = frozenset("da de del della den der di dos du al el la le bin bint ibn ten ter van von y e zu".split())
_HONORIFICS = re.compile(r"(?:(?:Dr|Prof|Professor|Sir|Dame|Lt|Col|Gen|Maj|Capt|Adm|Amb|Ambassador|Mr|Mrs|Ms)\.?\s+)+")
_GOES_ON = frozenset("he she they his her their follow elle il ses er sie ihre sein ella él su sus".split())
_SAYS = frozenset("said says told added warned argued noted asked replied explained".split())
_THE_AUTHOR = re.compile(r"(?:the|this|about the) (?:author|writer|columnist|contributor)s?\b", re.IGNORECASE)
_DISCLAIMER = re.compile(
    r"(?:the |all |any )?(?:views|opinions)\b.{0,80}\b(?:author|writer|own|personal|(?:do|does) not|not necessarily)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|par|von|por)[ :]\s*(?P<names>\S.*)", re.IGNORECASE)
_AND = re.compile(r",\s+(?:and|et|und|y|og|och|en)\s+|\s+(?:and|&|et|und|y|og|och|en)\s+|,\s+")
_PARTS = re.compile(
    r",?\s+(?:and|et|und|y|e)\s+|,?\s+&\s+|,\s+(?!(?:Jr|Sr|II|III|IV|Ph\.?\s?D|M\.?D|MBE|OBE|CBE|Esq)\b)"
)
_BODY = re.compile(  # words of the names of bodies, which have "and" and commas inside
    r"\b(?:ministry|department|office|institute|university|council|committee|bureau|agency|association|centre|center|press"
    r"|news|staff|desk|team|trade|of|for|ministère|ministerium|ministerio|institut)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",?\s+(?:and|while|et|und|y)\s+|;\s+")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,64}\.\w")
_FURTHEST = 16  # words within which the copula, and after it the occupation, must stand


@dataclass(frozen=True, slots=True)
class AuthorNote:
    """What an author line says."""

    authors: tuple[str, ...]
    """Names, in the order of the line."""
    bios: tuple[str, ...]
    """One line about each, verbatim but for e-mail addresses."""


def people(text: str) -> tuple[str, ...]:
    """Return the names in one field of authors: three in `A B; C D, Jr. & E F`, one in a ministry's.

    A semicolon always parts; "and", "&" and commas part what then are names of at least two words each.
    """
    found: list[str] = []
    for part in text.split(";"):
        plain = " ".join(part.split()).strip(" ,")
        several = [name.strip(" ,") for name in _PARTS.split(plain) if name.strip(" ,")]
        are_names = len(several) > 1 and all(
            2 <= len(name.split()) <= 5
            and not _BODY.search(name)
            and name[0].isupper()
            and name.split()[-1][0].isupper()
            for name in several
        )
        found += several if are_names else [plain] if plain else []
    return tuple(dict.fromkeys(found))


def has_email(text: str) -> bool:
    """Tell whether an e-mail address stands in `text`."""
    return "@" in text and _MAIL.search(text) is not None


def _name(text: str) -> str:
    """Return `text` as a person's name (two to six words), without honorifics and degrees, or an empty string."""
    text = " ".join(_ASIDE.sub(" ", text).split())
    text = _HONORIFICS.sub("", text.split(",", 1)[0].strip(), count=1)
    parts = text.split()
    capitals = [part for part in parts if part[:1].isupper()]
    fits = 2 <= len(parts) <= 6 and len(capitals) >= 2 and parts[-1] in capitals and len(text) <= 60
    plain = all(part in capitals or part in _PARTICLES for part in parts)
    return text if fits and plain and not any(c.isdigit() or c in ':;!?"“”' for c in text) else ""


def _names(text: str) -> tuple[str, ...]:
    """Return the names that `text` lists, or nothing when it is anything but a list of names."""
    whole = _name(text)
    parts = [part for part in _AND.split(text.strip(" .")) if part]
    found = [_name(part) for part in parts]
    if len(parts) > 1 and all(found):
        return tuple(found)
    return (whole,) if whole and not re.search(r"\s(?:and|&|et|und|og|och|en)\s", text) else ()


def names_above(line: str) -> tuple[str, ...]:
    """Return the names of a byline ("By A and B"), or nothing when `line` is none."""
    found = _BY.fullmatch(without_emails(line)) if len(line) < 200 else None
    return _names(found["names"]) if found else ()


def introduces(sentence: str) -> tuple[str, ...] | None:
    """Return the names of the authors whom `sentence` introduces, () for "The author is …", None for any other."""
    tokens = without_emails(sentence[:600]).split()
    the_author = _THE_AUTHOR.match(" ".join(tokens[:4])) is not None
    if _DISCLAIMER.match(" ".join(tokens)):
        return ()
    for at, token in enumerate(tokens[:_FURTHEST]):
        verb = token.casefold()
        if verb in _COPULA or verb in _DOES:
            names = _names(" ".join(tokens[:at]))
            following = (t.strip(".,;:()'’\"").casefold() for t in tokens[at + 1 : at + 1 + _FURTHEST])
            fits = verb in _DOES or has_email(sentence[:600]) or any(t in _OCCUPATIONS for t in following)
            return names if fits and (names or the_author) else None
    return None


def _goes_on(sentence: str, names: Sequence[str]) -> bool:
    """Tell whether `sentence` says more about the authors just introduced, and reports nothing that they said."""
    tokens = sentence.split()
    first = tokens[0].strip(".,:'’").casefold() if tokens else ""
    about = first in _GOES_ON or any(first == name.split()[-1].casefold() for name in names)
    return about and not any(t.strip(".,:").casefold() in _SAYS for t in tokens[:8])


def author_note(line: str, article: str, lang: str = "en") -> AuthorNote | None:
    """Return the authors and biographies in `line` when all of it is about the authors of `article`, else None.

    Somebody whose surname the rest of the article mentions is a person of the story, unless an e-mail address says
    otherwise.
    """
    if len(line) > 4000:
        return None
    authors: list[str] = []
    bios: list[str] = []
    for sentence in split(line, lang):
        names = introduces(sentence)
        if names is None:
            if not bios or not _goes_on(sentence, authors):
                return None
            bios[-1] = f"{bios[-1]} {without_emails(sentence)}".strip()
            continue
        for clause in _CLAUSE.split(sentence)[1:]:  # "A is a professor at X and B is a student at Y"
            names = tuple(dict.fromkeys((*names, *(introduces(clause) or ()))))
        if not has_email(sentence) and any(_mentioned(name, article) for name in names):
            return None
        authors.extend(names)
        bios.append(without_emails(sentence))
    return AuthorNote(tuple(dict.fromkeys(authors)), tuple(bios)) if bios else None


def _mentioned(name: str, article: str) -> bool:
    return re.search(rf"\b{re.escape(fold(name.split()[-1]))}\b", fold(article)) is not None


def tail(sentences: Sequence[str]) -> int:
    """Return the index of the first of the closing sentences that are about the authors; their number when none is."""
    article = ""
    for at in range(max(1, len(sentences) - 6), len(sentences)):
        if introduces(sentences[at]) is None:
            continue
        article = article or " ".join(sentences[:at])
        if author_note(" ".join(sentences[at:]), article):
            return at
    return len(sentences)

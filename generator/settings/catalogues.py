"""The words of the interface in the site's language: gettext catalogues, ours and the project's own.

English stands in the templates and in the code; a site in English reads no catalogue. For others
`locale/<language>/LC_MESSAGES/briefing.po` is read, first the project's, then ours; what neither has stays English. A
dialect (`pt-BR`) falls back to its language.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import ConfigError, Problem

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "briefing"
_SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    lang: str
    """Language (BCP 47)."""
    identity: bytes
    """What they were read from: a part of every page's fingerprint."""
    catalogue: gettext.NullTranslations
    """Where they are looked up."""

    def gettext(self, text: str) -> str:
        """Return a text in this language."""
        return self.catalogue.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form of a text that goes with a number."""
        return self.catalogue.ngettext(one, many, number)

    def pgettext(self, context: str, text: str) -> str:
        """Return a text that means different things in different places."""
        return self.catalogue.pgettext(context, text)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """Return the form of such a text that goes with a number."""
        return self.catalogue.npgettext(context, one, many, number)


def words(lang: str, root: Path | None = None) -> Words:
    """Return the words of a language; `root` is the project's folder. Raises `ConfigError` for a broken catalogue."""
    found = []
    for folder in (root / "locale", FOLDER) if root else (FOLDER,):
        for name in dict.fromkeys((lang.replace("-", "_"), lang.partition("-")[0])):
            path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.po"
            if path.is_file():
                found.append((str(path.relative_to(folder.parent)), path.read_bytes()))
    return _read(lang, tuple(found))


@lru_cache(maxsize=8)
def _read(lang: str, found: tuple[tuple[str, bytes], ...]) -> Words:
    made: gettext.NullTranslations = gettext.NullTranslations()
    for name, data in reversed(found):  # the last has the first word
        catalogue = _compiled(name, data)
        catalogue.add_fallback(made)
        made = catalogue
    return Words(lang, b"\0".join(data for _, data in found), made)


def _compiled(name: str, data: bytes) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalogue = read_po(io.BytesIO(data), abort_invalid=True)
    except PoFileError as error:
        raise ConfigError(Problem(name, error.lineno or 0, f"is no catalogue: {error.args[0]}", "msgfmt -c")) from None
    except (ValueError, LookupError, UnicodeDecodeError) as error:
        raise ConfigError(Problem(name, 0, f"is no catalogue: {error}", "msgfmt -c")) from None
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def languages() -> tuple[str, ...]:
    """Return the languages that come with us, English first."""
    return (_SOURCE, *sorted(path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))

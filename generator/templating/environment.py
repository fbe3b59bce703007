"""Our templates in Jinja2: where they are looked for, what is escaped, which filters they have.

The environment is MkDocs' own (its themes are untouched): for our templates and the project's overrides of them
autoescape is on, `default:article.html` reaches ours past an override, and times are written in the site's language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from ..settings.catalogues import Words
from ..settings.extensions import filters as foreign_filters
from . import compiling
from .macros import MacrosOf, Once, addresses_by, words_by

PREFIX = "default"
_BESIDE, _INSIDE = Path(__file__).parents[2] / "templates", Path(__file__).parents[1] / "templates"
ASSETS = ("briefing.css", "briefing.js")
SEARCH_SCRIPT = "search.js"
WORKER_SCRIPT = "offline.js"


def folder() -> Path:
    """Return our templates: inside the installed package, or beside it in a checkout (edits are then seen at once)."""
    return _INSIDE if _INSIDE.is_dir() else _BESIDE


def asset_file(name: str, folders: Sequence[Path]) -> Path:
    """Return the file of an asset: the project's own if it has one, else ours."""
    return next(path for place in folders if (path := place / "assets" / name).is_file())


def asset_address(name: str, data: bytes) -> str:
    """Return the address of an asset, which changes with its content so that browsers may keep it for ever."""
    stem, _, suffix = name.rpartition(".")
    return f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{suffix}"


class _Compiled(BytecodeCache):
    """Compiled templates of this process, so that `serve` compiles each only once; never written to a disk."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._code.get(bucket.key + bucket.checksum)
        if code:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@cache
def _compiled(words: bytes) -> _Compiled:
    """Return the templates that were compiled with these words, for they are part of the code."""
    return _Compiled()


@lru_cache(maxsize=64)
def locale_of(lang: str) -> Locale:
    """Return CLDR's locale for a BCP 47 tag; English for one that it does not know."""
    try:
        return Locale.parse(lang, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


@lru_cache(maxsize=4096)
def shown_number(number: float, lang: str) -> str:
    """Return a number as a language writes it."""
    return format_decimal(number, locale=locale_of(lang))


@lru_cache(maxsize=4096)
def language_name(tag: str) -> str:
    """Return the name of a language in itself (`français`); the tag where CLDR has no name for it."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name() or tag)
    except (ValueError, UnknownLocaleError):
        return tag


def shown_day(day: date, lang: str, weekday: bool = False) -> str:
    """Return a day as a language writes it, the month as a word; with its weekday if asked."""
    return format_date(day, format="full" if weekday else "long", locale=locale_of(lang))


def _moment(lang: str) -> Callable[[datetime], str]:
    return lambda moment: format_datetime(moment, format="medium", locale=locale_of(lang), tzinfo=moment.tzinfo)


@lru_cache(maxsize=1024)
def shown_month(month: str, lang: str) -> str:
    """Return a month (`2026-03`) as a language writes it."""
    return format_skeleton("yMMMM", datetime.fromisoformat(f"{month}-01"), locale=locale_of(lang))


def _month_alone(month: str, lang: str) -> str:
    """Return the name of a month (`2026-03`) as it stands under its year."""
    return format_date(date.fromisoformat(f"{month}-01"), "LLLL", locale=locale_of(lang))


def _number_of_day(day: str) -> str:
    return str(int(day[-2:]))


def _json_ld(thing: Any) -> Markup:
    """Return data as JSON in few bytes, in which nothing can end the element that holds it."""
    return htmlsafe_json_dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def prepare(env: Environment, folders: Sequence[Path], words: Words) -> Environment:
    """Return MkDocs' environment made ready for our templates and words; `folders` are the project's own, then ours."""
    lang = words.lang
    _speak(env, words)
    ours = FileSystemLoader([str(place) for place in folders])
    names = frozenset(name for name in ours.list_templates() if name.endswith(".html"))
    usual: Any = env.autoescape

    def autoescape(name: str | None) -> bool:
        return bool(name and name.removeprefix(f"{PREFIX}:") in names) or (
            usual(name) if callable(usual) else bool(usual)
        )

    env.autoescape = autoescape
    env.bytecode_cache = _compiled(words.identity)
    assert env.loader is not None
    env.loader = ChoiceLoader([env.loader, PrefixLoader({PREFIX: FileSystemLoader(str(folder()))}, delimiter=":")])
    ours_too: dict[str, Callable[..., Any]] = {
        "language_name": language_name,
        "day": lambda day: shown_day(day, lang), "weekday": lambda day: shown_day(day, lang, weekday=True),
        "month": lambda month: shown_month(month, lang), "month_name": lambda month: _month_alone(month, lang),
        "moment": _moment(lang),
        "number": lambda number: shown_number(number, lang),
        "day_number": _number_of_day, "iso": lambda moment: moment.isoformat(),
        "jsonld": _json_ld,
    }  # fmt: skip
    env.filters.update(foreign_filters({*env.filters, *ours_too}))
    env.filters.update(ours_too)
    if "url" in env.filters:  # not where pages of no site are made, as letters are
        env.filters["url"] = addresses_by(env.filters["url"])
    env.globals["once"] = Once()
    env.globals["macros_of"] = MacrosOf(str(folder()))
    return env


def _speak(env: Environment, words: Words) -> None:
    """Give templates `_`, `ngettext`, `pgettext` and `trans`; what our catalogues lack, a foreign theme's may have."""
    theirs: Any = env.globals.get("gettext"), env.globals.get("ngettext")

    def gettext(text: str) -> str:
        found = words.gettext(text)
        return found if found != text or not callable(theirs[0]) else str(theirs[0](text))

    def ngettext(one: str, many: str, number: int) -> str:
        found = words.ngettext(one, many, number)
        return found if found not in (one, many) or not callable(theirs[1]) else str(theirs[1](one, many, number))

    if "jinja2.ext.InternationalizationExtension" not in env.extensions:
        env.add_extension("jinja2.ext.i18n")
    install: Any = env.install_gettext_callables  # type: ignore[attr-defined]
    compiling.set_up(env, gettext, str(folder()))
    install(gettext, ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext)
    env.globals["gettext"] = env.globals["_"] = words_by(cast(Any, env.globals["gettext"]))
    usual: Any = env.globals["ngettext"]

    @pass_context
    def counted(context: Context, one: str, many: str, num: int, **variables: Any) -> Any:
        variables.setdefault("num", shown_number(num, words.lang))
        return usual(context, one, many, num, **variables)

    env.globals["ngettext"] = counted

"""Dates as pages print them: "28 minutes ago", "yesterday", "Jun 20, 2025, 10:15 AM", RFC 3339, RFC 2822.

Knows nothing of pages. What can be read in two ways ("06/07/2025") or needs a moment that is not given is not read at
all: a date is never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache

_PREFIX = re.compile(
    r"(?:(?:first\s+)?(?:published|posted|updated|last updated|publié|publicado)(?:\s+on)?\b:?|on\b|le\b|am\b)\s*",
    re.IGNORECASE,
)
_NUMBERS = {word: n for n, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip
_NUMBERS |= dict.fromkeys("a an un une uno una ein eine einem einer".split(), 1)
_UNITS = {
    "second": "s sec secs second seconds seconde secondes segundo segundos sekunde sekunden",
    "minute": "m min mins minute minutes minuto minutos minuten",
    "hour": "h hr hrs hour hours heure heures hora horas std stunde stunden",
    "day": "d day days jour jours día días dia dias tag tage tagen",
    "week": "w wk wks week weeks semaine semaines semana semanas woche wochen",
    "month": "mo mos mth mths month months mois mes meses monat monate monaten",
    "year": "y yr yrs year years an ans année années año años jahr jahre jahren",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_ABOUT = r"(?:about|around|over|almost|nearly|environ|etwa|unos|unas)\s+"
_COUNT = r"(?P<n>\d{1,4}|[^\W\d_]{1,6})"
_AGES = (
    re.compile(rf"(?:{_ABOUT})?{_COUNT}\s*(?P<unit>[^\W\d_]{{1,8}})\.?\s+ago"),
    re.compile(rf"(?:il y a|hace|vor)\s+(?:{_ABOUT})?{_COUNT}\s*(?P<unit>[^\W\d_]{{1,8}})\.?"),
)
_NOW = frozenset(
    ("just now", "now", "moments ago", "a moment ago", "seconds ago", "a few seconds ago", "less than a minute ago",
     "à l’instant", "à l'instant", "ahora mismo", "gerade eben")
)  # fmt: skip
_FIXED = {"half an hour ago": ("minute", 30), "an hour and a half ago": ("minute", 90)} | {
    words: pair
    for pair, several in {
        ("day", 1): ("yesterday", "hier", "ayer", "gestern", "last day"),
        ("day", 2): ("the day before yesterday", "avant-hier", "anteayer", "vorgestern"),
        ("week", 1): ("last week", "la semaine dernière", "la semana pasada", "letzte woche"),
        ("month", 1): ("last month", "le mois dernier", "el mes pasado", "letzten monat"),
        ("year", 1): ("last year",),
        ("day", 0): ("today", "aujourd’hui", "aujourd'hui", "hoy", "heute"),
    }.items()
    for words in several
}
_CLOCK = r"(?P<h>\d{1,2})(?:[:.h](?P<min>\d{2})(?::(?P<s>\d{2}))?)?\s*(?:(?P<half>[ap]\.?m)(?![a-z])\.?)?"
_SHIFT = r"[+-]\d{1,2}(?::?\d{2})?"
_AT = re.compile(
    r"(?P<rest>.*?)[\s,]+(?:(?:at|à|um|a las|às|alle(?: ore)?|om|kl\.?)\s+)?(?:-\s+|•\s+|\|\s+)?"
    rf"{_CLOCK}(?:\s*(?P<uhr>uhr\b))?(?:\s*(?P<zone>{_SHIFT}|[a-z][a-z_/]*(?:{_SHIFT})?))?"
)
_OFFSET = re.compile(r"(?:utc?|gmt)?(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>\d{2})?")
_ZONES = {  # hours; RFC 5322, section 4.3
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7,
}  # fmt: skip
_COMMENT = re.compile(r"\s*\([^()]{0,60}\)\Z")
_MAIL = re.compile(r"(?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T)\Z")
_LANGUAGES = "en fr es de it pt nl da sv nb fi pl cs hu ro el ru uk bg hr tr id ms vi ca et lv lt sk sl".split()
_DATE_WORDS = re.compile(r"(?P<word>[^\W\d_]{2,14})\.?,?\s+")
_MONTHS = (
    "jan january janvier januar jänner enero ene", "feb february février fevrier februar febrero",
    "mar march mars märz maerz marzo", "apr april avril abril abr", "may mai mayo", "jun june juin juni junio",
    "jul july juillet juli julio", "aug august août aout agosto ago",
    "sep sept september septembre septiembre", "oct october octobre oktober octubre okt",
    "nov november novembre noviembre", "dec december décembre decembre dezember diciembre dic dez",
)  # fmt: skip
_MONTH = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split()}
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")
_DAYS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:d(?:e|el|['’])\s*)?(?P<name>[^\W\d_]{3,12})\.?,?"
        r"(?:\s+(?:del?\s+)?(?P<y>\d{4}))?(?:\s+(?:г|р|r)\.?)?"
    ),
    re.compile(r"(?P<name>[^\W\d_]{3,12})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4}))?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]"),
    re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})"),
)


@cache
def _names() -> tuple[Mapping[str, int], frozenset[str]]:
    """Return the months by their names, and the names of weekdays, of many languages (CLDR); folded, without dots.

    A name that means two months ("listopad": October in Croatian, November in Polish) means none.
    """
    from babel import Locale

    months: dict[str, set[int]] = {}
    days: set[str] = set()
    for locale in map(Locale.parse, _LANGUAGES):
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[form][width].items():
                    months.setdefault(name.casefold().strip("."), set()).add(number)
                days.update(name.casefold().strip(".") for name in locale.days[form][width].values())
            days.update(name.casefold().strip(".") for name in locale.days[form].get("short", {}).values())
    return {name: min(several) for name, several in months.items() if len(several) == 1} | _MONTH, frozenset(days)


@cache
def _zones() -> tuple[Mapping[str, str], Mapping[str, timedelta]]:
    """Return the names of zones by their folded names, and the offsets that an abbreviation means all over the world.

    An abbreviation that means several ("IST": India, Ireland, Israel) is not there.
    """
    from zoneinfo import ZoneInfo, available_timezones

    names = {name.casefold(): name for name in available_timezones() if "/" in name}
    found: dict[str, set[timedelta]] = {}
    for name in names.values():
        for month in (1, 7):
            moment = datetime(2024, month, 1, tzinfo=ZoneInfo(name))
            abbreviation, offset = moment.tzname(), moment.utcoffset()
            if abbreviation and offset is not None and abbreviation.isalpha():
                found.setdefault(abbreviation.casefold(), set()).add(offset)
    return names, {name: min(offsets) for name, offsets in found.items() if len(offsets) == 1}


def _zone(text: str) -> tzinfo | None:
    """Return the zone that a printed date names, None for one that is not known or means several."""
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    offset = _OFFSET.fullmatch(text)
    if offset:
        ahead = timedelta(hours=int(offset["h"]), minutes=int(offset["m"] or 0))
        return timezone(-ahead if offset["sign"] == "-" else ahead) if ahead <= timedelta(hours=15) else None
    names, abbreviations = _zones()
    if text in names:
        from zoneinfo import ZoneInfo

        return ZoneInfo(names[text])
    return timezone(abbreviations[text]) if text in abbreviations else None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as a page prints it: an age, a day, or a moment."""

    unit: str = ""
    """Unit of an age (`minute`, `month` …); empty for a day or a moment."""
    count: int = 0
    """How many of `unit` ago."""
    month: int = 0
    """1 to 12; 0 for an age."""
    day: int = 0
    """Day of the month."""
    year: int = 0
    """0 when the page does not print it: the latest one that is not after the capture."""
    clock: time | None = None
    """Time of the day; None when not printed: the first moment of a day; an age keeps the time of the capture."""
    moment: datetime | None = None
    """The whole date when the page prints it with its zone."""

    @property
    def is_relative(self) -> bool:
        """Tell whether the moment of the capture must be known to resolve it."""
        return self.moment is None and not self.year


AS_CAPTURED = PrintedDate("second", 0)
"""The date of what a page shows as current without a date: that of the capture."""


def parse(text: str) -> PrintedDate | None:
    """Return the date that `text` is as a whole, or None when it is none or can be read in two ways."""
    plain = _COMMENT.sub("", " ".join(text.split()[:40]).strip("·•|–— ,;"))
    if not plain or len(plain) > 60:
        return None
    prefix = _PREFIX.match(plain)
    if prefix and prefix.end() < len(plain):
        plain = plain[prefix.end() :]
    return _age(plain.casefold()) or _absolute(plain)


def is_date(text: str) -> bool:
    """Tell whether `text` as a whole is a date or an age."""
    return parse(text) is not None


def _age(text: str) -> PrintedDate | None:
    if text in _NOW:
        return PrintedDate("second", 0)
    if text in _FIXED:
        return PrintedDate(*_FIXED[text])
    for pattern in _AGES:
        found = pattern.fullmatch(text)
        if found:
            unit = _UNIT.get(found["unit"])
            count = int(found["n"]) if found["n"].isdecimal() else _NUMBERS.get(found["n"])
            return PrintedDate(unit, count) if unit and count is not None else None
    at = _AT.fullmatch(text)
    if at and at["rest"].strip() in _FIXED and (at["min"] or at["half"]) and not at["zone"]:
        unit, count = _FIXED[at["rest"].strip()]
        clock = _clock(at)
        return PrintedDate(unit, count, clock=clock) if clock and unit == "day" else None
    return None


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, second = int(found["h"]), int(found["min"] or 0), int(found["s"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _absolute(text: str) -> PrintedDate | None:
    if text[:4].isdecimal() and "T" in text[:12]:
        try:
            exact = datetime.fromisoformat(text)
        except ValueError:
            return None
        return _exact(exact)
    plain = text.casefold()
    day = _day(plain)
    if day:
        return day
    at = _AT.fullmatch(plain)
    if at and (at["min"] or at["half"] or at["uhr"]):
        day, clock = _day(at["rest"].strip(" ,")), _clock(at)
        if day:
            return _clocked(day, clock, at["zone"]) if clock else None
    try:
        return _exact(parsedate_to_datetime(text)) if ":" in text and _MAIL.search(text) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _clocked(day: PrintedDate, clock: time, zone: str | None) -> PrintedDate | None:
    """Return a day with its time of the day; None where the zone is not known, or the day has no year beside one."""
    if not zone:
        return PrintedDate(month=day.month, day=day.day, year=day.year, clock=clock)
    found = _zone(zone) if day.year else None
    return _exact(datetime.combine(date(day.year, day.month, day.day), clock, found)) if found else None


def _exact(moment: datetime) -> PrintedDate | None:
    moment = moment.replace(microsecond=0)
    if moment.tzinfo is None:
        return PrintedDate(month=moment.month, day=moment.day, year=moment.year, clock=moment.time())
    return PrintedDate(moment=moment)


def _day(text: str) -> PrintedDate | None:
    weekday = _WEEKDAY.match(text)
    if weekday:
        text = text[weekday.end() :]
    elif (word := _DATE_WORDS.match(text)) and any(char.isdecimal() for char in text) and word["word"] in _names()[1]:
        text = text[word.end() :]
    for pattern in _DAYS:
        found = pattern.fullmatch(text)
        if not found:
            continue
        parts = found.groupdict()
        year, month = int(parts.get("y") or 0), int(parts.get("m") or 0)
        if parts.get("name"):
            month = _MONTH.get(parts["name"], 0) or _names()[0].get(parts["name"], 0)
        day = int(parts.get("d") or 0)
        if parts.get("a"):
            low, high = sorted((int(parts["a"]), int(parts["b"])))
            if low != high and high <= 12:
                return None  # "06/07/2025": June or July, only its writer knows
            month, day = low, high
        if 1 <= month <= 12 and (year == 0 or year >= 1000) and 1 <= day <= monthrange(year or 2024, month)[1]:
            return PrintedDate(month=month, day=day, year=year)
    return None


def resolve(printed: PrintedDate, retrieved: datetime | None, zone: tzinfo = UTC) -> datetime:
    """Return the moment in UTC, to the second; raises `ValueError` when it cannot be known.

    Ages count back from `retrieved` (months and years by the calendar); a day alone is its first moment in `zone`,
    and a time without a zone is in `zone`.
    """
    if printed.moment is not None:
        return _utc(printed.moment)
    if printed.year:
        return _utc(datetime.combine(date(printed.year, printed.month, printed.day), printed.clock or time(0), zone))
    if retrieved is None:
        raise ValueError("the moment of the capture is not known")
    local = retrieved.astimezone(zone)
    try:
        if not printed.unit:
            return _utc(_latest(printed, local))
        if printed.unit in _SECONDS:
            back = timedelta(seconds=printed.count * _SECONDS[printed.unit])
            if printed.clock is None:
                return _utc(retrieved) - back
            return _utc(datetime.combine(local.date() - back, printed.clock, zone))
        months = printed.count * (12 if printed.unit == "year" else 1)
        year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
        day = min(local.day, monthrange(year, month + 1)[1])
        return _utc(local.replace(year=year, month=month + 1, day=day))
    except (OverflowError, IndexError) as error:
        raise ValueError("the date lies outside the calendar") from error


def _latest(printed: PrintedDate, local: datetime) -> datetime:
    """Return the latest day of that name that is not after the capture."""
    for year in range(local.year, local.year - 9, -1):  # 29 February may be eight years back
        if printed.day <= monthrange(year, printed.month)[1]:
            day = date(year, printed.month, printed.day)
            if day <= local.date():
                return datetime.combine(day, printed.clock or time(0), local.tzinfo)
    raise ValueError("no such day")


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError("the date lies outside the calendar") from error

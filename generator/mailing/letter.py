"""An issue as an e-mail: HTML that mail clients show, the same as plain text, and both as a message (RFC 5322).

Mail clients take no style sheets and no scripts, and one of the largest cuts a message after 102 kB: so every style is
inline, layout is a table, and an issue that is too long ends with a link to the rest. Nothing is loaded, and no
address tells who reads. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from .. import addresses
from ..contexts import Card, Section, Site
from ..errors import ConfigError, Problem
from ..settings.mail_headers import host_of, list_id, mailbox, web
from ..views import Views
from . import Issue
from .rendering import environment, line

LARGEST = 95_000
"""Bytes that no letter passes, as HTML or as text."""
_LEAST = 100  # bytes below which no article is named, in either form: more than fit need not be tried
_FULL = 12  # articles that keep their standfirst when there is no room for all


@dataclass(frozen=True, slots=True)
class Letter:
    """What the templates `letters/letter.html` and `letters/letter.txt` see as `briefing`."""

    site: Site
    """The site."""
    title: str
    """The day, week or range in the site's language, as it stands in the subject."""
    first: datetime
    """The first day."""
    last: datetime
    """The last day."""
    week: str
    """The week (`2026-W48`) when it is one, else empty."""
    url: str
    """Absolute address of the edition on the site; of the calendar of editions for days of several."""
    lead: Card
    """The story on top."""
    groups: tuple[Section, ...]
    """The others by region."""
    full: int
    """So many cards have their standfirst; the others are a line each."""
    total: int
    """Number of articles of the issue."""
    shown: int
    """Number of those that the letter names."""
    unsubscribe: str
    """Address at which one takes oneself off the list; empty when none is set."""


class Letters:
    """Makes the letters of a site."""

    def __init__(self, views: Views, folders: Sequence[Path]) -> None:
        """Take the views, and where templates are looked for, in order; raises `ConfigError` without a site address."""
        self.views, self.project = views, views.project
        if not self.project.site_url:
            what = "site_url is not set: a digest needs absolute addresses"
            raise ConfigError(Problem(self.project.config_file, 0, what, "site_url: https://…"))
        self.settings = self.project.settings.digest
        self._env = environment(views, folders)

    def html(self, issue: Issue) -> str:
        """Return the issue as HTML of at most `LARGEST` bytes."""
        return self._fitting("letters/letter.html", issue)

    def text(self, issue: Issue) -> str:
        """Return the issue as plain text of at most `LARGEST` bytes."""
        return self._fitting("letters/letter.txt", issue)

    def message(self, issue: Issue) -> bytes:
        """Return the issue as a message, ready to be sent to a list; raises `ConfigError` for lack of a sender."""
        host, name = host_of(self.project.site_url), self.project.site_name
        lead = issue.entries[0]
        sender = mailbox(self.settings.get("sender", f"briefing@{host}"))
        listed = list_id(self.settings.get("list_id", f"briefing.{host}"), name)
        if not sender or not listed:
            what = f"site_url: '{host}' is no host from which mail comes"
            raise ConfigError(Problem(self.project.config_file, 0, what, "digest: sender and list_id"))
        made = EmailMessage(policy=SMTP)
        made["From"] = Address(sender.name or line(name), sender.local, sender.host)
        made["Subject"] = line(f"{self.project.site_name}, {self._title(issue)}: {lead.article.title}")
        newest = max(entry.article.date for entry in issue.entries)
        made["Date"] = format_datetime(newest.astimezone(UTC))
        mark = hashlib.sha256(f"{self.project.site_url} {issue.slug}".encode()).hexdigest()[:24]
        made["Message-ID"] = f"<{mark}@{sender.host}>"
        made["List-Id"] = listed
        made["List-Archive"] = f"<{web(addresses.absolute(self.project.site_url, addresses.EDITIONS))}>"
        if leave := self.settings.get("unsubscribe", ""):
            made["List-Unsubscribe"] = f"<{leave}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(self.text(issue), cte="quoted-printable")
        made.add_alternative(self.html(issue), subtype="html", cte="quoted-printable")
        made["Content-Language"] = self.project.settings.language
        made.set_boundary(f"=_{mark}")
        return made.as_bytes()

    def _title(self, issue: Issue) -> str:
        return self.views.days(issue.first, issue.last, bool(issue.week))

    def _fitting(self, template: str, issue: Issue) -> str:
        """Return the issue with as much as there is room for: standfirsts go first, then articles from the end."""
        most = min(len(issue.entries), LARGEST // _LEAST)
        sizes = [(most, full) for full in range(most, _FULL, -1)]
        sizes += [(shown, min(shown, _FULL)) for shown in range(most, 0, -1)]

        def fits(size: tuple[int, int]) -> bool:
            return len(self._rendered(template, issue, *size).encode()) <= LARGEST

        at = 0 if fits(sizes[0]) else bisect_left(sizes, True, lo=1, hi=len(sizes) - 1, key=fits)
        return self._rendered(template, issue, *sizes[at])

    def _rendered(self, template: str, issue: Issue, shown: int, full: int) -> str:
        views, zone = self.views, self.views.library.zone
        where = addresses.edition(issue.edition) if issue.edition else addresses.EDITIONS
        lead, others = issue.entries[0], issue.entries[1:shown]
        letter = Letter(
            site=views.site,
            title=self._title(issue),
            first=datetime.combine(issue.first, time(), zone),
            last=datetime.combine(issue.last, time(), zone),
            week=issue.week,
            url=addresses.absolute(self.project.site_url, where),
            lead=views.card(lead),
            groups=views.by_region(others),
            full=full,
            total=len(issue.entries),
            shown=shown,
            unsubscribe=self.settings.get("unsubscribe", ""),
        )
        return self._env.get_template(template).render(briefing=letter).rstrip() + "\n"

"""Settings that do not go together: each is right alone, and beside the other it does nothing or says the opposite.

What a setting may be is `config`'s; here is only what shows when two are looked at. Nothing is guessed from defaults:
only what the project has set itself is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ..errors import Problem
from ..text.web_addresses import identity
from .config import FeedFormat, Project, Settings, key_line


def setting_conflicts(project: Project) -> Iterator[Problem]:
    """Yield a warning for each setting that another makes idle or contradicts, with its line in `mkdocs.yml`."""
    try:
        text = (project.root / project.config_file).read_text(encoding="utf-8")
    except (OSError, ValueError):
        text = ""
    for key, message, remedy in _found(project, project.settings):
        line = key_line(text, "plugins", "briefing", *key)
        code = "contradicting-settings"
        yield Problem(project.config_file, line, f"briefing: {message}", remedy, "warning", code)


def _found(project: Project, settings: Settings) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield the path of the key at fault, what is wrong and what would be right."""
    if not project.site_url:
        for key, wish in (("feed_hub", settings.feed_hub), ("feed_keywords", settings.feed_keywords)):
            if wish:
                yield (key,), f"{key}: does nothing without site_url: there are no feeds", "site_url: https://…"
    if "keyword" in settings.feed_archives and not settings.feed_keywords:
        yield ("feed_archives",), "feed_archives: keyword: there are no such feeds", "feed_keywords: true"
    formats = settings.all_formats
    if not isinstance(settings.feed_content, str):
        for form in settings.feed_content:
            if form in get_args(FeedFormat) and form not in formats:
                message = f"feed_content: {form}: feed_formats leaves this format out"
                yield ("feed_content", form), message, f"feed_formats: [{', '.join((*formats, form))}]"
    if settings.feed_tombstones not in (0, Settings().feed_tombstones) and "atom" not in formats:
        message = "feed_tombstones: only Atom feeds tell what left, and feed_formats leaves them out"
        yield ("feed_tombstones",), message, "feed_formats: [rss, atom, json]"
    policy = settings.content_policy
    if (
        settings.remote_pictures
        and "img-src" in policy
        and "http" not in policy["img-src"]
        and "*" not in policy["img-src"]
    ):
        message = "remote_pictures: true, and content_policy lets pages load no picture of other sites"
        yield ("remote_pictures",), message, "content_policy: img-src: \"'self' data: https:\""
    if settings.offline and policy.get("worker-src") == "'none'":
        message = "offline: true, and content_policy forbids the script that keeps the pages"
        yield ("offline",), message, "content_policy: worker-src: \"'self'\""
    yield from _sources(settings)


def _sources(settings: Settings) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield sources that stand twice, with something else said of them the second time."""
    seen: dict[str, object] = {}
    for source in settings.sources:
        labels = (source.rights, source.regions, source.themes)
        before = seen.setdefault(identity(source.url), labels)
        if before != labels:
            message = f"sources: {source.url} stands twice, with different rights, regions or themes"
            yield ("sources",), message, "keep one of them"

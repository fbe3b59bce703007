"""Hooks: counts what each phase made into `ledger.json` of the site, and refuses to publish an empty one."""

import json
from pathlib import Path

_made = {}


def before_read(project):
    """Begin a new count."""
    _made.clear()


def after_read(articles):
    """Refuse a site without articles: what a hook raises stops the build with one line."""
    if not articles:
        raise ValueError("there is no article to publish")
    _made["articles"] = len(articles)


def after_plan(pages):
    """Count the pages."""
    _made["pages"] = len(pages)


def before_publish(folder):
    """Write into the finished site, which nobody reads yet."""
    Path(folder, "ledger.json").write_text(json.dumps(_made, sort_keys=True), encoding="utf-8")

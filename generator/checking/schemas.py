"""JSON Schemas of the front matter and of `mkdocs.yml`, for editors that complete and check YAML as one types.

Published in `docs/schemas/` and written by `briefing init`; made from the code, so they know what it knows.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

import msgspec

from ..content.articles import ALIASES
from ..model import Rights
from ..settings.config import Settings
from ..settings.vocabulary import Tree
from .front_matter_fixes import ORDER

DIALECT = "http://json-schema.org/draft-07/schema#"  # the newest that editors' YAML servers know
FRONT_MATTER, SETTINGS = "front-matter.schema.json", "mkdocs.schema.json"
_TEXT = {"type": ["string", "number"]}
_LISTS = {"aliases", "authors", "author_bios", "tags", "regions", "themes"}
_FLAGS = {"draft", "pin"}
_ADDRESSES = {"source_url", "canonical_url"}
_MEANS = {
    "title": "Headline; else the first '# heading' of the text.",
    "date": "Publication time: YYYY-MM-DD, or RFC 3339 with its zone.",
    "updated": "Last change of substance; feeds tell it to their readers.",
    "expires": "The article leaves the site at this time.",
    "draft": "true: not published, unless built with --drafts.",
    "retrieved": "When the text was captured.",
    "id": "Permanent identity: what feed readers know the article by. Never change it.",
    "slug": "Last part of the address /articles/<slug>/.",
    "aliases": "Old addresses on this site; each redirects here.",
    "authors": "Names.",
    "author_bios": "A line about each author.",
    "source": "The outlet that published it first.",
    "source_url": "The outlet's home page.",
    "canonical_url": "Address of the original article.",
    "attribution": "The credit line as the owner wants it.",
    "rights": "full: the whole text is shown and fed; excerpt: summary and link out; link: title and link out.",
    "license": "Licence of a text that others may republish: its address (Creative Commons), or in words.",
    "regions": "Regions that replace those found; +slug adds, -slug removes.",
    "themes": "Themes that replace those found; +slug adds, -slug removes.",
    "tags": "Your keywords, shown before those found.",
    "summary": "Your standfirst, instead of the sentence found.",
    "lang": "Language of the text (BCP 47).",
    "image": "Lead picture: a path below the content folder, or a web address.",
    "image_alt": "What the picture shows, for those who do not see it.",
    "translation_of": "Slug of the article of which this is the translation.",
    "pin": "true: stays on top of the home page.",
    "date_source": "'retrieved' where the source gives no date, so that 'date' is when 'briefing add' saw it.",
    "source_digest": "Written by 'briefing add': by it an update sees whether somebody has edited the text.",
}


def _values(name: str, choices: tuple[str, ...]) -> dict[str, Any]:
    if name in _FLAGS:
        return {"type": "boolean"}
    if name == "rights":
        return {"enum": list(get_args(Rights))}
    if name in ("regions", "themes"):
        # Suggested, not enforced: names, codes and aliases are understood too.
        item = {"anyOf": [{"enum": [*choices, *(f"+{c}" for c in choices), *(f"-{c}" for c in choices)]}, _TEXT]}
        return {"anyOf": [{"type": "array", "items": item}, item]}
    if name in _LISTS:
        return {"anyOf": [{"type": "array", "items": _TEXT}, _TEXT]}
    if name in _ADDRESSES:
        return {"type": "string", "pattern": "^https?://"}
    return dict(_TEXT)


def front_matter(regions: Tree, themes: Tree) -> dict[str, Any]:
    """Return the schema of an article's front matter; regions and themes of the vocabularies are suggested."""
    slugs = {"regions": tuple(node.slug for node in regions), "themes": tuple(node.slug for node in themes)}
    known = {name: {**_values(name, slugs.get(name, ())), "description": _MEANS[name]} for name in ORDER}
    aliases = {alias: {**known[name], "description": f"The same as {name}."} for alias, name in sorted(ALIASES.items())}
    return {
        "$schema": DIALECT,
        "title": "Front matter of an article",
        "type": "object",
        "properties": {**known, **aliases},
        "anyOf": [
            {"required": [name]} for name in ("date", *(a for a, name in sorted(ALIASES.items()) if name == "date"))
        ],
    }


def settings() -> dict[str, Any]:
    """Return the schema of `mkdocs.yml` as far as it is ours: the settings under `plugins: - briefing:`."""
    _, parts = msgspec.json.schema_components((Settings,), ref_template="#/definitions/{name}")
    ours = parts.pop("Settings")
    for field in fields(Settings):
        ours["properties"][field.name]["description"] = field.metadata["doc"]
    ours["additionalProperties"] = False
    ours.pop("title", None)
    plugin = {"type": "object", "properties": {"briefing": {"anyOf": [ours, {"type": "null"}]}}}
    return {
        "$schema": DIALECT,
        "title": "mkdocs.yml of a briefing",
        "type": "object",
        "properties": {
            "site_name": {"type": "string", "description": "Name of the site."},
            "site_url": {"type": "string", "pattern": "^https?://", "description": "Its address; feeds need it."},
            "plugins": {"type": "array", "items": {"anyOf": [{"type": "string"}, plugin]}},
        },
        "required": ["site_name"],
        "definitions": parts,
    }


def text(schema: dict[str, Any]) -> str:
    """Return a schema as the text of its file."""
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"

"""The JSON API: the shape of `briefing list`, by its own schema, without what rights withhold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from feed_site import SITE, api, article, project, views
from jsonschema import Draft202012Validator

from generator.api import ROOT, record
from generator.model import Article


def loaded(articles: list[Article], **settings: Any) -> dict[str, Any]:
    return {name.removeprefix(ROOT): json.loads(data) for name, data in api(articles, project(**settings)).items()}


def some() -> list[Article]:
    return [article("a"), article("b", days=20, tags=("ports",)), article("c", days=40, source="The Post")]


def test_every_file_is_as_its_schema_says() -> None:
    """Each file is valid by the schema that is published beside it."""
    made = loaded(some())
    schema = made.pop("schema.json")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert {name: error for name, data in made.items() for error in validator.iter_errors(data)} == {}


def test_schema_refuses_what_is_not_the_api() -> None:
    """A key that is missing is seen."""
    made = loaded(some())
    validator = Draft202012Validator(made["schema.json"])
    del made["articles/2026-03.json"]["articles"][0]["id"]
    assert not validator.is_valid(made["articles/2026-03.json"])


def test_article_has_the_shape_of_list() -> None:
    """An article is what `briefing list --format json` says of it, and where the original is."""
    where = project()
    made = views(some(), where)
    entry = made.library.entries[0]
    expected = record(where, made.library, entry)
    expected |= {"date": "2026-04-10T08:00:00Z", "updated": "2026-04-10T08:00:00Z", "original": None}
    assert loaded(some())["articles/2026-04.json"]["articles"] == [expected]


def test_months_lead_to_each_other() -> None:
    """From the index every article is reached, month by month, newest first."""
    made = loaded(some())
    assert [month["url"] for month in made["index.json"]["months"]] == [
        f"{SITE}{ROOT}articles/2026-04.json", f"{SITE}{ROOT}articles/2026-03.json",
    ]  # fmt: skip
    march, april = made["articles/2026-03.json"], made["articles/2026-04.json"]
    assert (march["newer"], april["older"]) == tuple(f"{SITE}{ROOT}articles/2026-{m}.json" for m in ("04", "03"))
    assert [a["id"] for a in march["articles"]] == ["b", "a"]


@pytest.mark.parametrize("rights", ["excerpt", "link"])
def test_rights_hold(rights: Any) -> None:
    """The text is nowhere; of a link only the title and the way out."""
    one = article("a", body="Opening words.\n\nSECRET words.", rights=rights, canonical_url="https://post.example/a")
    data = b"".join(api([one]).values())
    assert (b"SECRET" in data, b"Opening words" in data) == (False, rights == "excerpt")
    assert b"https://post.example/a" in data


def test_groups_name_their_feeds() -> None:
    """Regions, themes and cells have their counts, their newest article and their feeds in every format."""
    made = loaded(some())
    india = next(region for region in made["regions.json"]["regions"] if region["slug"] == "india")
    assert (india["count"], india["code"], india["newest"]) == (3, "IN", "2026-04-10T08:00:00Z")
    assert india["feeds"]["json"] == f"{SITE}regions/india/feed.json"
    cell = next(cell for cell in made["cells.json"]["cells"] if (cell["region"], cell["theme"]) == ("india", "defence"))
    assert cell["url"] == f"{SITE}regions/india/defence/"


def test_same_articles_same_bytes() -> None:
    """The order of the files changes nothing."""
    assert api(some()) == api(list(reversed(some())))


def test_site_without_articles() -> None:
    """An empty site has an empty, valid API."""
    made = loaded([])
    assert (made["index.json"]["total"], made["index.json"]["updated"]) == (0, None)
    assert Draft202012Validator(made["schema.json"]).is_valid(made["index.json"])


def test_can_be_switched_off() -> None:
    """`api: false` writes nothing."""
    assert loaded(some(), api=False) == {}

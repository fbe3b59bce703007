"""The region vocabulary: whole, without cycles, in the shape that readers' addresses rely on."""

from __future__ import annotations

import pytest

from generator import vocabulary
from generator.text import slugify

TREE = vocabulary.load("regions")


def test_every_country_is_there_once() -> None:
    """All 249 countries and territories of ISO 3166-1 and Kosovo stand in the tree, each once and below a region."""
    from babel import Locale

    no_countries = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    expected = {c for c in Locale("en").territories if len(c) == 2 and c.isalpha()} - no_countries
    countries = [node for node in TREE if node.kind == "country"]
    assert sorted(expected) == sorted(node.code for node in countries)
    assert all(TREE[node.parent].kind in ("subregion", "region", "world") for node in countries)


def test_slugs_and_aliases_are_unique_addresses() -> None:
    """A slug is its own slugified form, and no alias is a slug or stands for two nodes."""
    aliases = [alias for node in TREE for alias in node.aliases]
    assert [node.slug for node in TREE] == [slugify(node.slug) for node in TREE]
    assert len(set(aliases)) == len(aliases)
    assert not set(aliases) & set(TREE.nodes)


def test_only_the_world_and_composites_have_no_parent() -> None:
    """Every region of the M49 tree and every country leads up to the world."""
    lost = [n.slug for n in TREE if n.kind not in ("world", "composite") and "world" not in TREE.ancestors(n.slug)]
    assert lost == []
    assert {TREE[slug].kind for slug in TREE.roots()} == {"world", "composite"}


def test_regions_and_composites_are_translated() -> None:
    """Every region and composite has names in French, Spanish and German; a composite has a line about it."""
    nodes = [node for node in TREE if node.kind != "country"]
    assert [node.slug for node in nodes if not {"fr", "es", "de"} <= set(node.names)] == []
    assert [node.slug for node in nodes if node.kind == "composite" and not node.description] == []


@pytest.mark.parametrize(
    ("country", "inside"),
    [
        ("india", {"south-asia", "asia", "world", "indo-pacific"}),
        ("iran", {"south-asia", "middle-east", "gulf"}),
        ("mali", {"west-africa", "sub-saharan-africa", "africa", "sahel"}),
        ("somalia", {"east-africa", "horn-of-africa"}),
        ("serbia", {"southern-europe", "balkans"}),
        ("estonia", {"northern-europe", "baltics", "european-union", "nato"}),
        ("sweden", {"nordics", "european-union"}),
        ("vietnam", {"southeast-asia", "asean", "indo-pacific"}),
        ("brazil", {"south-america", "latin-america", "americas", "brics"}),
        ("japan", {"east-asia", "quad"}),
    ],
)
def test_a_country_stands_in_all_that_contain_it(country: str, inside: set[str]) -> None:
    """A country's ancestors are its subregion, region and the composites that name it or what contains it."""
    assert inside <= set(TREE.ancestors(country))


def test_a_country_stands_under_few_clubs() -> None:
    """No country is carried into more than five unions and clubs: those are otherwise found where a text names them."""
    clubs = {"european-union", "nato", "asean", "quad", "brics", "g7", "g20", "sco", "opec", "commonwealth", "oecd"}
    assert max(len(clubs & set(TREE.ancestors(node.slug))) for node in TREE if node.kind == "country") <= 2


@pytest.mark.parametrize(
    ("name", "slug"),
    [("uk", "united-kingdom"), ("USA", "united-states"), ("034", "south-asia"), ("IN", "india"),
     ("southern-asia", "south-asia"),
     ("eu", "european-union"), ("Burma", "myanmar"), ("Côte d'Ivoire", "ivory-coast"), ("South Korea", "south-korea")],
)  # fmt: skip
def test_usual_names_resolve(name: str, slug: str) -> None:
    """A slug, an alias, a code or a displayed name resolves to its node."""
    assert TREE.resolve(name) == slug

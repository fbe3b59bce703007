"""The region vocabulary: whole, without cycles, in the shape that readers' addresses rely on."""

from __future__ import annotations

import pytest

from generator.errors import VocabularyError
from generator.settings import vocabulary
from generator.text.strings import slugify

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
        ("iran", {"west-asia", "middle-east", "gulf"}),
        ("zambia", {"southern-africa", "sub-saharan-africa"}),
        ("cyprus", {"southern-europe", "european-union"}),
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


def test_news_of_a_member_is_not_news_of_a_club() -> None:
    """Geographic composites take the news of their members, alliances and clubs do not; both contain them."""
    assert {"indo-pacific", "south-asia"} <= set(TREE.containers("india"))
    assert {"quad", "brics", "g20"} <= set(TREE.ancestors("india"))
    assert [(node.slug, above) for node in TREE for above in TREE.containers(node.slug) if TREE[above].club] == []


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        (["IN", "JP"], {}),  # half of the Quad, but not three
        (["IN", "JP", "AU"], {"quad": ("AU", "IN", "JP")}),
        (["US", "CN", "RU", "IN"], {}),
        (["US", "GB", "DE", "FR"], {"g7": ("DE", "FR", "GB", "US")}),
        (["BR", "RU", "IN", "CN", "ZA"], {"brics": ("BR", "CN", "IN", "RU", "ZA")}),
        (["US", "GB", "AU"], {}),  # AUKUS and Five Eyes name no members: a text must name them
    ],
)
def test_a_club_takes_news_of_half_of_its_members(countries: list[str], expected: dict[str, tuple[str, ...]]) -> None:
    """A club stands for half of its members, and three, and names those that are there."""
    assert TREE.clubs(countries) == expected


def test_usage_wins_and_the_code_of_m49_stays() -> None:
    """A country with a code of M49 stands elsewhere than in the UN's subregion; Iran is not in South Asia."""
    elsewhere = {node.slug: TREE.by_code[node.m49].slug for node in TREE if node.m49}
    assert elsewhere["iran"] == "south-asia"
    assert {
        slug: m49 for slug, m49 in elsewhere.items() if TREE[m49].kind != "subregion" or m49 == TREE[slug].parent
    } == {}
    assert "south-asia" not in TREE.ancestors("iran")


def test_a_project_says_what_is_a_club() -> None:
    """A project's composite is geographic unless it says `club: true`; members that are regions count by country."""
    members = {"members": ["benelux", "nordics"]}
    tree = vocabulary.load("regions", extend={"north-sea": members, "northern-club": {**members, "club": True}})
    assert "north-sea" in tree.containers("belgium") and "northern-club" not in tree.containers("belgium")
    assert tree.clubs(["BE", "NL", "LU", "SE", "NO"])["northern-club"] == ("BE", "LU", "NL", "NO", "SE")
    assert "northern-club" not in tree.clubs(["BE", "NL", "LU", "SE"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"nato": {"club": "yes, please"}},
            "regions: nato: club: 'yes, please' is neither true nor false (club: true)",
        ),
        ({"kenya": {"club": True, "kind": "country"}}, "regions: kenya: only a composite can be a club, not a country"),
        ({"kenya": {"m49": "999"}}, "regions: kenya: m49: no '999'"),
    ],
)
def test_wrong_clubs_are_named(change: dict[str, dict[str, object]], message: str) -> None:
    """A wrong value of `club` or `m49` is one line that names the entry."""
    with pytest.raises(VocabularyError) as caught:
        vocabulary.load("regions", extend=change)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("uk", "united-kingdom"), ("USA", "united-states"), ("034", "south-asia"), ("IN", "india"),
     ("southern-asia", "south-asia"),
     ("eu", "european-union"), ("Burma", "myanmar"), ("Côte d'Ivoire", "ivory-coast"), ("South Korea", "south-korea")],
)  # fmt: skip
def test_usual_names_resolve(name: str, slug: str) -> None:
    """A slug, an alias, a code or a displayed name resolves to its node."""
    assert TREE.resolve(name) == slug

"""Links that are kept up to date are those of a clean build, and an article changes only what it touches."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_floors import MODULES, imports

from generator.analysis.terms import opening, terms
from generator.cache import Store
from generator.cache.code_identity import import_closure
from generator.library.related_cache import Relations, link
from generator.model import Analysis, Article, Entry
from generator.text import document

MORNING = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = "Ingrid Solvang;Lena Brandt;Omar Haddad;Mira Kovac;Teodor Lindqvist;Ana Beltran".split(";")
TOWNS = "Lindholm;Karsa;Port Elsin;Ostwick;Vardala;Brenmoor".split(";")
EVENTS = (
    "The ferry {town} Star ran aground with {n} passengers aboard, and tugs waited for high tide beside the wreck",
    "Inspectors found a leaking tank at the refinery of {town}, and {n} families left their homes for a sports hall",
    "The council of {town} voted to close its oldest bridge, which {n} cyclists cross on their way to the market",
    "Divers raised a bronze bell from the harbour of {town}; the museum paid {n} crowns to those who had found it",
)


def article(id: str, seed: str) -> Entry:
    """Return a report of one of a few events, in one of many wordings, at one of a few outlets."""
    chance = random.Random(seed)
    event = chance.randrange(12)
    facts = {"town": TOWNS[event % 6], "n": 100 + 37 * event}
    said = [EVENTS[(event + n * chance.randrange(2)) % 4].format(**facts) for n in range(4)]
    who = PEOPLE[event % 6]
    body = f"On Tuesday, {who} of {facts['town']} told reporters the news. " + ". ".join(said) + "."
    date = MORNING + timedelta(hours=chance.randrange(150))
    text = document.parse(f"{facts['town']}: {who} explains", body, "en")
    written = Article(f"{id}.md", id, id, text.title, date, date, body, source=chance.choice(("Ledger", "Courier")))
    analysis = Analysis("en", 60, terms=terms(text), opening=opening(text))
    return Entry(replace(written, fingerprint=seed), analysis, (), (), (), ())


def linked(entries: Sequence[Entry], store: Store | None = None, limit: int = 3) -> Relations:
    return link(entries, limit=limit, country_names={}, store=store)


@pytest.mark.parametrize("seed", range(4))
def test_links_kept_up_to_date_are_those_of_a_clean_build(tmp_path: Path, seed: int) -> None:
    """Whatever comes, changes and goes, links from the cache equal links made from nothing."""
    chance, store = random.Random(seed), Store(tmp_path)
    entries = {f"a{n:02}": article(f"a{n:02}", f"{seed}/{n}") for n in range(50)}
    for step in range(12):
        for at in range(chance.choice((1, 1, 2, 5))):
            name = f"{seed}/{step}/{at}"
            what = chance.choice(("add", "edit", "remove"))
            id = chance.choice(sorted(entries)) if what != "add" else f"{chance.choice('abc')}{name}"
            if what == "remove":
                del entries[id]
            else:
                entries[id] = article(id, name)
        order = chance.sample(sorted(entries), len(entries))
        current = [entries[id] for id in order]
        clean = linked(current)
        assert linked(current, store) == clean
        assert list(linked(current, store).stories.items()) == list(clean.stories.items())
    assert clean.stories


def test_a_long_list_of_reports_is_kept_up_to_date(tmp_path: Path) -> None:
    """Also where more articles are near than an article has candidates, so that one that comes pushes another out."""
    store = Store(tmp_path)
    entries = {f"r{n:02}": replace(article(f"r{n:02}", f"same/{n % 3}")) for n in range(45)}
    entries = {id: replace(entry, article=replace(entry.article, fingerprint=f"{id}")) for id, entry in entries.items()}
    linked(list(entries.values())[5:40], store)
    for some in (slice(0, 45), slice(10, 45), slice(3, 41)):
        current = list(entries.values())[some]
        assert linked(current, store) == linked(current)


def test_another_subject_changes_nothing() -> None:
    """An article that nothing on the site resembles leaves all neighbours, their scores and all stories as they are."""
    entries = [article(f"a{n:02}", f"x/{n}") for n in range(40)]
    text = document.parse("Quarks", "Physicists weigh quarks by lattice computations of meson masses.", "en")
    alien = Entry(
        Article("z.md", "z", "z", "Quarks", MORNING, MORNING, text.text),
        Analysis("en", 9, terms=terms(text), opening=opening(text)), (), (), (), (),
    )  # fmt: skip
    before, after = linked(entries), linked([*entries, alien])
    assert (before.neighbours, before.stories) == (
        {id: near for id, near in after.neighbours.items() if id != "z"}, after.stories,
    )  # fmt: skip


def test_a_damaged_memory_costs_only_time(tmp_path: Path) -> None:
    """Values of another shape in the cache are passed over."""
    entries = [article(f"a{n:02}", f"y/{n}") for n in range(20)]
    for slot in ("links", "links-memory", *(f"links-vectors-{part}" for part in range(64))):
        store = Store(tmp_path / slot)
        linked(entries, store)
        store.write({slot: b"\x93\x01\x02\x03"})
        assert linked([*entries, article("new", "y/new")], store) == linked([*entries, article("new", "y/new")])


def _closure(*roots: str) -> set[Path]:
    """Return the files that the imports of these modules lead to, as the syntax tree has them."""
    queue, found = list(roots), set[str]()
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(imports(name))
    return {MODULES[name] for name in found}


@pytest.mark.parametrize("roots", [("analysis",), ("library.related_cache", "library.labels"), ("library",)])
def test_code_that_makes_a_value_identifies_it(roots: tuple[str, ...]) -> None:
    """The identity of code covers every module of ours that its imports lead to."""
    missing = _closure(*roots) - set(import_closure(*roots))
    assert missing == set()

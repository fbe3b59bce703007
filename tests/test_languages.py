"""The interface in other languages: no text missing, none outside the catalogues, directions and dates right."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from conftest import NOW, ROOT, run_briefing
from jinja2 import DictLoader, Environment
from lxml import html

from generator.settings.catalogues import FOLDER, languages, words
from generator.templating.environment import folder, prepare

LANGUAGES = [lang for lang in languages() if lang != "en"]
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+>")
_NO_WORDS = re.compile(r"[^\W\d_]{2,}")
_PSEUDO = "eo"  # a language without a catalogue of ours: the test's own brackets every text


def catalogue(lang: str) -> Catalog:
    with (FOLDER / lang / "LC_MESSAGES/briefing.po").open("rb") as file:
        return read_po(file, locale=lang)


def template() -> Catalog:
    """Return all texts of templates and code, without translations."""
    done = subprocess.run(
        [sys.executable, "scripts/catalogues.py", "--template"], cwd=ROOT, capture_output=True, check=True
    )
    return read_po(done.stdout.splitlines(keepends=True), locale=None)


def test_there_are_the_languages_asked_for() -> None:
    """French, Spanish, German and Arabic at least."""
    assert {"ar", "de", "es", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_missing(lang: str) -> None:
    """Every text of templates and code is translated, in each plural form, and nothing else stands there."""
    wanted = {(m.context, m.id) for m in template() if m.id}
    found = {(m.context, m.id): m for m in catalogue(lang) if m.id}
    assert set(found) == wanted
    forms = {key: m.string if isinstance(m.string, tuple) else (m.string,) for key, m in found.items()}
    assert [key for key, strings in forms.items() if not all(strings)] == []
    assert [key for key, m in found.items() if m.fuzzy] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_has_the_places_of_the_original(lang: str) -> None:
    """Placeholders and elements are those of the English text; a plural form may say its number in words."""
    wrong = []
    for message in catalogue(lang):
        if not message.id:
            continue
        many = message.id[1] if isinstance(message.id, tuple) else message.id
        wanted = sorted(_PLACE.findall(many))
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            places = sorted(_PLACE.findall(string))
            loose = sorted(set(wanted) - {"%(num)s"}) == sorted(set(places) - {"%(num)s"})
            if places != wanted and not (isinstance(message.id, tuple) and loose):
                wrong.append((message.id, string))
            if '"' in string:  # it stands in attributes too
                wrong.append((message.id, string))
    assert wrong == []


def test_arabic_counts_in_six_forms() -> None:
    """Zero, one, two, few, many, other: as the language has it."""
    said = [words("ar").ngettext("%(num)s article", "%(num)s articles", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) == 6


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("en", "12,345 articles"), ("fr", "12\u202f345 articles"), ("de", "12.345 Artikel"), ("ar", "12,345 مقالًا")],
)
def test_numbers_are_written_as_the_language_does(lang: str, shown: str) -> None:
    """A counted text groups the digits of its number as CLDR says, and takes the plural form of the number itself."""
    env = prepare(Environment(loader=DictLoader({}), autoescape=True), [folder()], words(lang))
    counted = env.from_string("{{ ngettext('%(num)s article', '%(num)s articles', number) }}")
    assert counted.render(number=12345) == shown


@pytest.mark.slow
def test_the_search_page_counts_results_in_every_plural_form(tmp_path: Path) -> None:
    """The script gets a text for each plural category of the language, with a place where the text has a number."""
    for lang, categories in {"ar": {"zero", "one", "two", "few", "many", "other"}, "de": {"one", "other"}}.items():
        run_briefing(tmp_path, "init", lang, "--yes", "--language", lang)
        assert run_briefing(tmp_path / lang, "build", "--now", NOW).status == 0
        page = html.parse(str(tmp_path / lang / "site/search/index.html"), html.HTMLParser(encoding="utf-8"))
        counts = json.loads(page.xpath("string(//form/@data-counts)"))
        assert set(counts) == categories
        assert "{n}" in counts["other"]
        assert not [text for text in counts.values() if "%" in text]
        if lang == "ar":
            assert (counts["two"], counts["few"]) == ("مقالان", "{n} مقالات")


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Path:
    """Return a demo site whose project has a catalogue of its own, in which every text stands in brackets."""
    folder = tmp_path_factory.mktemp("pseudo")
    shutil.copytree(demo / "content", folder / "content")
    shutil.copytree(demo / ".cache", folder / ".cache")
    config = (demo / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        config.replace("  - briefing:\n", f"  - briefing:\n      language: {_PSEUDO}\n      offline: true\n"),
        encoding="utf-8",
    )
    made = Catalog(locale=_PSEUDO)
    for message in template():
        if message.id:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = tuple(f"⟦{text}⟧" for text in texts)
            made.add(message.id, strings if len(strings) > 1 else strings[0], context=message.context)
    from babel.messages.pofile import write_po

    where = folder / f"locale/{_PSEUDO}/LC_MESSAGES/briefing.po"
    where.parent.mkdir(parents=True)
    with where.open("wb") as file:
        write_po(file, made)
    run = run_briefing(folder, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    return folder / "site"


@pytest.mark.slow
def test_no_text_stands_outside_the_catalogues(bracketed: Path) -> None:
    """On a site of bracketed texts every word is in brackets, or the editor's, an article's or a name."""
    pages = [
        "index.html", "404.html", "offline.html", "archive/index.html", "editions/index.html", "regions/index.html",
        "themes/index.html", "keywords/index.html", "sources/index.html", "authors/index.html", "search/index.html",
        "feeds/index.html", "articles/panama-canal-water/index.html", "regions/africa/index.html",
        "regions/world/economy/index.html", "themes/economy/index.html", "archive/2026/11/index.html",
        *(p.relative_to(bracketed).as_posix() for p in sorted(bracketed.glob("editions/2026-11-20/index.html"))),
        *(p.relative_to(bracketed).as_posix() for p in sorted(bracketed.glob("keywords/*/index.html"))[:1]),
    ]  # fmt: skip
    loose: dict[str, list[str]] = {}
    for name in pages:
        path = bracketed / name
        if not path.is_file() and name == "offline.html":
            path = bracketed / "offline/index.html"
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        # What is not the interface's: texts of articles and pages, names of outlets, people, countries, keywords; code.
        for element in page.xpath(
            "//script | //style | //code | //pre | //kbd | //time | //*[contains(@class, 'prose')]"
            " | //*[contains(@class, 'card-title') or contains(@class, 'card-standfirst')]"
            " | //ul[@class='calendar']//h3 | //*[@class='weekdays'] | //*[@class='headlines'] | //*[@class='year']//a"
            " | //*[contains(@class, 'points')] | //*[@class='hidden' and ancestor::ul[@class='calendar']]"
            " | //*[contains(@class, 'masthead-name') or contains(@class, 'masthead-line')]"
            " | //article[contains(@class, 'story')]//h1 | //*[contains(@class, 'standfirst') and ../h1 and //article]"
            " | //*[contains(@class, 'outlet') or contains(@class, 'byline') or contains(@class, 'evidence')]"
            " | //*[contains(@class, 'kicker') or contains(@class, 'chips') or contains(@class, 'bars')]"
            " | //*[contains(@class, 'matrix')]//th | //*[contains(@class, 'tree')]"
            " | //ul[contains(@class, 'catalogue')]"
            " | //*[contains(@class, 'feed-table')]//tbody | //option | //dt | //dd | //*[contains(@class, 'shared')]"
            " | //*[contains(@class, 'breadcrumbs')]//li[position() > 1] | //*[contains(@class, 'rising')]//a"
            " | //*[contains(@class, 'timeline')] | //*[contains(@class, 'neighbours')]//a | //*[@class='map']"
            " | //*[contains(@class, 'way')]//h3 | //*[contains(@class, 'way')]//li//a | //*[contains(@class, 'jump')]"
            " | //*[contains(@class, 'part-title')]/a | //*[contains(@class, 'bios')] | //p[@class='attribution']"
            " | //footer/p[2] | //header[contains(@class, 'listing')]/h1 | //*[contains(@class, 'news')]//a | //th"
            " | //nav[@class='sections']//li[last()] | //*[contains(@class, 'feed')] | //*[@class='part diary']//h3"
            " | //*[@lang and contains(@class, 'badge')] | //*[@class='small-cell']"
        ):
            tail = element.tail or ""
            parent = element.getparent()
            if parent is None:
                continue
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
            parent.remove(element)
        texts = [text for text in page.xpath("//body//text()") if _NO_WORDS.search(text)]
        texts += [value for value in page.xpath("//body//@aria-label | //body//@title") if _NO_WORDS.search(value)]
        found = {" ".join(text.split()) for text in texts if "⟦" not in text and "⟧" not in text}
        found -= {"RSS", "Atom", "JSON Feed", "OPML", "BibTeX", "RIS", "404", "BibTeX RIS"}
        if found:
            loose[name] = sorted(found)
    assert loose == {}
    assert ">⟦Editions⟧</a>" in (bracketed / "feeds/index.html").read_text(encoding="utf-8")  # among names of groups


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "direction", "dated"), [("ar", "rtl", "نوفمبر"), ("fr", "ltr", "novembre")])
def test_pages_say_their_language(lang: str, direction: str, dated: str, tmp_path: Path, demo: Path) -> None:
    """Language and direction stand on the page, dates and names of regions are CLDR's, foreign articles keep theirs."""
    shutil.copytree(demo / "content", tmp_path / "content")
    shutil.copytree(demo / ".cache", tmp_path / ".cache")
    config = (demo / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        config.replace("  - briefing:\n", f"  - briefing:\n      language: {lang}\n      search: false\n"),
        encoding="utf-8",
    )
    assert run_briefing(tmp_path, "build", "--strict", "--now", NOW).status == 0
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    page = html.document_fromstring(home.encode())
    assert (page.get("lang"), page.get("dir")) == (lang, direction)
    assert dated in page.xpath("string(//h1)")
    kenya = html.parse(str(tmp_path / "site/regions/kenya/index.html"), html.HTMLParser(encoding="utf-8"))
    assert kenya.xpath("string(//h1)") == {"ar": "كينيا", "fr": "Kenya"}[lang]
    article = (tmp_path / "site/articles/panama-canal-water/index.html").read_text(encoding="utf-8")
    assert 'lang="en" dir="ltr"' in article
    said = words(lang)
    assert f'"name":{json.dumps(said.pgettext("theme", "Economy"), ensure_ascii=False)}' in article  # for machines too
    edition = html.parse(str(tmp_path / "site/editions/2026-11-20/index.html"), html.HTMLParser(encoding="utf-8"))
    assert dated in edition.xpath("string(//title)")
    assert dated in edition.xpath("string(//meta[@property='og:title']/@content)")
    way = json.loads(edition.xpath("string(//script[@type='application/ld+json'])"))["@graph"][-1]["itemListElement"]
    assert dated in way[-1]["name"]
    items = json.loads((tmp_path / "site/editions/feed.json").read_bytes())["items"]
    assert dated in items[0]["title"]
    month = json.loads((tmp_path / "site/api/v1/articles/2026-11.json").read_bytes())
    named = {one["code"]: one["name"] for article in month["articles"] for one in article["mentions"]}
    assert (named["KE"], named["GB"]) == {"ar": ("كينيا", "المملكة المتحدة"), "fr": ("Kenya", "Royaume-Uni")}[lang]
    feed = (tmp_path / "site/regions/kenya/feed.xml").read_text(encoding="utf-8")
    assert said.gettext("Newest articles: %(title)s").partition("%")[0] in feed
    assert f'text="{said.gettext("Themes in regions")}"' in (tmp_path / "site/feeds/feeds.opml").read_text("utf-8")
    run = run_briefing(tmp_path, "digest", "--format", "text", "--now", NOW)
    assert dated in run.out


def test_a_broken_catalogue_is_told(tmp_path: Path) -> None:
    """A project's catalogue that is none is named with its line; nothing is published."""
    run_briefing(tmp_path, "init", "new", "--yes", "--language", "it")
    where = tmp_path / "new/locale/it/LC_MESSAGES/briefing.po"
    where.parent.mkdir(parents=True)
    where.write_text('msgid "Home"\nmgstr "Inizio"\n')
    run = run_briefing(tmp_path / "new", "build")
    assert (run.status, run.err.startswith("locale/it/LC_MESSAGES/briefing.po:")) == (1, True), run.err
    assert not (tmp_path / "new/site").exists()
    where.write_text('msgid "Home"\nmsgstr "Inizio"\n')
    assert run_briefing(tmp_path / "new", "build").status == 0
    assert "Inizio" in (tmp_path / "new/site/regions/index.html").read_text()
    where.write_text('msgid "Home"\nmsgstr "Pagina iniziale"\n')
    assert run_briefing(tmp_path / "new", "build").status == 0
    assert "Pagina iniziale" in (tmp_path / "new/site/regions/index.html").read_text()

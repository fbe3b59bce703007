"""The commands: what they print where, and the status with which they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from conftest import NOW, ROOT, run_briefing, run_python, tree

VERBS = ("add", "build", "check", "explain", "init", "list", "serve")
PAGE = ROOT / "tests/cases/importers/lead_and_cards/page.txt"
Copied = Callable[[str], Path]


# Usage ---------------------------------------------------------------------------------------------------------------


def test_help_names_every_verb(tmp_path: Path) -> None:
    """`briefing --help` and each verb's help end with 0 and say what they are for."""
    run = run_briefing(tmp_path, "--help")
    assert (run.status, [verb for verb in VERBS if f"\n  {verb} " not in run.out]) == (0, [])
    for verb in VERBS:
        short = run_briefing(tmp_path, verb, "-h")
        assert (short.status, short.out.startswith(f"Usage: briefing {verb} ")) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["frob"], ["build", "--frob"], ["build", "extra"], ["build", "-f", "nowhere.yml"], ["build", "-f", "."],
        ["check", "--format", "xml"], ["list", "--format", "csv"], ["explain"], ["add"], ["init"], ["serve", "-a"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_2(arguments: list[str], tmp_path: Path) -> None:
    """Wrong usage is told on standard error, and nothing happens."""
    (tmp_path / "mkdocs.yml").touch()
    run = run_briefing(tmp_path, *arguments)
    assert (run.status, run.out, "Traceback" in run.err) == (2, "", False)
    assert run.err.startswith(("Usage: briefing", "Error: "))
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]


def test_the_version_is_the_package_s(tmp_path: Path) -> None:
    """`--version` prints the version that the package has."""
    from generator import __version__

    assert run_briefing(tmp_path, "--version").out == f"briefing, version {__version__}\n"


@pytest.mark.parametrize("verb", ["build", "check", "list", "serve"])
def test_outside_a_project_the_way_is_shown(verb: str, tmp_path: Path) -> None:
    """Where there is no `mkdocs.yml` the verbs say how to get one, and which one is near."""
    assert run_briefing(tmp_path, verb).err == "there is no mkdocs.yml here ('briefing init DIR' makes a project)\n"
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "content/articles").mkdir(parents=True)
    run = run_briefing(tmp_path / "content/articles", verb)
    assert (run.status, run.err) == (1, "there is no mkdocs.yml here (the nearest is -f ../../mkdocs.yml)\n")


@pytest.mark.parametrize(("flag", "value"), [("--now", "soon"), ("--now", "2025-13-01")])
def test_a_moment_that_is_none_is_refused(flag: str, value: str, site: Copied) -> None:
    """`--now` takes a time or nothing."""
    run = run_briefing(site("misspelt-key"), "build", flag, value)
    assert (run.status, run.err) == (2, f"--now: '{value}' is no time (RFC 3339 or seconds since 1970)\n")


# list ----------------------------------------------------------------------------------------------------------------

TEXT, NUMBER, COUNT = str, (int, float), int
CONTRACT: dict[str, Any] = {
    "path": TEXT, "id": TEXT, "slug": TEXT, "url": TEXT, "title": TEXT, "date": TEXT, "updated": TEXT, "lang": TEXT,
    "source": (str, type(None)), "rights": TEXT, "words": COUNT,
    "keywords": {"text": TEXT, "score": NUMBER},
    "summary": {"text": TEXT, "paragraph": COUNT},
    "mentions": {"name": TEXT, "code": TEXT, "count": COUNT},
    "countries": {"code": TEXT, "score": NUMBER},
    "regions": TEXT,
    "themes": {"slug": TEXT, "code": TEXT, "score": NUMBER},
    "related": {"slug": TEXT, "score": NUMBER, "shared": list},
    "story": (str, type(None)),
}  # fmt: skip


@pytest.fixture(scope="module")
def listed(demo: Path) -> list[dict[str, Any]]:
    run = run_briefing(demo, "list", "--format", "json", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    return list(json.loads(run.out))


def test_list_keeps_the_contract(listed: list[dict[str, Any]]) -> None:
    """Every object has the contract's keys, all of them, with the contract's types."""
    assert len(listed) >= 40
    for item in listed:
        assert sorted(item) == sorted(CONTRACT)
        for key, kind in CONTRACT.items():
            value = item[key]
            if isinstance(kind, dict):
                assert all(sorted(part) == sorted(kind) for part in value), key
                assert all(isinstance(part[name], kind[name]) for part in value for name in kind), key
            elif key == "regions":
                assert all(isinstance(part, str) for part in value)
            else:
                assert isinstance(value, kind), key


def test_listed_values_mean_what_the_contract_says(listed: list[dict[str, Any]]) -> None:
    """Newest first; scores in 0..1, best first; times in UTC; summaries in the article's own order."""
    dates = [item["date"] for item in listed]
    assert dates == sorted(dates, reverse=True)
    assert len({item["id"] for item in listed}) == len({item["slug"] for item in listed}) == len(listed)
    slugs = {item["slug"] for item in listed}
    for item in listed:
        assert item["date"].endswith("Z")
        assert item["url"] == f"https://example.org/atlas/articles/{item['slug']}/"
        assert (ROOT / item["path"]).is_file()
        assert item["rights"] in ("full", "excerpt", "link")
        paragraphs = [sentence["paragraph"] for sentence in item["summary"]]
        assert paragraphs == sorted(paragraphs)
        for key in ("keywords", "countries", "themes", "related"):
            scores = [part["score"] for part in item[key]]
            assert all(0 <= score <= 1 for score in scores), (item["slug"], key)
            assert key == "keywords" or scores == sorted(scores, reverse=True), (item["slug"], key)
        assert {part["slug"] for part in item["related"]} <= slugs - {item["slug"]}
        assert all(len(part["code"]) == 2 and part["code"].isupper() for part in item["mentions"] + item["countries"])


def test_the_table_has_a_line_an_article(demo: Path, listed: list[dict[str, Any]]) -> None:
    """`briefing list` is a heading and a line an article, newest first, the columns in line."""
    run = run_briefing(demo, "list", "--now", NOW)
    head, *rows = run.out.splitlines()
    assert head.split() == ["DATE", "SLUG", "COUNTRIES", "THEMES", "TITLE"]
    assert [row[:10] for row in rows] == [item["date"][:10] for item in listed]
    at = head.index("TITLE")
    assert all(row[at - 1] == " " for row in rows)


def test_columns_are_chosen_by_their_names_in_the_json(demo: Path, listed: list[dict[str, Any]]) -> None:
    """`--columns` shows these values in this order, as a table and as JSON; an unknown one is wrong usage, named."""
    run = run_briefing(demo, "list", "--now", NOW, "--columns", "words, slug")
    assert [line.split() for line in run.out.splitlines()] == [
        ["WORDS", "SLUG"], *([str(item["words"]), item["slug"]] for item in listed),
    ]  # fmt: skip
    as_json = json.loads(run_briefing(demo, "list", "--now", NOW, "--columns", "id,regions", "--format", "json").out)
    assert as_json == [{"id": item["id"], "regions": item["regions"]} for item in listed]
    wrong = run_briefing(demo, "list", "--columns", "titel")
    assert (wrong.status, "no column 'titel' (did you mean 'title'?)" in wrong.err) == (2, True)


def test_list_from_the_cache_is_the_list(site: Copied) -> None:
    """What is remembered shows the same as what is made anew, and nothing of a project that has changed since."""
    folder = site("own-templates")
    articles = folder / "content/articles"
    (folder / ".cache").unlink()  # a link to that of all tests
    later = "---\ntitle: Later\ndate: 2031-05-05\n---\n\nLater, in Kenya.\n"
    flags = ("list", "--format", "json")

    def listed(*more: str) -> str:
        first, repeated = (run_briefing(folder, *flags, *more) for _ in range(2))
        shutil.rmtree(folder / ".cache")
        anew = run_briefing(folder, *flags, *more)
        assert (first.status, first.err) == (repeated.status, repeated.err) == (anew.status, anew.err)
        assert first.out == repeated.out == anew.out
        return anew.out

    before = listed()
    one = next(path for path in sorted(articles.rglob("*.md")) if "title:" in path.read_text())
    one.write_text(one.read_text().replace("title: ", "title: Changed "))
    (articles / "later.md").write_text(later)
    changed = listed()
    assert (changed == before, "Changed " in changed, "later" in changed) == (False, True, False)
    run_briefing(folder, *flags)
    assert "later" in run_briefing(folder, *flags, "--now", "2031-05-06T00:00:00Z").out
    assert "later" in run_briefing(folder, *flags, "--future").out
    assert run_briefing(folder, *flags).out == changed
    assert [
        item["title"] for item in json.loads(run_briefing(folder, *flags, "--since", "2031-01-01", "--future").out)
    ] == ["Later"]


def test_faults_do_not_spoil_the_json(site: Copied) -> None:
    """With faulty articles standard output still is the JSON of the sound ones, and the status is 1."""
    run = run_briefing(site("date-is-none"), "list", "--format", "json")
    assert ([item["slug"] for item in json.loads(run.out)], run.status) == (["good"], 1)
    assert run.err == (ROOT / "tests/sites/date-is-none/expected.txt").read_text().partition("\n")[2]


# check ---------------------------------------------------------------------------------------------------------------


def test_check_of_a_clean_project_is_one_line(demo: Path) -> None:
    """A project with nothing to mend gets one line, an empty JSON array, or no annotation at all."""
    said = {form: run_briefing(demo, "check", "--format", form) for form in ("text", "json", "github")}
    assert [run.status for run in said.values()] == [0, 0, 0]
    articles = len(list((demo / "content/articles").rglob("*.md")))
    assert (said["text"].out, said["text"].err) == (f"{articles} articles, nothing to mend\n", "")
    assert (json.loads(said["json"].out), said["github"].out) == ([], "")


def test_check_speaks_json_and_github(site: Copied) -> None:
    """Machines get every problem with file, line, remedy, severity and a stable code; CI gets annotations."""
    folder = site("misspelt-key")
    as_json, as_github = (run_briefing(folder, "check", "--format", form) for form in ("json", "github"))
    assert (as_json.status, as_github.status) == (0, 0)
    expected = {
        "number": "B104",
        "path": "content/articles/water.md",
        "line": 4,
        "message": "unknown key 'autors'",
        "remedy": "did you mean 'authors'?",
        "severity": "warning",
        "code": "misspelt-key",
    }
    assert json.loads(as_json.out) == [expected]
    assert as_github.out == (
        "::warning file=content/articles/water.md,line=4,title=B104 misspelt-key::"
        "unknown key 'autors' (did you mean 'authors'?)\n"
    )


def test_check_sees_what_only_the_whole_article_shows(site: Copied) -> None:
    """Lost lists, e-mail addresses, pictures that are not there or have no text, credit without a way out."""
    folder = site("misspelt-key")
    (folder / "content/articles/water.md").write_text(
        "---\ntitle: Water for Lagos\ndate: 2025-03-02\nsource: Harbour Review\nimage: images/none.png\n---\n\n"
        "Lagos takes its water from the rivers between:\n\nWrite to ada@example.org about Nigeria.\n"
    )
    run = run_briefing(folder, "check", "--format", "json")
    found = {problem["code"]: problem["line"] for problem in json.loads(run.out)}
    assert {"email", "no-image", "missing-alt", "no-way-out"} <= set(found)
    assert found["email"] == 10
    assert any(line == 8 for line in found.values())


def test_annotations_stay_on_their_line(tmp_path: Path) -> None:
    """What stands in a file cannot forge an annotation of its own."""
    run_briefing(tmp_path, "init", "new")
    folder = tmp_path / "new"
    (folder / "content/articles/a%0A::error::b.md").write_text("---\ntitle: x\ndate: 'soon%0A::error::c'\n---\ntext\n")
    out = run_briefing(folder, "check", "--format", "github").out
    assert len(out.splitlines()) == 1
    assert "%0A" not in out.replace("%25", "%-")


# explain -------------------------------------------------------------------------------------------------------------


def test_explain_shows_the_words_that_speak_for_a_label(demo: Path, listed: list[dict[str, Any]]) -> None:
    """Text and JSON name the evidence of countries and themes; the words stand where they are said to stand."""
    slug = "strait-of-malacca" if "strait-of-malacca" in {i["slug"] for i in listed} else listed[0]["slug"]
    item = next(item for item in listed if item["slug"] == slug)
    run = run_briefing(demo, "explain", slug, "--format", "json", "--now", NOW)
    made = json.loads(run.out)
    assert run.status == 0
    assert {key: made[key] for key in ("path", "id", "title", "keywords", "summary")} == {
        key: item[key] for key in ("path", "id", "title", "keywords", "summary")
    }
    evidence = [piece for label in made["countries"] + made["themes"] for piece in label["evidence"]]
    assert evidence
    assert all(sorted(piece) == ["paragraph", "start", "text", "weight"] for piece in evidence)
    text = run_briefing(demo, "explain", slug, "--now", NOW).out
    assert [head for head in ("Regions", "Themes", "Keywords", "Summary", "Related") if head not in text] == []
    assert f"[{evidence[0]['text']}]" in text


def test_explain_finds_an_article_by_any_name(demo: Path, listed: list[dict[str, Any]]) -> None:
    """Slug, id, path from the project, path from the content folder and file name mean the same article."""
    item = listed[0]
    names = [item["slug"], item["id"], item["path"], f"./{item['path']}", Path(item["path"]).name]
    said = {run_briefing(demo, "explain", name, "--now", NOW).out for name in names}
    assert len(said) == 1


def test_explain_suggests_the_nearest_article(demo: Path, listed: list[dict[str, Any]]) -> None:
    """A mistyped name is told with the right one."""
    slug = listed[0]["slug"]
    run = run_briefing(demo, "explain", f"{slug}x", "--now", NOW)
    assert (run.status, run.err) == (1, f"no published article '{slug}x' (did you mean '{slug}'?)\n")


# init and add --------------------------------------------------------------------------------------------------------


def test_new_gives_an_address_and_wants_a_title(tmp_path: Path) -> None:
    """A title prepares a draft whose address is the title, whatever the day; no title is wrong usage, and no file."""
    run_briefing(tmp_path, "init", "new")
    folder = tmp_path / "new"
    first, second, none = (
        run_briefing(folder, "new", title, "--now", f"2025-06-{day}")
        for title, day in (("Why {id}?", 20), ("Why {id}?", 21), (" ", 22))
    )
    listed = json.loads(run_briefing(folder, "list", "--drafts", "--format", "json", "--now", "2025-07-01").out)
    assert [one["slug"] for one in listed if one["title"] == "Why {id}?"] == ["why-id-2", "why-id"]
    assert (first.status, second.status, none.status) == (0, 0, 2)
    assert len(list((folder / "content/articles").rglob("2025-06-*"))) == 2


@pytest.mark.parametrize("name", ["new", "my näw bríefing", 'a "quoted": #name', "日本"])
def test_a_new_project_builds_at_once(name: str, tmp_path: Path) -> None:
    """`init` makes a project that builds with `--strict`, has nothing to mend, and shows its address everywhere."""
    made = run_briefing(tmp_path, "init", name)
    assert (made.status, made.out.splitlines()[0]) == (0, f"Made a project in {name}/")
    folder = tmp_path / name
    built = run_briefing(folder, "build", "--strict")
    assert (built.status, built.err) == (0, "")
    assert re.fullmatch(r"Published site/: \d+ files, [\d.]+ MB\n", built.out)
    assert run_briefing(folder, "check").out == "3 articles, nothing to mend\n"
    assert (folder / "site/articles/how-this-briefing-is-made/index.html").is_file()


def test_init_says_what_to_type_next(tmp_path: Path) -> None:
    """The last line can be pasted into a shell, whatever the folder is called."""
    said = run_briefing(tmp_path, "init", "my briefing").out.splitlines()[-1]
    assert said == "Now: cd 'my briefing' && briefing build"


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    """A folder with anything in it, and a file, are left alone."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    run = run_briefing(tmp_path, "init", "full")
    assert (run.status, run.err) == (
        1,
        "full: is not empty (name a new folder, or add what is missing with --force; nothing was written)\n",
    )
    (tmp_path / "file").write_text("mine")
    assert run_briefing(tmp_path, "init", "file").status == 2
    assert tree(tmp_path) == {"full/mine.txt": b"mine", "file": b"mine"}


def test_init_takes_name_and_address(tmp_path: Path) -> None:
    """`--name` and `--url` stand in the settings, quoted as YAML needs it."""
    import yaml

    run_briefing(tmp_path, "init", "new", "--name", 'Peter\'s "Daily": #1 @URL@', "--url", "https://example.com/x/")
    config = yaml.safe_load((tmp_path / "new/mkdocs.yml").read_text())
    assert (config["site_name"], config["site_url"]) == ('Peter\'s "Daily": #1 @URL@', "https://example.com/x/")


@pytest.mark.parametrize("kind", ["news", "security"])
def test_init_for_other_desks(kind: str, tmp_path: Path) -> None:
    """Each template builds with `--strict`, has nothing to mend, and an introduction to the region that it follows."""
    assert run_briefing(tmp_path, "init", kind, "--template", kind, "--yes").status == 0
    folder = tmp_path / kind
    assert run_briefing(folder, "check").out == "3 articles, nothing to mend\n"
    assert run_briefing(folder, "build", "--strict").status == 0
    [introduction] = (folder / "content/regions").glob("*.md")
    page = folder / "site/regions" / introduction.stem / "index.html"
    assert f"content/regions/{introduction.name}" in page.read_text()
    watchlists = sorted(path.parent.name for path in folder.glob("site/watchlists/*/index.html"))
    expected = ["chokepoints", "patrols-and-exercises", "threats-to-shipping"]
    assert watchlists == (expected if kind == "security" else [])


def test_init_takes_regions_and_themes(tmp_path: Path) -> None:
    """Regions and themes by any name of theirs get their introductions, and the site's line names them."""
    import yaml

    asked = ["--region", "East Africa", "--region", "BR", "--theme", "energy", "--timezone", "Africa/Nairobi"]
    assert run_briefing(tmp_path, "init", "new", *asked, "--language", "fr").status == 0
    config = yaml.safe_load((tmp_path / "new/mkdocs.yml").read_text())
    assert config["site_description"] == "Energy in East Africa and Brazil"
    settings = config["plugins"][0]["briefing"]
    assert (settings["timezone"], settings["language"]) == ("Africa/Nairobi", "fr")
    made = sorted(p.relative_to(tmp_path / "new").as_posix() for p in (tmp_path / "new/content").glob("*s/*.md"))
    assert [name for name in made if "articles" not in name] == [
        "content/regions/brazil.md", "content/regions/east-africa.md", "content/themes/energy.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--template", "sport"], 2, "'policy', 'news', 'security'"),
        (["--ci", "jenkins"], 2, "'github', 'gitlab', 'forgejo', 'none'"),
        (["--timezone", "Europe/Pari"], 1, "--timezone: no time zone 'Europe/Pari' (did you mean 'Europe/Paris'?)"),
        (["--region", "south-asa"], 1, "--region: no region 'south-asa' (did you mean 'south-asia'?)"),
        (["--theme", "economie"], 1, "--theme: no theme 'economie' (did you mean 'economy'?)"),
        (["--language", "eng"], 1, "--language: no language 'eng' (did you mean 'en'?)"),
        (["--language", "German"], 1, "--language: no language 'German' (did you mean 'de'?)"),
        (["--language", "xx"], 1, "--language: no language 'xx' ('briefing names languages' lists all)"),
        (["--theme", "zzz"], 1, "--theme: no theme 'zzz' ('briefing names themes' lists all)"),
        (["--language", "xx-1"], 1, "--language: no language 'xx-1'"),
        (["--language", "en_GB"], 1, "--language: no language 'en_GB' (did you mean 'en-GB'?)"),
        (["--url", "example.org"], 1, "--url: 'example.org' is no address"),
        (["--url", "https://example.org/a b"], 1, "--url: 'https://example.org/a b' is no address"),
        (["--url", "https://[::1/"], 1, "--url: 'https://[::1/' is no address"),
    ],
)
def test_init_refuses_in_one_line(arguments: list[str], status: int, said: str, tmp_path: Path) -> None:
    """What init cannot do is said with what it can, and nothing is written."""
    run = run_briefing(tmp_path, "init", "new", *arguments)
    assert (run.status, said in run.err, list(tmp_path.iterdir())) == (status, True, [])


def test_init_adds_what_is_missing(tmp_path: Path) -> None:
    """`--force` overwrites nothing, says what it kept, and leaves nothing half-made beside the folder."""
    folder = tmp_path / "full"
    (folder / "content/articles").mkdir(parents=True)
    (folder / "README.md").write_text("mine")
    (folder / "content/articles/mine.md").write_text("---\ntitle: Mine\ndate: 2025-01-01\n---\n\nMine.\n")
    run = run_briefing(tmp_path, "init", "full", "--force", "--ci", "gitlab")
    assert run.status == 0
    assert run.out.splitlines()[:2] == ["Made a project in full/", "Kept README.md, which was there"]
    assert (folder / "README.md").read_text() == "mine"
    assert (folder / ".gitlab-ci.yml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
    assert run_briefing(folder, "build", "--strict").status == 0


def test_init_in_the_folder_itself(tmp_path: Path) -> None:
    """`briefing init .` fills the empty folder that one stands in."""
    assert run_briefing(tmp_path, "init", ".", "--yes").status == 0
    assert (tmp_path / "mkdocs.yml").is_file()


def test_init_needs_nothing_above_the_folder(tmp_path: Path) -> None:
    """A folder that is there is filled from within: what is above it may be another disk, or closed."""
    (tmp_path / "mine").mkdir()
    before = tmp_path.stat().st_mtime_ns
    assert run_briefing(tmp_path, "init", "mine", "--yes").status == 0
    assert tmp_path.stat().st_mtime_ns == before
    assert [path.name for path in (tmp_path / "mine").glob(".mine*")] == []


def test_init_moves_nothing_when_something_is_in_the_way(tmp_path: Path) -> None:
    """With a file where a folder must be, `--force` adds nothing at all and says which."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full/schemas").write_text("mine")
    run = run_briefing(tmp_path, "init", "full", "--force", "--ci", "github")
    assert (run.status, run.err) == (1, "full/schemas: is a file, and a folder is needed there (move it away)\n")
    assert {path.name: path.read_text() for path in (tmp_path / "full").iterdir()} == {"schemas": "mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_init_asks_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal it asks, takes the defaults for empty answers, and asks again for what is none."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "generator", "init", "asked"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    os.write(ours, b"news\nHafen\n\n? portug\nde\n?\nEurope/Berln\nEurope/Berlin\n?\neurope, Kenya\n\ngitlab\n")
    said = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        said += more
    assert process.wait(60) == 0, said.decode()
    os.close(ours)
    text = (tmp_path / "asked/mkdocs.yml").read_text()
    assert ('site_name: "Hafen"' in text, "language: de" in text, "timezone: Europe/Berlin" in text) == (True,) * 3
    assert b"did you mean 'Europe/Berlin'?" in said
    offered = [b"  pt  ", b"  Africa/Accra  ", b"  north-africa  ", b"more: '? word' lists those that fit"]
    assert [one for one in offered if one not in said] == []
    assert (tmp_path / "asked/content/regions/kenya.md").is_file()
    assert (tmp_path / "asked/.gitlab-ci.yml").is_file()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    run_briefing(tmp_path, "init", "new")
    return tmp_path / "new"


def test_add_writes_the_articles_once(project: Path) -> None:
    """Adding a page gives its articles; adding it again writes nothing and says so."""
    flags = ("--retrieved", "2025-06-21T08:00:00Z")
    first = run_briefing(project, "add", PAGE, *flags)
    written = tree(project / "content/articles")
    assert first.status == 0
    assert len(written) == 3 + len([line for line in first.out.splitlines() if line.startswith("added: content/")])
    assert len(written) > 5
    repeated = run_briefing(project, "add", PAGE, *flags)
    assert (repeated.status, tree(project / "content/articles")) == (0, written)
    assert {line.partition(":")[0] for line in repeated.out.splitlines()} == {"there already"}
    assert run_briefing(project, "build").status == 0


def test_add_reads_standard_input(project: Path) -> None:
    """`-` is standard input, which gives the same articles as the file."""
    flags = ("--retrieved", "2025-06-21T08:00:00Z")
    run = run_briefing(project, "add", "-", *flags, stdin=PAGE.read_bytes())
    piped = {name: data for name, data in tree(project / "content/articles").items() if "/" in name}  # by year
    shutil.rmtree(project / "content/articles")
    run_briefing(project, "add", PAGE, *flags)
    assert (run.status, piped) == (0, tree(project / "content/articles"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.txt"], "nowhere.txt: there is no such file (a file, an address, or - for standard input)"),
        ([PAGE, "--retrieved", "now"], "--retrieved: 'now' is not a date (RFC 3339, such as 2025-06-21T08:00:00Z)"),
        ([PAGE, "--date", "soon"], "--date: 'soon' is not a date (YYYY-MM-DD, or RFC 3339)"),
    ],
)  # fmt: skip
def test_add_refuses_in_one_line(arguments: list[str | Path], said: str, project: Path) -> None:
    """A source or a flag that cannot be used is named with reason and remedy, and nothing is written."""
    before = tree(project)
    run = run_briefing(project, "add", *arguments)
    assert (run.status, run.err, tree(project)) == (1 + said.startswith("--"), f"{said}\n", before)


@pytest.mark.parametrize(
    "words",
    [("build", "--now", "soon"), ("list", "--since", "soon"), ("list", "--region", "norwy"), ("digest", "2025-99-99"),
     ("check", "--now", "soon"), ("new", "A title", "--now", "soon")],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_wrong_usage(words: tuple[str, ...], project: Path) -> None:
    """A flag or an argument with a value that means nothing ends with status 2 and one line."""
    run = run_briefing(project, *words)
    assert (run.status, run.out, len(run.err.splitlines())) == (2, "", 1)


def test_add_without_a_moment_says_why_it_needs_one(project: Path) -> None:
    """A page that says "28 minutes ago" is refused without `--retrieved`."""
    run = run_briefing(project, "add", PAGE)
    assert (run.status, "--retrieved" in run.err, len(run.err.splitlines())) == (1, True, 1)


# The world outside ---------------------------------------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_fault(demo: Path) -> None:
    """`briefing list | head` says nothing on standard error."""
    command = f"{sys.executable} -m generator list --format json --now {NOW} | head -c 10"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=demo, env=env, capture_output=True, text=True, check=False)
    assert (done.stdout[:1], done.stderr) == ("[", "")


def test_odd_encodings_are_no_fault(demo: Path) -> None:
    """In a shell without UTF-8 the table is printed all the same."""
    run = run_python(demo, "-m", "generator", "list", "--now", NOW, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (run.status, run.err) == (0, "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetched(address: str, until: Callable[[str], bool], patience: float = 40.0) -> str:
    """Return the page once it is what we wait for, else what it was in the end."""
    text, end = "", time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5) as answer:
                text = answer.read().decode()
            if until(text):
                break
        except (URLError, OSError):
            pass
        time.sleep(0.1)
    return text


@pytest.mark.slow
def test_serve_shows_what_is_written_while_it_runs(site: Copied) -> None:
    """The preview serves the site, shows an edited article within seconds, survives a fault, and stops on Ctrl-C."""
    folder, port = site("misspelt-key"), free_port()
    words = folder / "locale/en/LC_MESSAGES/briefing.po"
    words.parent.mkdir(parents=True)
    words.write_text('msgid "Archive"\nmsgstr "Back numbers"\n')
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "generator", "serve", "-a", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        address = f"http://127.0.0.1:{port}/articles/water/"
        assert "Water for Lagos" in fetched(address, lambda text: "Water for Lagos" in text)
        article = folder / "content/articles/water.md"
        text = article.read_text()
        article.write_text(text.replace("date: 2025-03-02", "date: soon"))
        assert "Water for Lagos" not in fetched(f"http://127.0.0.1:{port}/", lambda page: "Water for" not in page)
        fault = "content/articles/water.md:3: date: &#x27;soon&#x27; is not a date"
        assert (fault in refused(address), "livereload" in refused(address)) == (True, True)
        article.write_text(text.replace("Water for Lagos", "Water for everybody"))
        assert "Water for everybody" in fetched(address, lambda page: "Water for everybody" in page)
        words.write_text('msgid "Archive"\nmsgstr "All of it"\n')
        assert "All of it" in fetched(address, lambda page: "All of it" in page)
        config = folder / "mkdocs.yml"
        config.write_text(config.read_text().replace("site_name: Tiny", "site_name: [Tiny"))
        fault = "mkdocs.yml:2: is not valid YAML"
        assert fault in fetched(address, lambda page: fault in page)
        config.write_text(config.read_text().replace("site_name: [Tiny", "site_name: Larger"))
        assert "Larger" in fetched(address, lambda page: "Larger" in page)
    finally:
        server.send_signal(signal.SIGINT)
        said = server.communicate(timeout=30)[0]
    assert (server.returncode, "Traceback" in said) == (0, False)
    assert "date: 'soon' is not a date" in said
    assert not (folder / "site").exists()


def refused(address: str) -> str:
    """Return the page that comes with the status 404."""
    with pytest.raises(HTTPError) as error:
        urlopen(address, timeout=20)
    return error.value.read().decode()


@pytest.mark.slow
def test_serve_begins_with_the_last_preview(site: Copied) -> None:
    """A second preview shows the site of the first while it builds; what was saved between them follows."""
    folder, port = site("misspelt-key"), free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "generator", "serve", "-a", f"127.0.0.1:{port}"]
    address, article = f"http://127.0.0.1:{port}/articles/water/", folder / "content/articles/water.md"
    first, said = "", ""
    for title in ("Water for Lagos", "Water for everybody"):
        article.write_text(article.read_text().replace("Water for Lagos", title))
        server = subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            first = fetched(address, lambda page: "Water for" in page, patience=120)
            assert title in fetched(address, lambda page, title=title: title in page)  # type: ignore[misc]
        finally:
            server.send_signal(signal.SIGINT)
            said = server.communicate(timeout=30)[0]
    assert "Water for Lagos" in first  # in the second preview, before its build was done
    assert f"http://127.0.0.1:{port}/ shows the last preview; what has changed since then follows" in said


def test_serve_misses_nothing_that_is_saved_while_it_begins(site: Copied) -> None:
    """What is saved during the first build is shown, and a port that is taken is told before any build."""
    folder, port = site("misspelt-key"), free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "generator", "serve", "-a", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        article = folder / "content/articles/water.md"
        article.write_text(article.read_text().replace("Water for Lagos", "Water for everybody"))
        address = f"http://127.0.0.1:{port}/articles/water/"
        assert "Water for everybody" in fetched(address, lambda page: "Water for everybody" in page)
        second = run_briefing(folder, "serve", "-a", f"127.0.0.1:{port}")
        said = f"127.0.0.1:{port}: Address already in use (-a names another address)\n"
        assert (second.status, second.out, second.err) == (1, "", said)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


@pytest.mark.slow
def test_verify_builds_again_and_compares(site: Callable[[str], Path]) -> None:
    """`build --verify` says that all is the same, and names a file that is not, with status 1."""
    folder = site("own-templates")
    run = run_briefing(folder, "build", "--verify")
    assert (run.status, run.err) == (0, "")
    assert re.search(r"^Verified \d+ files: the same in another folder", run.out, re.MULTILINE)
    (folder / "templates/404.html").write_text(
        '{% extends "main.html" %}{% block content %}{{ config.docs_dir }}{% endblock %}'
    )
    run = run_briefing(folder, "build", "--verify")
    assert (run.status, run.err) == (
        1, "site/404.html: differs from another build of the same input (please report it)\n",
    )  # fmt: skip


def test_names_are_listed_and_found(tmp_path: Path) -> None:
    """`names` lists what settings take, the project's own among it, and finds a name by a word; none is told."""
    run_briefing(tmp_path, "init", "new", "--yes")
    config = tmp_path / "new/mkdocs.yml"
    own = "      themes:\n        harbours:\n          name: Harbours and quays\n          words: [harbour]\n"
    config.write_text(config.read_text().rstrip() + "\n" + own)
    rows = [("themes", "quay", "harbours  Harbours and quays"), ("timezones", "kolk", "Asia/Kolkata  Kolkata")]
    rows += [("regions", "horn", "horn-of-africa  Horn of Africa")]
    assert [run_briefing(tmp_path / "new", "names", *row[:2]).out.strip() for row in rows] == [row[2] for row in rows]
    assert run_briefing(tmp_path, "names", "languages").out.startswith("en   English, the whole page\nar   Arabic")
    none = run_briefing(tmp_path, "names", "themes", "zzz")
    assert (none.status, none.err) == (1, "no theme fits 'zzz' ('briefing names themes' lists all)\n")


def test_what_is_not_on_the_site_is_said(site: Copied) -> None:
    """The build ends with how many articles are left out and why; `list` names them, `next` says when that changes."""
    folder = site("months")
    articles = sorted((folder / "content/articles").glob("*.md"))
    for path, line in zip(articles, ("draft: true", "expires: 2026-01-02", "date: 2031-05-06"), strict=False):
        text = re.sub(r"^date: .*\n", "", path.read_text(), flags=re.MULTILINE) if "date" in line else path.read_text()
        path.write_text(text.replace("---\n", f"---\n{line}\n", 1))
    now = ("--now", "2027-01-01T00:00:00Z")
    run = run_briefing(folder, "build", *now)
    said = "Not on the site: 1 draft, 1 waits until 2031-05-06, 1 expired ('briefing list --left-out' names them)"
    assert run.out.splitlines()[-1] == said
    assert run_briefing(folder, "list", "--left-out", *now).out.splitlines() == [
        f"content/articles/{articles[0].name}: draft",
        f"content/articles/{articles[1].name}: expired 2026-01-02",
        f"content/articles/{articles[2].name}: waits until 2031-05-06",
    ]
    assert run_briefing(folder, "next", *now).out == "2031-05-06T00:00:00+12:00\n"
    assert run_briefing(folder, "next", "--now", "2032-01-01T00:00:00Z").out == ""

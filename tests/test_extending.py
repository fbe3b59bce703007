"""What other packages may bring: analysers that are not believed, filters, pages, hooks; the example of the manual."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from conftest import ROOT, Run, run_briefing, run_python

from generator.analysis import Analyser, AnalysisSettings
from generator.analysis.foreign_analysers import Team, chosen
from generator.model import Analysis
from generator.settings import extensions
from generator.settings.vocabulary import load
from generator.text.document import parse

PACKAGES = Path(__file__).parent / "packages"
REFUSED = list(
    yaml.safe_load_all((ROOT / "tests" / "cases" / "extensions" / "refused.yml").read_text(encoding="utf-8"))
)
EXAMPLE = ROOT / "docs" / "examples" / "briefing-glossary"
TITLE = "Two ports agree"
BODY = "Lakeside port and Hillside port agreed on a timetable. Ferries will run hourly.\n\nFishermen asked for more."
ARTICLE = "---\ntitle: {title}\ndate: 2025-06-20\n---\n\n{body}\n"


@pytest.fixture(autouse=True)
def packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The packages of `tests/packages` are installed while a test runs."""
    monkeypatch.syspath_prepend(str(PACKAGES))
    extensions.installed.cache_clear()
    yield
    extensions.installed.cache_clear()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "articles" / "ports.md").write_text(ARTICLE.format(title=TITLE, body=BODY))
    return configured(tmp_path, "search: false")


def configured(folder: Path, settings: str) -> Path:
    head = "site_name: X\nsite_url: https://example.org/\ndocs_dir: content\nplugins:\n  - briefing:\n"
    lines = "".join(f"      {line}\n" for line in settings.splitlines())
    (folder / "mkdocs.yml").write_text(head + lines, encoding="utf-8")
    return folder


@cache
def ours() -> Analysis:
    """Return what our own analysers find."""
    return Analyser(AnalysisSettings(load("regions"), load("themes"), 3)).analyse(TITLE, BODY, "en")


def analysed(kind: str, answer: Any) -> Analysis:
    """Return the same with the answer of another package in it."""
    team = Team(chosen({kind: {"name": "scripted", "answer": answer}}), load("themes"))
    return team.applied(ours(), parse(TITLE, BODY, "en"), 3)


def test_a_summary_of_whole_sentences_is_taken() -> None:
    """Sentences of the article are shown with their paragraph, in its order, the best of them as the standfirst."""
    found = analysed("summary", [["Fishermen asked for  more.", 0.9], ["Ferries will run hourly.", 0.5]])
    assert [(s.text, s.paragraph, s.score) for s in found.summary] == [
        ("Ferries will run hourly.", 1, 0.5), ("Fishermen asked for more.", 2, 0.9),
    ]  # fmt: skip
    assert (found.standfirst and found.standfirst.text, found.failures) == ("Fishermen asked for more.", ())


def test_themes_of_the_vocabulary_are_taken() -> None:
    """A theme brings those above it, with its code and the words that speak for it."""
    found = analysed("themes", [["film", 0.5, ["Ferries"]]])
    found_themes = [(label.slug, label.score) for label in found.themes]
    assert (found_themes, found.failures) == ([("culture", 0.5), ("film", 0.5)], ())
    assert [(e.text, e.paragraph, e.start) for label in found.themes for e in label.evidence] == [("Ferries", 1, 55)]


def test_keywords_are_taken() -> None:
    """Keywords come best first, each concept once, no more than asked for."""
    found = analysed("keywords", [["Ferries", 0.2], ["port", 0.9], ["ferries", 0.1], ["fish", 0.3], ["hour", 0.1]])
    assert [(k.text, k.score) for k in found.keywords] == [("port", 0.9), ("fish", 0.3), ("Ferries", 0.2)]


@pytest.mark.parametrize(
    ("kind", "answer", "why"),
    [
        ("summary", [["Ferries will run.", 0.5]], "no whole sentence of the article: 'Ferries will run.'"),
        ("summary", [["Ferries will run hourly.", 1.5]], "a score is no number in 0..1: 1.5"),
        ("summary", [["Ferries will run hourly.", True]], "a score is no number in 0..1: True"),
        ("summary", [], "no sentence"),
        ("summary", [["Ferries will run hourly."]], "an answer is no (text, score): ('Ferries will run hourly.',)"),
        ("summary", 7, "TypeError: 'int' object is not iterable"),
        ("keywords", [["x" * 81, 0.5]], f"a keyword is longer than 80 characters: '{'x' * 40}…'"),
        ("keywords", [["", 0.5]], "an answer is no (text, score): ('', 0.5)"),
        ("themes", [["shipping-lanes", 0.5]], "no theme of the vocabulary: 'shipping-lanes'"),
        ("themes", [["energy", 0.5, ["oil"]]], "no words of the article: 'oil'"),
    ],
)
def test_an_answer_that_is_none_is_not_believed(kind: str, answer: Any, why: str) -> None:
    """Whatever is wrong with an answer, ours is shown and the reason is told."""
    found = analysed(kind, answer)
    assert getattr(found, kind) == getattr(ours(), kind)
    assert found.failures == (f"{kind}\tscripted\t{why}",)


@pytest.mark.slow
def test_a_failing_engine_costs_one_line(project: Path) -> None:
    """An engine that fails on every article is told once, is given up, and is asked again by the next build."""
    for number in range(5):
        text = ARTICLE.format(title=f"Item {number}", body=f"Sentence number {number} stands here.")
        (project / "content" / "articles" / f"item-{number}.md").write_text(text)
    configured(project, "search: false\nengines: {summary: {name: scripted, answer: [], error: no server}}")
    run = run_briefing(project, "check")
    line = "content/articles/item-0.md: the engine 'scripted' (summary) failed, and on 5 more: RuntimeError: no server"
    assert [line] == [reported.partition(" (ours was")[0] for reported in run.err.splitlines() if "engine" in reported]
    assert run_briefing(project, "check").err == run.err


@pytest.mark.slow
def test_answers_come_from_the_cache_until_an_engine_changes(project: Path) -> None:
    """Another setting of the engine is another answer; the same one is kept."""

    def standfirst(sentence: str) -> str:
        configured(project, f"search: false\nengines: {{summary: {{name: scripted, answer: [['{sentence}', 0.5]]}}}}")
        found: list[dict[str, Any]] = json.loads(run_briefing(project, "list", "--format", "json").out)
        return str(found[0]["summary"][0]["text"])

    assert standfirst("Ferries will run hourly.") == "Ferries will run hourly."
    assert standfirst("Fishermen asked for more.") == "Fishermen asked for more."


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["settings"].strip())
def test_what_cannot_be_used_is_told_with_its_line(project: Path, case: dict[str, str]) -> None:
    """A package that is missing, broken or misspelt is one line, and nothing is built."""
    run = run_briefing(configured(project, case["settings"]), "build")
    assert (run.status, run.err) == (1, case["told"])
    assert not (project / "site").exists()


def test_a_hook_refuses_a_build(project: Path) -> None:
    """What a hook raises is one line, and nothing is published."""
    run = run_briefing(configured(project, "hooks: [guard]"), "build")
    assert (run.status, run.err) == (1, "the hook 'guard' refused after_read: ValueError: too few\n")
    assert not (project / "site").exists()


def test_a_page_never_takes_the_place_of_another(project: Path) -> None:
    """A page whose address is taken costs its kind and one line; the site is published."""
    run = run_briefing(configured(project, "search: false\npages: [occupier]"), "build")
    assert run.err.splitlines()[-1] == (
        "mkdocs.yml: briefing: pages: 'occupier' has no pages on this site: /regions/: is taken by another page "
        "(see its manual)"
    )
    assert "<h1>X</h1>" not in (project / "site" / "regions" / "index.html").read_text()


class Chat(BaseHTTPRequestHandler):
    """Stands in for an OpenAI-compatible server: chooses the last sentence, or fails."""

    answers: tuple[int, str] = (200, "")
    asked: list[dict[str, Any]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append({"path": self.path, "model": body["model"], "key": self.headers.get("Authorization")})
        status, content = self.answers
        data = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the example of the manual was installed, without a network."""
    folder = tmp_path_factory.mktemp("installed")
    run = run_python(
        ROOT, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
        "--disable-pip-version-check", "--target", folder / "packages", EXAMPLE,
    )  # fmt: skip
    assert run.status == 0, run.err
    return folder / "packages"


def briefing(folder: Path, installed: Path, *arguments: str, **env: str) -> Run:
    return run_python(
        folder, "-m", "generator", *arguments, PYTHONPATH=os.pathsep.join((str(installed), str(ROOT))), **env
    )


@pytest.mark.slow
def test_the_example_of_the_manual_works(project: Path, installed: Path) -> None:
    """Installed, its importer, analyser, filter, page and hooks do what the manual says."""
    configured(
        project,
        "search: false\nengines: {summary: {name: first-sentences, count: 1}}\npages: [glossary]\nhooks: [ledger]",
    )
    (project / "board.minutes").write_text(
        "MINUTES 2025-06-20, Harbour board\n## The north quay\nThe board agreed to mend the north quay.\n"
    )
    added = briefing(project, installed, "add", "board.minutes")
    assert (added.status, added.out) == (0, "added: content/articles/2025/2025-06-20-the-north-quay.md\n")
    built = briefing(project, installed, "build", "--strict")
    assert (built.status, built.err) == (0, "")
    page = (project / "site" / "glossary" / "index.html").read_text()
    assert "<h1>GLOSSARY</h1>" in page
    assert '<a href="../articles/ports/">Two ports agree</a>' in page
    ledger = json.loads((project / "site" / "ledger.json").read_text())
    assert ledger["articles"] == 2
    listed = json.loads(briefing(project, installed, "list", "--format", "json").out)
    assert {a["slug"]: [s["text"] for s in a["summary"]] for a in listed} == {
        "ports": ["Lakeside port and Hillside port agreed on a timetable."],
        "the-north-quay": ["The board agreed to mend the north quay."],
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "summary", "reported"),
    [
        ((200, "[4, 1]"), ["Lakeside port and Hillside port agreed on a timetable.", "Boats stay."], ""),
        ((200, "Number four is best."), None, "JSONDecodeError"),
        ((500, "[1]"), None, "HTTPStatusError"),
        ((200, "[99]"), None, "IndexError"),
    ],
)
def test_a_language_model_chooses_sentences(
    project: Path, installed: Path, answers: tuple[int, str], summary: list[str] | None, reported: str
) -> None:
    """An OpenAI-compatible server is asked once for an article; its numbers become sentences, or ours stand in."""
    (project / "content" / "articles" / "ports.md").write_text(
        ARTICLE.format(title=TITLE, body=f"{BODY}\n\nBoats stay.")
    )
    handler = type("Handler", (Chat,), {"answers": answers, "asked": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        configured(project, f"search: false\nengines: {{summary: {{name: chat, url: '{url}', model: small}}}}")
        runs = [briefing(project, installed, "list", "--format", "json", OPENAI_API_KEY="k") for _ in range(2)]
    finally:
        server.shutdown()
        server.server_close()
    found = [s["text"] for s in json.loads(runs[0].out)[0]["summary"]]
    ask = {"path": "/v1/chat/completions", "model": "small", "key": "Bearer k"}
    if summary is None:
        assert found
        assert reported in runs[1].err
        assert handler.asked == [ask, ask]  # type: ignore[attr-defined]  # a failure is not kept
    else:
        assert found == summary
        assert (runs[0].err, runs[1].out) == ("", runs[0].out)
        assert handler.asked == [ask]  # type: ignore[attr-defined]  # the second answer came from the cache

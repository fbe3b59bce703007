# ruff: noqa: F401, F811 (fixtures of another module)
"""Bad input is normal input: odd titles, pictures, languages and numbers give pages that look right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import run_briefing
from test_browser import SHOTS, browser, opened, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "A title that goes on and on " * 11
WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
BODY = "The election commission counted the votes. It will declare the result in seven days.\n\nA second paragraph."
ARTICLES = {
    "long": f"title: {LONG[:300].strip()}\ndate: 2026-03-02\nregions: [india]\nthemes: [politics]",
    "word": f"title: {WORD}\ndate: 2026-03-03\nregions: [india]\nthemes: [politics]\nsource: {WORD}\nauthors: [{WORD}]",
    "missing-picture": "title: A picture that went away\ndate: 2026-03-03\nregions: [kenya]\nthemes: [politics]\n"
    "image: images/gone.svg\nimage_alt: What was there",
    "picture": "title: A picture that is there\ndate: 2026-03-03T10:00:00Z\nregions: [kenya]\nthemes: [politics]\n"
    "image: images/there.svg\nimage_alt: A grey field",
    "arabic": "title: اتفاق جديد على مياه النهر بين دول الحوض بعد سنوات\ndate: 2026-03-03\nlang: ar\n"
    "regions: [egypt]\nthemes: [politics]\ntags: [السد, النيل]",
    "chinese": "title: Chips and rain\ndate: 2026-03-03\nregions: [china]\nthemes: [politics]\n"
    "tags: [半导体产业政策, 水]",
    "second-chinese": "title: More chips\ndate: 2026-03-04\nregions: [china]\nthemes: [politics]\n"
    "tags: [半导体产业政策]",
    "alone": "title: The only one from there\ndate: 2026-03-04\nregions: [fiji]\nthemes: [health]",
}
PLACES = ("france", "brazil", "japan", "nigeria", "canada", "australia", "mexico", "germany")
WORDS = ("Harbour", "Ballot", "Glacier", "Rail", "Wheat", "Cable", "Vaccine", "Orchard", "Turbine", "Archive")
PAGES = {
    "home": "",
    "edition": "editions/2026-03-05/",
    "mixed": "editions/2026-03-03/",
    "long": "articles/long/",
    "word": "articles/word/",
    "missing-picture": "articles/missing-picture/",
    "arabic": "articles/arabic/",
    "india": "regions/india/",
    "fiji": "regions/fiji/",
    "keyword": "keywords/半导体产业政策/",
    "source": "sources/*/",
    "month": "archive/2026/03/",
    "catalogue": "sources/",
    "search": "search/?q=picture",
}
# Each piece of text with its lines, less what lines of one text may share; a pair that lies one on the other is told.
OVERLAPS = """() => {
  const found = [], lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement;
    if (!node.data.trim()) continue;
    if (parent.closest(".hidden, .skip, svg, script, noscript, thead, .matrix th, option")) continue;
    if (!parent.checkVisibility()) continue;
    const range = new Range();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const third = (bottom - top) * .3;
      const line = { node, left: left + 1, right: right - 1, top: top + third, bottom: bottom - third };
      if (right - left > 2) lines.push(line);
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((one, at) => {
    for (let other, next = at + 1; (other = lines[next]) && other.top < one.bottom; next++) {
      if (other.node !== one.node && other.left < one.right && one.left < other.right)
        found.push(`${one.node.data.trim().slice(0, 60)} | ${other.node.data.trim().slice(0, 60)}`);
    }
    if (one.left < -1 || one.right > innerWidth + 1 && !one.node.parentElement.closest(".matrix-frame, pre, table"))
      found.push(`outside: ${one.node.data.trim().slice(0, 60)}`);
  });
  return found;
}"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published site of what nobody wants, and a day of two hundred stories."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "content/articles").mkdir(parents=True)
    (folder / "content/images").mkdir()
    (folder / "content/images/there.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><path fill="#888" d="M0 0h16v9H0z"/></svg>'
    )
    (folder / "mkdocs.yml").write_text(
        "site_name: Odd Gazette\nsite_url: https://example.org/odd/\ntheme: briefing\ndocs_dir: content\n"
        "plugins:\n  - briefing:\n      language: en\n      share_pictures: false\n"
    )
    for name, head in ARTICLES.items():
        (folder / f"content/articles/{name}.md").write_text(f"---\n{head}\n---\n\n{BODY}\n", encoding="utf-8")
    for at in range(200):
        what = f"{WORDS[at % 10]} {WORDS[at // 10 % 10].lower()} number {at}"
        head = f"title: {what}\ndate: 2026-03-05T08:{at % 60:02}:00Z\nregions: [{PLACES[at % 8]}]\nthemes: [politics]"
        body = f"{what} was reported today. {WORDS[at % 7]} officials of district {at} said it would take {at} days."
        (folder / f"content/articles/story-{at}.md").write_text(f"---\n{head}\n---\n\n{body}\n", encoding="utf-8")
    run = run_briefing(folder, "build", "--now", "2026-03-06T00:00:00Z")
    assert (folder / "site/index.html").is_file(), run.err
    return folder / "site"


@pytest.fixture(scope="module")
def address(odd: Path) -> Iterator[str]:
    with served(odd) as base:
        yield base


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_of_odd_input_look_right(width: int, name: str, odd: Path, address: str, browser: Any) -> None:
    """No page scrolls sideways, no text lies on another or outside the window, no picture is shown as broken."""
    where = PAGES[name]
    if "*" in where:
        where = max((p.parent.relative_to(odd).as_posix() for p in odd.glob(f"{where}index.html")), key=len) + "/"
    scheme = "dark" if width == 390 else "light"
    with opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        page.goto(address + where)
        if "?q=" in where:
            page.locator(".search-results:not([hidden]) a").first.wait_for()
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"odd-{name}-{width}-{scheme}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        broken = page.evaluate(
            "[...document.images].filter(one => one.complete && !one.naturalWidth).map(one => one.src)"
        )
        assert (wide, page.evaluate(OVERLAPS), broken) == (0, [], [])

"""How much feeds cost: all feeds of many articles against the time that MkDocs takes to render their pages.

    python benchmarks/feeds.py [ARTICLES] [--words N] [--sample N]

Articles are made up (a fixed seed): about 1,500 groups, bodies of N words. The feeds are written to a folder twice,
as by a build: cold, and again when nothing has changed. The pages' time is that of MkDocs itself, with our plugin and
theme: a real build of `--sample` articles, less the time of the plugin's own work before and after rendering, scaled to
the number of pages. Prints the ratio; the aim is 0.25.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generator.feeds import feed_outputs
from generator.library import make_library
from generator.model import Analysis, Article, CountryLabel, RegionLabel, Sentence, ThemeLabel
from generator.pages import plan
from generator.publishing import exchange
from generator.publishing.bodies import Bodies
from generator.settings import vocabulary
from generator.settings.config import Project, Settings
from generator.views import Views
from generator.views.hashes import ContentHashes

COUNTRIES, THEMES = 40, 12
NEWEST = datetime(2026, 6, 30, tzinfo=UTC)


def made_up(
    count: int, words: int
) -> tuple[list[Article], dict[str, Analysis], dict[str, str], vocabulary.Tree, vocabulary.Tree]:
    """Return articles with their analyses (by path) and their HTML (by id), and the two trees."""
    chance = random.Random(7)
    regions, themes = vocabulary.load("regions"), vocabulary.load("themes")
    countries = [node for node in regions if node.kind == "country"][:: 250 // COUNTRIES][:COUNTRIES]
    subjects = [node for node in themes if node.parent][:: max(1, len(list(themes)) // THEMES)][:THEMES]
    lexicon = ["".join(chance.choice("abcdefghilmnoprstu") for _ in range(chance.randint(2, 10))) for _ in range(5000)]
    articles, analyses, bodies = [], {}, {}
    for n in range(count):
        paragraphs = [" ".join(chance.choices(lexicon, k=60)) + "." for _ in range(max(1, words // 60))]
        country, subject = chance.choice(countries), chance.choice(subjects)
        date = NEWEST - timedelta(hours=3 * n)
        body = "\n\n".join(paragraphs)
        article = Article(
            f"articles/a{n}.md", f"a{n}", f"a{n}", " ".join(chance.choices(lexicon, k=8)), date, date, body,
            source=f"Outlet {chance.randint(1, 40)}", authors=(f"Author {chance.randint(1, 200)}",), rights="full",
        )  # fmt: skip
        places = [country.slug, *regions.ancestors(country.slug)]
        labels = [subject.slug, *themes.ancestors(subject.slug)]
        analyses[article.path] = Analysis(
            "en", words,
            summary=tuple(Sentence(p, at) for at, p in enumerate(paragraphs[:3], 1)),
            standfirst=Sentence(paragraphs[0], 1),
            countries=(CountryLabel(country.code, 0.9),),
            regions=tuple(RegionLabel(slug, 0.9, countries=(country.code,)) for slug in places),
            themes=tuple(ThemeLabel(slug, themes[slug].code, 0.9) for slug in labels),
        )  # fmt: skip
        articles.append(article)
        bodies[article.id] = "".join(f'<p id="p{at}">{p}</p>\n' for at, p in enumerate(paragraphs, 1))
    return articles, analyses, bodies, regions, themes


def library_views(
    articles: list[Article], analyses: dict[str, Analysis], regions: vocabulary.Tree, themes: vocabulary.Tree
) -> Views:
    """Return the views of a library, as a build makes it."""
    project = Project(
        Path("/nowhere"), "mkdocs.yml", Path("/nowhere/content"), "News", "https://example.org/", "", "", "", Settings()
    )
    library = make_library(articles, analyses, regions, themes, project.zone)
    return Views(library, project, stylesheet="a.css", script="a.js")


def write_all(views: Views, bodies: dict[str, str], folder: Path, published: Path | None) -> tuple[int, int, int]:
    """Write all feeds; return how many files, bytes, and files that were written and not linked."""
    files = size = written = 0
    for output in feed_outputs(views, ContentHashes(views), Bodies.of(bodies), stylesheet=b"rss {}"):
        address, data = output.address, output.make()
        files, size = files + 1, size + len(data)
        written += exchange.place(folder, published, address, data)
    return files, size, written


def render_pages(sample: int, words: int) -> tuple[float, int]:
    """Return the seconds that MkDocs takes for the pages of a real project of `sample` articles, and their number."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    articles, _, _, _, themes = made_up(sample, words)
    subjects = [node.slug for node in themes if node.parent][:THEMES]
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "content" / "articles").mkdir(parents=True)
        (root / "mkdocs.yml").write_text(
            "site_name: News\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\nplugins: [briefing]\n"
        )
        for at, article in enumerate(articles):
            front = f"title: {article.title}\nid: {article.id}\ndate: {article.date:%Y-%m-%d}\nregions: [india]\n"
            (root / "content" / article.path).write_text(
                f"---\n{front}themes: [{subjects[at % len(subjects)]}]\n---\n{article.body}\n"
            )
        config = load_config(str(root / "mkdocs.yml"))
        plugin = config.plugins["briefing"]
        ours = 0.0
        for hook in ("on_files", "on_env"):  # reading, analysing, planning, feeds: not MkDocs' rendering
            inner = config.plugins.events[hook.removeprefix("on_")]

            def timed(*args, _inner=tuple(inner), **kwargs):  # type: ignore[no-untyped-def]
                nonlocal ours
                start = time.perf_counter()
                result = args[0]
                for method in _inner:
                    result = method(result, **kwargs) or result
                ours += time.perf_counter() - start
                return result

            config.plugins.events[hook.removeprefix("on_")] = [timed]
        start = time.perf_counter()
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        return time.perf_counter() - start - ours, len(plugin.briefing.pages)


def main() -> int:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=int, nargs="?", default=10_000)
    options.add_argument("--words", type=int, default=400)
    options.add_argument("--sample", type=int, default=300, help="articles of the real build that is scaled up")
    given = options.parse_args()
    articles, analyses, bodies, regions, themes = made_up(given.articles, given.words)
    start = time.perf_counter()
    views = library_views(articles, analyses, regions, themes)
    print(f"library of {given.articles} articles: {time.perf_counter() - start:.1f} s (not counted)")
    pages = len(plan(views))
    with tempfile.TemporaryDirectory() as name:
        old, new = Path(name, "old"), Path(name, "new")
        start = time.perf_counter()
        files, size, _ = write_all(views, bodies, old, None)
        cold = time.perf_counter() - start
        print(f"feeds, cold: {cold:.1f} s for {files} files, {size / 1e6:.0f} MB")
        start = time.perf_counter()
        written = write_all(views, bodies, new, old)[2]
        print(f"feeds, nothing changed: {time.perf_counter() - start:.1f} s, {written} files written")
    rendering, rendered = render_pages(given.sample, given.words)
    scaled = rendering / rendered * pages
    print(f"pages: MkDocs renders {rendered} in {rendering:.1f} s, so {pages} in about {scaled:.0f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"ratio: {cold / scaled:.3f} (aim: 0.25 or less)")
    return 0 if cold <= 0.25 * scaled else 1


if __name__ == "__main__":
    sys.exit(main())

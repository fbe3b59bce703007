"""What the analyses cost, against stock YAKE in the same run; and how good they are, where public corpora are at hand.

    python benchmarks/analysis.py                     # cost alone, on our own demo articles
    python benchmarks/analysis.py --evaluate EVAL.PY  # and quality, by an evaluation script with its data beside it

Cost is CPU time of this process, models loaded, the median of several rounds over articles of about 800 words.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.analysis import Analyser, AnalysisSettings
from generator.content.frontmatter import split
from generator.settings import vocabulary
from generator.text.document import parse

ROOT = Path(__file__).parent.parent
WORDS = 800
LIMIT = 0.6


def bodies(words: int = WORDS, most: int = 20) -> list[str]:
    """Return texts of about so many words, made of whole paragraphs of our own English articles."""
    paragraphs: list[str] = []
    for path in sorted((ROOT / "content" / "articles").rglob("*.md")):
        front, body, _ = split(path.read_text(encoding="utf-8"), path.name)
        if front.values.get("lang", "en") == "en":
            paragraphs += [block.text for block in parse("", body).prose]
    made: list[str] = []
    text: list[str] = []
    for paragraph in paragraphs:
        text.append(paragraph)
        if sum(len(part.split()) for part in text) >= words:
            made.append("\n\n".join(text))
            text = []
    return made[:most]


def cost(work: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Return the CPU milliseconds an article: the median over the rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            work(text)
        times.append((time.process_time() - start) * 1000 / len(texts))
    return statistics.median(times)


def speed(rounds: int) -> bool:
    """Print the cost of each analysis and of all together against stock YAKE; return whether the limit holds."""
    import yake

    from generator.analysis import keywords, language, places, summary, terms, themes

    texts = bodies()
    analyser = Analyser(AnalysisSettings(vocabulary.load("regions"), vocabulary.load("themes")))
    documents = {text: parse("", text, "en") for text in texts}
    analyser.analyse("", texts[0])  # loads the models
    parts: dict[str, Callable[[str], object]] = {
        "Markdown": lambda text: parse("", text, "en"),
        "language": language.detect,
        "keywords": lambda text: keywords.extract(documents[text]),
        "summary": lambda text: summary.summarise(documents[text]),
        "places": lambda text: places.find(documents[text], analyser.gazetteer),
        "themes": lambda text: themes.classify(documents[text], analyser.theme_model),
        "terms": lambda text: terms.terms(documents[text]),
    }
    words = statistics.mean(len(text.split()) for text in texts)
    print(f"{len(texts)} English articles of {words:.0f} words, CPU ms an article, median of {rounds} rounds")
    for name, work in parts.items():
        print(f"  {name:<22}{cost(work, texts, rounds):8.2f}")
    ours = cost(lambda text: analyser.analyse("", text), texts, rounds)
    stock = cost(yake.KeywordExtractor(lan="en", n=3, top=20).extract_keywords, texts, rounds)
    print(f"  {'all together':<22}{ours:8.2f}\n  {'stock YAKE alone':<22}{stock:8.2f}")
    print(f"  ratio {ours / stock:.2f} (limit {LIMIT})")
    return ours <= LIMIT * stock


def growth() -> None:
    """Print how the cost grows with the length of a text: ten times the words should cost about ten times as much."""
    analyser = Analyser(AnalysisSettings(vocabulary.load("regions"), vocabulary.load("themes")))
    stock = bodies(WORDS, 10)
    odd = {
        "prose": "\n\n".join(stock),
        "no punctuation": " ".join(re.findall(r"\w+", " ".join(stock))),
        "one word": "war ",
    }
    print("Cost of ten times the text, as a multiple (10 is linear)")
    for name, text in odd.items():
        small = text if len(text) > 1000 else text * 5000
        analyser.analyse("", small)
        ratio = cost(lambda t: analyser.analyse("", t), [small * 10], 1) / cost(
            lambda t: analyser.analyse("", t), [small], 1
        )
        print(f"  {name:<22}{ratio:8.1f}")


def quality(script: Path) -> None:
    """Print the figures of an evaluation script that runs `briefing list` over public corpora."""
    command = f"{shlex.quote(sys.executable)} -m generator"
    done = subprocess.run(
        [sys.executable, str(script), "--json", "--briefing", command], capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stderr.strip() or "the evaluation failed")
    for row in json.loads(done.stdout):
        figures = "  ".join(
            f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items() if k != "task"
        )
        print(f"{row['task']:<10}{figures}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evaluate", type=Path, metavar="EVAL.PY", help="an evaluation script, its data beside it")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    held = speed(args.rounds)
    growth()
    if args.evaluate:
        quality(args.evaluate)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

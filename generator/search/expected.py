"""What a search index would weigh, told by the index of a sample of its articles.

A fragment is a file an article, as long as its text. The index of words grows a little slower than the articles, whose
words are known more and more often: how much slower, two samples say, one half of the other (Heaps' law).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log

from .bundles import Bundle
from .extract import extract
from .pagefind import SCRIPT, WORKER, Program, indexed, wasm_of

_FRAGMENT, _INDEX = "fragment/", "index/"


def expected_files(
    program: Program, bundles: Sequence[Bundle], pages: Mapping[str, str], folder: str
) -> Iterator[tuple[str, int]]:
    """Yield address and bytes of each file of the index; `pages` are those of a sample of articles by address."""
    lang = bundles[0].lang
    texts = {}
    for bundle in bundles:
        if bundle.lang == lang:
            for document in bundle.documents:
                if text := extract(pages[document.address], document) if document.address in pages else None:
                    texts[document.address] = text
    if not texts:
        return
    whole, part = indexed(program, texts), dict(list(texts.items())[::2])
    half = indexed(program, part)

    def size(files: Mapping[str, bytes], prefix: str) -> int:
        return sum(len(data) for name, data in files.items() if name.startswith(prefix))

    growth = 1.0
    if len(texts) > len(part) and size(half, _INDEX):
        growth = log(size(whole, _INDEX) / size(half, _INDEX)) / log(len(texts) / len(part))
    chunk = size(whole, _INDEX) / sum(name.startswith(_INDEX) for name in whole)
    yield f"{folder}/{SCRIPT}", len(whole[SCRIPT])
    begun: set[str] = set()
    for bundle in bundles:
        place, count = f"{folder}/{bundle.name}", len(bundle.documents)
        share = count / len(texts)
        for number in range(count):
            yield f"{place}/{_FRAGMENT}{number}", round(size(whole, _FRAGMENT) / len(texts))
        of_index = size(whole, _INDEX) * share**growth
        chunks = max(1, round(of_index / chunk))
        for number in range(chunks):
            yield f"{place}/{_INDEX}{number}", round(of_index / chunks)
        for name, data in whole.items():
            if name in (WORKER, wasm_of(whole)):
                if bundle.lang not in begun:
                    yield f"{place}/{name}", len(data)
            elif name != SCRIPT and not name.startswith((_FRAGMENT, _INDEX)):  # lists of all articles
                yield f"{place}/{name}", round(len(data) * share)
        begun.add(bundle.lang)

"""Markdown as numbered paragraphs of plain text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.text.document import parse

BODY = """\
# Heading

First *paragraph* with a [link](https://example.org) and `code`,
on two lines &amp; an entity.

- an item
- another

> A quotation.

| a | b |
|---|---|
| 1 | 2 |

```
print("no prose")
```

![A picture](x.png)

Last\\* one.
"""


def test_prose_is_numbered_and_plain() -> None:
    """Paragraphs, items and quotes are numbered from 1 and hold no markup; the rest is not numbered."""
    document = parse("  A   title ", BODY)
    assert document.title == "A title"
    assert [(block.number, block.kind, block.text) for block in document.prose] == [
        (1, "paragraph", "First paragraph with a link and code, on two lines & an entity."),
        (2, "item", "an item"),
        (3, "item", "another"),
        (4, "quote", "A quotation."),
        (5, "paragraph", "Last* one."),
    ]
    assert [block.kind for block in document.blocks if not block.number] == ["heading", "table", "table", "code"]


def test_lines_lead_back_to_the_source() -> None:
    """Every block knows the line of the body on which it begins."""
    lines = BODY.split("\n")
    assert [lines[block.line][:5] for block in parse("", BODY).prose] == ["First", "- an ", "- ano", "> A q", "Last\\"]


@given(st.text())
def test_any_text_is_a_document(text: str) -> None:
    """No text is refused, and numbers are without gaps."""
    assert [block.number for block in parse("", text).prose] == list(range(1, len(parse("", text).prose) + 1))

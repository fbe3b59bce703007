"""The gate for foreign HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.markup import Excessive, numbered, sanitise, with_absolute_links, xml_text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<form action=https://evil.example><input name=q></form>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<details ontoggle=alert(1) open>x</details>",
]
FORBIDDEN = re.compile(
    r"<(script|svg|math|iframe|object|form|input|base|meta|style|embed)|\son\w+=|javascript:|data:|srcdoc", re.I
)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_could_run_passes(html: str) -> None:
    """Of each known class of injection nothing active is left."""
    assert not FORBIDDEN.search(re.sub(r"&lt;|&gt;", "", sanitise(f"<p>before</p>{html}<p>after</p>")))


@given(st.text(alphabet="<>/ab=\"' !-&;:oncliksrp", max_size=80))
def test_the_gate_is_stable(html: str) -> None:
    """What has passed once passes unchanged a second time: there is nothing left to mutate."""
    once = sanitise(html)
    assert sanitise(once) == once


def test_outgoing_links_are_marked() -> None:
    """Links of foreign text neither vouch for their target nor hand over the window."""
    assert sanitise('<a href="https://example.org/">x</a>') == (
        '<a href="https://example.org/" rel="noopener nofollow ugc">x</a>'
    )


def test_paragraphs_are_numbered_as_the_analyses_number_them() -> None:
    """Headings and pictures do not count, list items and quotes do."""
    html = "<h2>Head</h2><p>One  and <em>one</em>.</p><ul><li>Two.</li></ul><blockquote><p>Three.</p></blockquote>"
    text, found = numbered(html, ["One and one.", "Two.", "Three."])
    assert found == {1, 2, 3}
    assert re.findall(r'<(\w+) id="p(\d)"', text) == [("p", "1"), ("li", "2"), ("p", "3")]


def test_a_paragraph_that_is_not_found_costs_no_other() -> None:
    """Text that an extension turned into something else is passed over."""
    text, found = numbered("<p>One.</p><p>Three.</p>", ["One.", "Vanished.", "Three."])
    assert (found, text) == ({1, 3}, '<p id="p1">One.</p><p id="p3">Three.</p>')


def test_headings_stand_below_the_pages_own() -> None:
    """Whatever level an article starts with, its headings begin with h2 and skip no level."""
    html, _ = numbered("<h1>A</h1><p>x</p><h4>B</h4><p>y</p><h1>C</h1>", [])
    assert re.findall(r"<(h\d)>(\w)", html) == [("h2", "A"), ("h3", "B"), ("h2", "C")]


def test_a_table_does_not_cost_the_paragraphs_after_it() -> None:
    """Cells are no paragraphs: what follows a long table is numbered."""
    rows = "".join(f"<tr><td>a{n}</td><td>b{n}</td></tr>" for n in range(60))
    _, found = numbered(f"<p>One.</p><table>{rows}</table><p>Two.</p>", ["One.", "Two."])
    assert found == {1, 2}


def test_content_cannot_take_a_paragraphs_id() -> None:
    """Ids in an article's text get a prefix, before ours are set, and its links to them follow."""
    links = '<a href="#content">a</a> <a href="../b/#x">b</a> <a href="#p1">p</a>'
    html = f'<h2 id="p1">Mine</h2><p id="content">One. {links}</p>'
    text, _ = numbered(html, ["One. a b p"])
    assert text == (
        '<h2 id="user-p1">Mine</h2><p id="p1">One. <a href="#user-content">a</a> <a href="../b/#user-x">b</a> '
        '<a href="#p1">p</a></p>'
    )


def test_content_cannot_dress_as_a_part_of_the_page() -> None:
    """Classes of the design are removed, those of code and notes stay."""
    html = '<p class="masthead note">x</p><code class="language-python hidden"><span class="kn why">y</span></code>'
    assert sanitise(html) == '<p class="note">x</p><code class="language-python"><span class="kn">y</span></code>'


def test_reading_fetches_nothing_from_elsewhere() -> None:
    """A picture on another site becomes a link to it; one of this site stays, and is loaded when it is reached."""
    own = '<img src="own.png" alt="o">'
    html = rf'<img src="https://e.org/a%20b.png?w=1"><img src="//e.org/c" alt="C"><img src="\\e.org/d">{own}'
    text, _ = numbered(html, [])
    assert text == (
        '<a class="picture-elsewhere" href="https://e.org/a%20b.png?w=1" rel="noopener nofollow ugc">a b.png</a>'
        '<a class="picture-elsewhere" href="//e.org/c" rel="noopener nofollow ugc">C</a>'
        r'<a class="picture-elsewhere" href="\\e.org/d" rel="noopener nofollow ugc">d</a>'
        '<img src="own.png" alt="o" loading="lazy">'
    )
    shown, _ = numbered('<img src="https://e.org/a.png">', [], remote_pictures=True)
    assert shown == '<img src="https://e.org/a.png" loading="lazy">'


def test_only_outgoing_links_are_marked_and_own_texts_vouch_for_theirs() -> None:
    """Links within the site bear no mark; those of the editor's own articles hand over no window, and that is all."""
    html = '<a href="https://e.org/">x</a><a href="../y/">y</a><a href="mailto:a@e.org">m</a>'
    own, _ = numbered(html, [], foreign=False)
    assert own == html.replace('org/"', 'org/" rel="noopener"').replace('@e.org"', '@e.org" rel="noopener"')


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<blockquote>" * 101 + "x", "more than 100 deep"),
        ("<div>" * 100_000, "more than 1000 deep"),
        ('<a href="x">a</a>' * 5001, "more than 5000 links"),
    ],
)
def test_what_no_honest_text_has_is_refused(html: str, what: str) -> None:
    """Depth and number of links have limits, which the message names."""
    with pytest.raises(Excessive, match=rf"{what}.* \(max_"):
        numbered(html, [])


def test_feeds_get_absolute_links() -> None:
    """Relative addresses are resolved against the article's page."""
    html = with_absolute_links('<p id="p1"><a href="../x/">x</a><img src="/i.png"></p>', "https://e.org/s/articles/a/")
    assert html == '<p><a href="https://e.org/s/articles/x/">x</a><img src="https://e.org/i.png"></p>'


@given(st.text())
def test_xml_text_is_xml(text: str) -> None:
    """Whatever the text, a strict XML parser takes it afterwards."""
    from lxml import etree

    root = etree.Element("a")
    root.text = xml_text(text)
    assert etree.fromstring(etree.tostring(root)).tag == "a"


def test_characters_that_are_none_cost_no_text() -> None:
    """References to control characters, surrogates and the like vanish; all around them stays."""
    html = '<p title="a&#2;b">x&#1;&#x1f;&#0;&#xD800;&#xFFFE;<b>y</b></p>'
    assert xml_text(numbered(html, [])[0]).replace("\ufffd", "") == '<p title="ab">x<b>y</b></p>'

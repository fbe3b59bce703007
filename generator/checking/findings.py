"""Every kind of finding of `briefing check` with its stable number: what it means, and what to do; the manual's page.

Numbers are never given anew: B1 front matter and files, B2 the text, B3 links and pictures, B4 credit and rights, B5
labels and copies, B6 the project. A finding's `Problem.code` is its name, the number is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of finding."""

    number: str
    """Stable, such as `B112`."""
    name: str
    """`Problem.code`."""
    meaning: str
    """What is wrong, and why it matters."""
    remedy: str
    """What to do."""

    @property
    def level(self) -> str:
        """`error`, `warning` or `notice`; both of the first two where it depends on what exactly is wrong."""
        levels = [level for level, names in _LEVELS.items() if self.name in names.split()]
        return " or ".join(levels) or "error"


# An error leaves something out of the site, or shows it otherwise than it was written. A warning is published. A notice
# is a question that only an editor can answer. What stands in none of these lines is an error.
_LEVELS: Mapping[Severity, str] = {
    "error": "bad-config bad-setting",
    "warning": "misspelt-key lost-list truncated email furniture missing-alt no-image dead-link dead-address "
    "dead-anchor no-way-out beyond-source no-labels engine-failed bad-config bad-setting taken-alias low-contrast "
    "trusted-article contradicting-settings watchlist-contradicts",
    "notice": "unbalanced-quotes weak-summary remote-picture unasked-address no-credit rights-too-broad near-duplicate "
    "no-site-url source-quiet trusted-page "
    "watchlist-empty watchlist-takes-all",
}


_FINDINGS = """
B101|missing-title|The article has no title.|`title:` in the front matter, or a first `# heading`.
B102|missing-date|The article has no date; it is never guessed.|`date: YYYY-MM-DD` or RFC 3339.
B103|bad-date|A date is none, or can be read in two ways.|`YYYY-MM-DD` or RFC 3339.
B104|misspelt-key|A key is not known and looks like one that is.|Correct it, or rename your own key.
B105|double-key|A key stands twice, or beside its own alias.|Keep one of them.
B106|double-slug|Two articles want one address; the second is left out.|Give one another `slug`.
B107|double-id|Two articles have one identity; feed readers would show one of them.|Give one another `id`.
B108|bad-front-matter|The front matter is no YAML that can be used.|Plain `key: value` lines.
B109|unclosed-front-matter|The closing `---` is missing.|A line `---` below the last key.
B110|bad-value|A value of the front matter does not fit its key.|What the message says; see the front matter page.
B111|undecodable|The file is not UTF-8.|Save it as UTF-8.
B112|too-large|The file is too large to be an article.|Split it.
B113|empty-file|The file is empty.|Write it, or remove it.
B114|empty-body|There is front matter and no text.|Write some text.
B115|unreadable|The file cannot be read.|Look at its permissions.
B116|refused-file|A symbolic link leaves the content folder, or the file is none.|Copy the file in, or remove it.
B117|tripped|A source made the converter stumble; nothing of it was added.|Save it as text, and report it.
B201|lost-list|A list is announced ("including:") and does not follow.|Add the list from the original.
B202|truncated|The text stops in the middle of a sentence.|Add the end from the original.
B203|email|An e-mail address stands in the text, where robots collect it.|Leave it out.
B204|furniture|A piece of the original page's furniture stands in the text.|Remove it.
B205|unbalanced-quotes|A quotation is opened and not closed, or the other way round.|Compare with the original.
B206|weak-summary|The sentence found as summary may not say what the article is about.|`summary:` of your own.
B301|missing-alt|A picture has no text alternative: who cannot see it learns nothing.|`image_alt:`, or text in `![…]`.
B302|no-image|The picture's file is not there.|A path below the content folder.
B303|dead-link|A link leads to a file of the project that is not there.|Correct it.
B304|remote-picture|A picture loads from another site, which learns who reads.|Lay it beside, as `add --images` does.
B305|dead-address|An address of another site is gone (`--links`).|Correct it, or lead to an archived copy.
B306|unasked-address|An address of another site gave no answer to a program (`--links`).|Open it in a browser.
B307|dead-anchor|A link leads to a heading or paragraph that is not on its page.|Correct what stands behind `#`.
B401|no-way-out|A foreign article that is not shown whole leads nowhere.|`canonical_url:` or `source_url:`.
B402|no-credit|An article from another site names no outlet.|`source:`, and `attribution:` as the owner wants it.
B403|rights-too-broad|`rights: full` and a licence for non-commercial use.|`rights: excerpt` if your site is commercial.
B404|beyond-source|An article shows more than `sources` in the settings allows.|The same `rights`, or a `license`.
B501|no-labels|No region and no theme was found: the article stands on no page but its own.|`regions:` or `themes:`.
B502|near-duplicate|Two articles of one outlet have nearly the same text.|Remove one, with its address in `aliases`.
B503|analysis-failed|The article could not be analysed.|Tell us; labels of your own in the front matter help.
B505|engine-failed|An analyser of another package gave no answer that can be used.|See what serves it; ours was used.
B504|text-failed|The text cannot be turned into a page; it is shown as it stands in the file.|Plain Markdown.
B601|no-site-url|Without an address there are no feeds and no sitemap.|`site_url:` in `mkdocs.yml`.
B602|bad-setting|A setting is unknown or does not fit.|See the settings page.
B603|bad-config|A key of `mkdocs.yml` is wrong.|What the message says.
B604|taken-alias|An old address is taken by another page.|Remove it from `aliases`.
B605|bad-template|A template cannot be rendered.|See the templates page.
B606|low-contrast|Colours of the palette can hardly be told apart.|A darker or lighter one.
B607|source-quiet|A watched source has had nothing new for long.|Look whether it has moved.
B608|trusted-page|A page's HTML passes as it is.|Keep `trusted: true` only where you wrote every word.
B609|trusted-article|`trusted` stands in an article, where it does nothing.|Remove it; foreign text is data.
B610|contradicting-settings|Two settings do not go together: one does nothing, or says the opposite.|Change one of them.
B612|watchlist-empty|A watchlist has no article yet.|Fewer or other words; nothing, if you wait for the first.
B613|watchlist-takes-all|A watchlist has every article of the site.|More or narrower words.
B614|watchlist-contradicts|A watchlist asks for something and rules it out at once.|Remove it from one of the two.
B611|host-limit|The site comes near a limit of its `host`, which will refuse it.|The setting that is named, or `parts`.
"""


def findings() -> tuple[Finding, ...]:
    """Return every kind, by number."""
    return tuple(Finding(*line.split("|")) for line in _FINDINGS.strip().splitlines())


def _numbers() -> Mapping[str, str]:
    return {finding.name: finding.number for finding in findings()}


def number(problem: Problem) -> str:
    """Return the stable number of a problem's kind; that of a value that does not fit, for `bad-…` of any key."""
    known = _numbers()
    if problem.code in known:
        return known[problem.code]
    return known["bad-value"] if problem.code.startswith("bad-") else "B100"


def chosen(problems: Iterable[Problem], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Return the problems whose number or name begins with one selected (all when none is) and with none ignored.

    Errors can be left out of the telling, but not of the site: what `build` refuses, it refuses.
    """
    wanted, unwanted = _words(select), _words(ignore)

    def fits(problem: Problem, words: tuple[str, ...]) -> bool:
        return number(problem).startswith(tuple(w for w in words if re.fullmatch(r"B\d*", w))) or problem.code in words

    return tuple(p for p in problems if (not wanted or fits(p, wanted)) and not (unwanted and fits(p, unwanted)))


def unknown(given: Iterable[str]) -> str:
    """Return the first word of a selection that no code begins with and no finding is named by; else nothing."""
    known = findings()
    codes = ("B100", *(finding.number for finding in known))
    names = {finding.name for finding in known}

    def fits(word: str) -> bool:
        is_of_a_key = word.startswith("bad-")  # `bad-slug`, and so for any key
        return word in names or is_of_a_key or (word.startswith("B") and any(code.startswith(word) for code in codes))

    return next((word for word in _words(given) if not fits(word)), "")


def _words(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.strip() for each in given for word in each.split(",") if word.strip())


def table() -> str:
    """Return all kinds as a Markdown table, for the manual."""
    rows = [f"| {f.number} | `{f.name}` | {f.level} | {f.meaning} | {f.remedy} |" for f in findings()]
    head = ["| code | name | level | what is wrong | what to do |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows]) + "\n"

"""What a page is, for machines: schema.org as JSON-LD (https://schema.org/NewsArticle), as plain data.

Templates write it with `jsonld`, which escapes what could end the element. Only what the page shows stands in it, and
no body ever. What the head of the page or the front page says is not repeated: description, size of the picture, the
publisher's logo. Without a site address there are no addresses, and so no breadcrumbs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ..addresses import absolute
from ..content import rights
from ..content.credit import licence_shown
from ..contexts import Card, Link, Picture
from ..model import Entry
from ..settings.config import Project

Thing = Mapping[str, Any]
MEDIA_TOPICS = "medtop:"  # IPTC's qcodes: medtop:20000638 is http://cv.iptc.org/newscodes/mediatopic/20000638
_MAX_HEADLINE = 110


def _filled(**values: Any) -> dict[str, Any]:
    """Return the values that are there; `type` and `id` get their sign."""
    names = {"type": "@type", "id": "@id"}
    return {names.get(key, key): value for key, value in values.items() if value not in ("", None, (), [], {})}


def address(site_url: str, link: str) -> str:
    """Return an absolute address; empty for none, or for one of a site that has no address."""
    found = absolute(site_url, link) if link or site_url else ""
    return quote(found, safe=":/?#[]@!$&'()*+,;=%~") if "://" in found else ""


def _publisher(project: Project) -> Thing:
    """Return the site as an organisation by its name; the rest is found on the front page by the same `@id`."""
    url = project.site_url
    name = project.site_author or project.site_name
    return _filled(type="Organization", id=f"{url}#publisher" if url else "", name=name)


def publisher(project: Project, logo: str) -> Thing:
    """Return the site as an organisation; `logo` is the address of its icon."""
    url = project.site_url
    icon = _filled(type="ImageObject", url=address(url, logo)) if url and logo else ""
    return {**_publisher(project), **_filled(url=url, logo=icon)}


def website(project: Project, logo: str) -> Thing:
    """Return the site as a whole, for its front page."""
    url = project.site_url
    return _filled(
        type="WebSite",
        id=f"{url}#site" if url else "",
        name=project.site_name,
        url=url,
        description=project.site_description,
        inLanguage=project.settings.language,
        publisher=publisher(project, logo),
    )


def breadcrumbs(project: Project, crumbs: Sequence[Link], title: str, page: str) -> Thing:
    """Return the way from the home page to the page, the page itself at its end; empty without a way or a site."""
    if not crumbs or not project.site_url:
        return {}
    way = [*crumbs, Link(title, page)]
    items = [
        _filled(type="ListItem", position=at, name=link.title, item=address(project.site_url, link.url))
        for at, link in enumerate(way, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def collection(project: Project, name: str, page: str, about: str, newest: str) -> Thing:
    """Return a page that lists articles; `newest` is when the newest was published (ISO 8601)."""
    return _filled(
        type="CollectionPage",
        name=name,
        description=about,
        url=address(project.site_url, page) if project.site_url else "",
        inLanguage=project.settings.language,
        dateModified=newest,
        isPartOf=_filled(type="WebSite", id=f"{project.site_url}#site") if project.site_url else "",
    )


def _places(card: Card) -> Iterable[Thing]:
    for link in card.regions:
        yield _filled(type="Country" if link.kind == "country" else "Place", name=link.title)


def _subjects(entry: Entry, name_of: Callable[[str], str]) -> Iterable[Thing]:
    for label in entry.themes:
        code = label.code if label.code.startswith(MEDIA_TOPICS) else ""
        yield _filled(type="DefinedTerm", name=name_of(label.slug), termCode=code)


def news_article(
    entry: Entry,
    *,
    project: Project,
    card: Card,
    page: str,
    authors: Sequence[Link],
    picture: Picture | None,
    theme_name: Callable[[str], str],
) -> Thing:
    """Return an article: of another outlet `isBasedOn` the original, its publisher always this site.

    `theme_name` gives the site's name of a theme.
    """
    article, site_url = entry.article, project.site_url
    url = address(site_url, page) if site_url else ""
    outlet = _filled(type="Organization", name=article.source, url=article.source_url) if article.source else ""
    original = article.canonical_url
    headline = article.title
    if len(headline) > _MAX_HEADLINE:
        headline = headline[: _MAX_HEADLINE - 1].rsplit(None, 1)[0] + "…"
    return _filled(
        type="NewsArticle",
        headline=headline,
        datePublished=article.date.isoformat(),
        dateModified=article.updated.isoformat(),
        author=[
            _filled(type="Person", name=a.title, url=address(site_url, a.url) if a.url and site_url else "")
            for a in authors
        ]
        or outlet
        or _publisher(project),
        publisher=_publisher(project),
        isBasedOn=_filled(type="CreativeWork", url=original, publisher=outlet) if original else "",
        sourceOrganization=outlet,
        creditText=article.attribution,
        license=licence_shown(article.license)[1],
        about=[*_places(card), *_subjects(entry, theme_name)],
        articleSection=[link.title for link in card.themes],
        keywords=[keyword.text for keyword in entry.keywords],
        image=_filled(type="ImageObject", url=picture.url) if picture else "",
        inLanguage=card.lang if card.lang != "und" else "",
        wordCount=entry.analysis.words if rights.may_show_body(article) else "",
        isAccessibleForFree=True if rights.may_show_body(article) else "",
        url=url,
        identifier=article.id,
    )


def graph(*things: Thing) -> Thing:
    """Return the things of a page as one document; empty when there are none."""
    found = [thing for thing in things if thing]
    return {"@context": "https://schema.org", "@graph": found} if found else {}

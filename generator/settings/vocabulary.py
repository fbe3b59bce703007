"""The region tree and the theme tree: readable YAML shipped with the package, extended or replaced by the project.

Regions: world → M49 region → M49 subregion → country, plus composites across it: geographic ones ("Indo-Pacific"), and
alliances and clubs ("NATO"). Themes: IPTC Media Topics top level → second level, plus the project's own. Here are
names, codes and containment only; the words by which a theme or a place is recognised lie beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from ..errors import Problem, VocabularyError, did_you_mean
from ..text.strings import slugify

FOLDER = Path(__file__).parent / "vocabularies"
LEAST_MEMBERS = 3
"""Members of a club that must be among an article's countries before it stands there without naming the club."""
NodeKind = Literal["world", "region", "subregion", "country", "composite", "theme"]
KEYS = {
    "regions": frozenset(
        {"name", "names", "code", "kind", "parent", "members", "club", "m49", "words", "aliases", "description"}
    ),
    "themes": frozenset({"name", "names", "code", "parent", "words", "aliases", "description"}),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One region or theme."""

    slug: str
    """Name in addresses and front matter."""
    name: str
    """Name in English, as displayed."""
    kind: NodeKind
    """What it is."""
    code: str = ""
    """M49 (`034`), ISO 3166-1 alpha-2 (`IN`) or IPTC qcode (`medtop:16000000`); empty when there is none."""
    parent: str = ""
    """Slug of the node above in the tree; empty for a root."""
    members: tuple[str, ...] = ()
    """Slugs of what a composite contains, as written: countries, regions or other composites."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Names in other languages, by BCP 47 language."""
    words: tuple[str, ...] = ()
    """Words by which a text names it, besides its name; for a project's own theme its seed words."""
    aliases: tuple[str, ...] = ()
    """Other slugs that the front matter may use for it."""
    description: str = ""
    """One line for its page."""
    club: bool = False
    """True for an alliance or club ("NATO"): news of one member is not news of it. False for a geographic composite."""
    m49: str = ""
    """M49 code of the subregion in which the UN lists a country, where news desks, and `parent`, have another one."""


class Tree:
    """A read-only tree of nodes, in the order of the files; composites contain across the tree."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Take the nodes; parents and members must be among them (see `load`)."""
        self.nodes: dict[str, Node] = {node.slug: node for node in nodes}
        self._aliases = {alias: node.slug for node in self.nodes.values() for alias in node.aliases}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._containers: dict[str, tuple[str, ...]] = {}

    def __contains__(self, slug: object) -> bool:
        return slug in self.nodes

    def __getitem__(self, slug: str) -> Node:
        return self.nodes[slug]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __len__(self) -> int:
        return len(self.nodes)

    def resolve(self, name: str) -> str | None:
        """Return the slug that `name` (a slug, an alias, a code or a displayed name) stands for, or None."""
        slug = name.strip().lower()
        if slug in self.nodes:
            return slug
        return self._aliases.get(slug) or self._by_name.get(slug) or self._aliases.get(slugify(name))

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in self.nodes.values():
            for name in (node.name.lower(), node.code.lower(), slugify(node.name)):
                if name:
                    found.setdefault(name, node.slug)
        return found

    @cached_property
    def by_code(self) -> dict[str, Node]:
        """Nodes by their code."""
        return {node.code: node for node in self.nodes.values() if node.code}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for above in (node.parent,) if node.parent else ():
                below.setdefault(above, []).append(node.slug)
        return {slug: tuple(children) for slug, children in below.items()}

    def children(self, slug: str) -> tuple[str, ...]:
        """Return the slugs directly below `slug` in the tree; for a composite, its members."""
        return self._children.get(slug, ()) or self.nodes[slug].members

    @cached_property
    def _composites(self) -> dict[str, tuple[str, ...]]:
        inside: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for member in node.members:
                inside.setdefault(member, []).append(node.slug)
        return {slug: tuple(found) for slug, found in inside.items()}

    def ancestors(self, slug: str) -> tuple[str, ...]:
        """Return all that contains `slug`, nearest first: up the tree, then the composites; without `slug` itself."""
        known = self._ancestors.get(slug)
        if known is None:
            line: list[str] = []
            above = self.nodes[slug].parent
            while above and above not in line:
                line.append(above)
                above = self.nodes[above].parent
            queue = [slug, *line]
            for name in queue:
                for composite in self._composites.get(name, ()):
                    if composite not in queue:
                        queue.append(composite)
                        line.append(composite)
            known = self._ancestors[slug] = tuple(line)
        return known

    def containers(self, slug: str) -> tuple[str, ...]:
        """Return all regions that take the news of `slug`: what contains it, without alliances and clubs."""
        known = self._containers.get(slug)
        if known is None:
            found = (above for above in self.ancestors(slug) if not self.nodes[above].club)
            known = self._containers[slug] = tuple(found)
        return known

    @cached_property
    def _clubs(self) -> dict[str, frozenset[str]]:
        """Alliances and clubs that name members, each with the codes of their countries."""
        found: dict[str, set[str]] = {node.slug: set() for node in self.nodes.values() if node.club}
        for node in self.nodes.values():
            if node.kind == "country" and node.code:
                for above in self.ancestors(node.slug):
                    if above in found:
                        found[above].add(node.code)
        return {slug: frozenset(codes) for slug, codes in found.items() if codes}

    def clubs(self, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the clubs of which at least half of the members, and three, are among these countries, with those."""
        among = frozenset(codes)
        if len(among) < LEAST_MEMBERS:
            return {}
        found = {}
        for slug, members in self._clubs.items():
            present = members & among
            if len(present) >= LEAST_MEMBERS and 2 * len(present) >= len(members):
                found[slug] = tuple(sorted(present))
        return found

    def roots(self) -> tuple[str, ...]:
        """Return the slugs that have no parent, in order."""
        return tuple(node.slug for node in self.nodes.values() if not node.parent)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else (str(value),) if value else ()


def _node(kind: str, slug: str, raw: Mapping[str, Any], where: str) -> Node:
    for key in raw:
        if key not in KEYS[kind]:
            raise VocabularyError(
                Problem(where, 0, f"{kind}: {slug}: unknown key '{key}'", did_you_mean(key, KEYS[kind]))
            )
    club = raw.get("club") or False
    if not isinstance(club, bool):
        raise VocabularyError(
            Problem(where, 0, f"{kind}: {slug}: club: '{club}' is neither true nor false", "club: true")
        )
    default = "theme" if kind == "themes" else "composite" if raw.get("members") or club else "country"
    if club and raw.get("kind", default) != "composite":
        what = f"{kind}: {slug}: only a composite can be a club, not a {raw['kind']}"
        raise VocabularyError(Problem(where, 0, what, "kind: composite"))
    names = raw.get("names") or {}
    return Node(
        slug=slug,
        name=str(raw.get("name") or slug.replace("-", " ").title()),
        kind=raw.get("kind", default),
        code=str(raw.get("code") or ""),
        parent=str(raw.get("parent") or ""),
        members=_texts(raw.get("members")),
        names={str(lang): str(name) for lang, name in names.items()},
        words=_texts(raw.get("words")),
        aliases=_texts(raw.get("aliases")),
        description=str(raw.get("description") or ""),
        club=club,
        m49=str(raw.get("m49") or ""),
    )


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return a vocabulary file as it stands: slug → keys. Raises `VocabularyError` with the line."""
    try:
        return _parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise VocabularyError(Problem(path.name, 0, f"cannot be read: {error.strerror}")) from None


@lru_cache(maxsize=4)  # the preview reads the same ones at every save
def _parsed(data: bytes, name: str) -> dict[str, dict[str, Any]]:
    try:
        raw = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise VocabularyError(Problem(name, mark.line + 1 if mark else 0, "is not valid YAML")) from None
    if not isinstance(raw, dict) or not all(isinstance(value, dict) for value in raw.values()):
        raise VocabularyError(Problem(name, 0, "is not a mapping of slugs to nodes", "slug: {name: …}"))
    return {str(slug): value for slug, value in raw.items()}


def load(
    kind: Literal["regions", "themes"],
    *,
    replace: Path | None = None,
    extend: Mapping[str, Mapping[str, Any] | None] | None = None,
    where: str = "mkdocs.yml",
) -> Tree:
    """Return a vocabulary: ours, or the project's file `replace`; then `extend` adds, changes or (None) removes nodes.

    Raises `VocabularyError` for unknown keys, parents and members, naming the nearest right one.
    """
    source = replace or FOLDER / f"{kind}.yml"
    raw: dict[str, dict[str, Any]] = dict(read(source))
    for slug, change in (extend or {}).items():
        if slug != slugify(slug):
            raise VocabularyError(Problem(where, 0, f"{kind}: '{slug}' is not a slug", f"'{slugify(slug)}'"))
        if change is None:
            raw.pop(slug, None)
        elif isinstance(change, Mapping):
            raw[slug] = {**raw.get(slug, {}), **change}
        else:
            raise VocabularyError(Problem(where, 0, f"{kind}: {slug}: is no mapping", "{name: …, parent: …}"))
    tree = Tree(
        _node(kind, slug, value, where if slug in (extend or {}) else source.name) for slug, value in raw.items()
    )
    for node in tree:
        for other in (*((node.parent,) if node.parent else ()), *node.members):
            if other not in tree:
                raise VocabularyError(
                    Problem(where, 0, f"{kind}: {node.slug}: no '{other}'", did_you_mean(other, tree.nodes))
                )
        if node.m49 and node.m49 not in tree.by_code:
            what = f"{kind}: {node.slug}: m49: no '{node.m49}'"
            raise VocabularyError(Problem(where, 0, what, did_you_mean(node.m49, tree.by_code)))
    return tree

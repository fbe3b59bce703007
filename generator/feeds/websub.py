"""WebSub: tells the hub which feeds changed since the last time it was told (https://www.w3.org/TR/websub/).

A feed's digest is kept once the hub has taken the news of it, so what failed is told again next time, and what did not
change is never told. The notice is that of PubSubHubbub 0.4, which every public hub takes: `hub.mode=publish`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BriefingError

STATE = "pinged.json"
TIMEOUT = 10.0
_FEED = re.compile(r"(?:feed|atom)\.xml|feed\.json")
_GIVE_UP = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What came of telling the hub."""

    notified: tuple[str, ...]
    """Feeds of which the hub has taken the news."""
    failed: tuple[str, ...]
    """Feeds of which it has not."""
    problems: tuple[str, ...]
    """Why, one line each."""


def published_feeds(site_dir: Path) -> dict[str, str]:
    """Return the digest of every feed in a published folder, by address; archives are never subscribed to."""
    found = {}
    for path in sorted(site_dir.rglob("*")):
        if _FEED.fullmatch(path.name) and path.is_file():
            data = path.read_bytes()
            found[path.relative_to(site_dir).as_posix()] = hashlib.sha256(data).hexdigest()
    return found


def read_state(path: Path, hub: str) -> dict[str, str]:
    """Return the digests that the hub knows; none when there is no such file, it is damaged, or of another hub."""
    with suppress(OSError, ValueError, AttributeError, KeyError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.get("hub") == hub:
            return {str(address): str(hashed) for address, hashed in found["feeds"].items()}
    return {}


def write_state(path: Path, hub: str, state: Mapping[str, str]) -> None:
    """Keep the digests; raises `BriefingError` when they cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"hub": hub, "feeds": dict(sorted(state.items()))}, indent=0), encoding="utf-8")
    except OSError as error:
        raise BriefingError(f"{path}: {error.strerror}; the next ping will tell of everything again") from None


def changed(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of feeds that are new or not what they were."""
    return tuple(address for address, hashed in now.items() if before.get(address) != hashed)


def notify(hub: str, topics: Iterable[str], *, timeout: float = TIMEOUT) -> Iterator[tuple[str, str]]:
    """Yield (topic, why it failed or an empty string) for each feed; a hub that does not answer is given up."""
    import http.client
    import urllib.error
    import urllib.parse
    import urllib.request

    class Refusal(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:  # a redirected POST would arrive as a GET
            return None

    opener = urllib.request.build_opener(Refusal)
    silent = 0
    for topic in topics:
        if silent >= _GIVE_UP:
            yield topic, f"{hub} does not answer; given up"
            continue
        body = urllib.parse.urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
        request = urllib.request.Request(hub, data=body, headers={"User-Agent": "mkdocs-briefing"})
        try:
            with opener.open(request, timeout=timeout) as answer:
                answer.read(1024)
            silent = 0
            yield topic, ""
        except urllib.error.HTTPError as error:
            with error:
                said = " ".join(error.read(300).decode("utf-8", "replace").split())
            silent = 0
            yield topic, f"{hub} answered {error.code}" + (f": {said[:200]}" if said else f" {error.reason}")
        except (OSError, http.client.HTTPException) as error:  # no connection, no name, time is up, no HTTP
            silent += 1
            reason = getattr(error, "reason", error)
            slow = isinstance(reason, TimeoutError)
            yield topic, f"{hub} did not answer within {timeout:g} s" if slow else f"{hub}: {reason or 'no answer'}"


def ping(
    hub: str,
    site_url: str,
    site_dir: Path,
    state: Path,
    *,
    everything: bool = False,
    previous: Path | None = None,
    dry_run: bool = False,
    timeout: float = TIMEOUT,
    say: Callable[[str], None] = lambda line: None,
) -> Report:
    """Tell the hub of each published feed that changed since it was last told; raises `BriefingError`.

    `state` is the file in which the told digests are kept; a feed that is gone is forgotten. `previous` is the folder
    of an earlier publication to compare with instead, for machines that keep no state (CI). `dry_run` tells nobody.
    """
    if not hub:
        raise BriefingError("feed_hub is not set in mkdocs.yml: there is no hub to tell (feed_hub: https://…)")
    if not site_url:
        raise BriefingError("site_url is not set in mkdocs.yml: feeds need absolute addresses (site_url: https://…)")
    feeds = published_feeds(site_dir)
    if not feeds:
        raise BriefingError(f"{site_dir.name}/ holds no feeds ('briefing build' makes them)")
    known = {} if everything else published_feeds(previous) if previous else read_state(state, hub)
    remembered = {address: hashed for address, hashed in known.items() if address in feeds}
    topics = {site_url + address: address for address in changed(feeds, remembered)}
    if dry_run:
        return Report(tuple(topics.values()), (), ())
    notified, failed, problems = [], [], []
    try:
        for topic, problem in notify(hub, topics, timeout=timeout):
            address = topics[topic]
            if problem:
                failed.append(address)
                problems.append(f"{address}: {problem}")
            else:
                notified.append(address)
                remembered[address] = feeds[address]
                say(f"told {topic}")
    finally:
        write_state(state, hub, remembered)
    return Report(tuple(notified), tuple(failed), tuple(problems))

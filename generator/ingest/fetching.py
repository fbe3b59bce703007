"""The network, for `briefing add` and `watch` alone: polite, bounded, and never into the private network.

An address is resolved once, checked, and connected to as resolved, so that no name can change its meaning in between.
Everything has an end: redirects, seconds, bytes (after unpacking). robots.txt is obeyed (RFC 9309). Proxies of the
environment are not used, as they would resolve names by themselves.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .. import __version__
from ..errors import ImportRefused, Problem

if TYPE_CHECKING:
    import httpx
    from protego import Protego

AGENT = "mkdocs-briefing"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SAVE = "save the page in a browser and add the file"
_MOVED = "see in a browser whether it has moved"
_REASONS = {
    401: ("needs a log-in", _SAVE), 403: ("is forbidden to programs such as this", _SAVE),
    404: ("is not there", _MOVED), 410: ("is gone", _MOVED), 429: ("asks not to be asked so often", "try again later"),
    451: ("is blocked for legal reasons", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a request may cost."""

    connect: float = 10.0
    """Seconds to connect."""
    read: float = 20.0
    """Seconds without a single byte."""
    total: float = 60.0
    """Seconds for a whole answer, redirects included."""
    size: int = 32_000_000
    """Bytes of an answer, unpacked."""
    redirects: int = 5
    """How many redirects are followed."""
    pause: float = 1.0
    """Least seconds between two requests to one host."""
    allow_private: bool = False
    """True to allow loopback, private and link-local addresses."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer."""

    address: str
    """Where it came from at last, redirects followed."""
    data: bytes = b""
    """Its bytes, unpacked; HTML is in UTF-8 where the server named another charset."""
    etag: str = ""
    """For the next conditional request."""
    modified: str = ""
    """For the next conditional request."""
    unchanged: bool = False
    """True when the server says that nothing has changed (then there are no bytes)."""
    moved: bool = False
    """True when the address has moved for good."""


@dataclass(frozen=True, slots=True)
class Request:
    """An address to fetch, with what is known of the last answer."""

    address: str
    """The address."""
    etag: str = ""
    """`ETag` of the last answer."""
    modified: str = ""
    """`Last-Modified` of the last answer."""


def _refused(address: str, message: str, remedy: str = "", code: str = "unreachable") -> ImportRefused:
    return ImportRefused(Problem(address, 0, message, remedy, code=code))


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet, also behind IPv6's ways to embed IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded: list[ipaddress.IPv4Address] = [x for x in (ip.ipv4_mapped, ip.sixtofour) if x is not None]
        if ip.teredo:
            embedded += ip.teredo
        if ip in _NAT64:
            embedded.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(not inner.is_global or inner.is_multicast for inner in embedded):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not ip.is_multicast


def _resolved(host: str, port: int, address: str, allow_private: bool) -> str:
    """Return the IP address to connect to; raises `ImportRefused` when one of the name's addresses is not public."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise _refused(address, f"there is no host '{host}'", "check the address") from None
    private = next((ip for ip in found if not is_public(ip)), "")
    if private and not allow_private:
        message = f"'{host}' is no public address" + ("" if host == private else f" but {private}")
        raise _refused(address, message, "--allow-private if that is meant", "private-address")
    return found[0]


class _Unpacker:
    """Unpacks an answer bit by bit, and never more than is allowed."""

    def __init__(self, encoding: str, limit: int, refuse: Callable[[], ImportRefused]) -> None:
        self.left, self.refuse = limit, refuse
        self.packed: Any = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None
        self.raw = encoding == "deflate"

    def __call__(self, chunk: bytes) -> bytes:
        if self.packed is None:
            out = chunk
        else:
            try:
                out = self.packed.decompress(chunk, self.left + 1)
            except zlib.error:
                if not self.raw:
                    raise
                self.packed = zlib.decompressobj(-15)  # "deflate" without the header that it should have
                out = self.packed.decompress(chunk, self.left + 1)
            self.raw = False
        self.left -= len(out)
        if self.left < 0:
            raise self.refuse()
        return out


@dataclass
class Fetcher:
    """Fetches addresses, one request a host at a time."""

    limits: FetchLimits = field(default_factory=FetchLimits)
    """What each may cost."""
    contact: str = ""
    """Address of the site for which it fetches; told to the servers."""
    clock: Callable[[], float] = time.monotonic
    """Seconds."""
    sleep: Callable[[float], None] = time.sleep
    """Waits for seconds."""
    _robots: dict[str, Protego | str] = field(default_factory=dict, repr=False)
    _locks: dict[str, threading.Lock] = field(default_factory=dict, repr=False)
    _last: dict[str, float] = field(default_factory=dict, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def agent(self) -> str:
        """Return what the servers are told about who asks."""
        return f"{AGENT}/{__version__} (+{self.contact or 'https://pypi.org/project/mkdocs-briefing/'})"

    def get(self, request: Request | str, *, obey: bool = True) -> Fetched:
        """Return the answer of an address; raises `ImportRefused` with the reason when there is none."""
        asked = Request(request) if isinstance(request, str) else request
        ends = self.clock() + self.limits.total
        address, forever = asked.address, True
        for _ in range(self.limits.redirects + 1):
            parts = _parts(address, asked.address)
            with self._lock(parts.netloc):
                if obey:
                    self._obey(address, asked.address, ends)
                status, headers, data = self._once(address, asked, ends)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                forever = forever and status in (301, 308)
                address = urljoin(address, headers["location"])
                continue
            if status == 304:
                return Fetched(address, b"", asked.etag, asked.modified, unchanged=True)
            if status != 200:
                own = ("has trouble at its own end", "try again later") if status >= 500 else ("was not sent", _SAVE)
                reason, remedy = _REASONS.get(status, own)
                wait = headers.get("retry-after", "")
                remedy = f"try again in {wait} seconds" if wait.isdecimal() and len(wait) < 7 else remedy
                raise _refused(asked.address, f"{reason} (status {status})", remedy, f"status-{status}")
            data = _in_utf8(data, headers.get("content-type", ""))
            moved = forever and address != asked.address
            return Fetched(address, data, headers.get("etag", ""), headers.get("last-modified", ""), moved=moved)
        message = f"redirects more than {self.limits.redirects} times"
        raise _refused(asked.address, message, "open it in a browser and take the address there", "redirects")

    def get_all(self, requests: Sequence[Request]) -> Iterator[Fetched | ImportRefused]:
        """Yield the answer to each request, in order, or why there is none; hosts side by side, each one at a time."""

        def one(request: Request) -> Fetched | ImportRefused:
            try:
                return self.get(request)
            except ImportRefused as error:
                return error

        def host(requests: Iterable[Request]) -> list[Fetched | ImportRefused]:
            return [one(request) for request in requests]

        hosts: dict[str, list[int]] = {}
        for at, request in enumerate(requests):
            hosts.setdefault(urlsplit(request.address).netloc.lower(), []).append(at)
        with ThreadPoolExecutor(max_workers=8) as pool:
            running = {
                at: (pool.submit(host, [requests[n] for n in places]) if at == places[0] else None)
                for places in hosts.values()
                for at in places
            }
            found: dict[int, Fetched | ImportRefused] = {}
            for at, request in enumerate(requests):
                places = hosts[urlsplit(request.address).netloc.lower()]
                job = running[places[0]]
                if job is not None and places[0] not in found:
                    found.update(zip(places, job.result(), strict=True))
                yield found[at]

    def _lock(self, host: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(host.lower(), threading.Lock())

    def _obey(self, address: str, asked: str, ends: float) -> None:
        """Raise `ImportRefused` when the site's robots.txt keeps programs out of this address."""
        from protego import Protego

        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            try:
                status, headers, data = self._once(f"{origin}/robots.txt", Request(asked), ends, size=500_000)
                for _ in range(self.limits.redirects):
                    if status not in (301, 302, 303, 307, 308) or not headers.get("location"):
                        break
                    status, headers, data = self._once(
                        urljoin(f"{origin}/robots.txt", headers["location"]), Request(asked), ends, size=500_000
                    )
            except ImportRefused as error:
                if any(problem.code == "private-address" for problem in error.problems):
                    raise
                status, data = 599, b""
            if status >= 500:
                self._robots[origin] = "its robots.txt cannot be read, which means that programs should stay away"
            else:
                self._robots[origin] = Protego.parse(data.decode("utf-8", "replace") if status == 200 else "")
        rules = self._robots[origin]
        if isinstance(rules, str):
            raise _refused(asked, rules, "try again later, or save the page and add the file", "robots")
        if not rules.can_fetch(address, AGENT):
            message = "the site's robots.txt keeps programs out"
            raise _refused(asked, message, _SAVE, "robots")

    def _once(
        self, address: str, asked: Request, ends: float, *, size: int | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of one request, no redirect followed."""
        import httpx

        parts = _parts(address, asked.address)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        ip = _resolved(host, port, asked.address, self.limits.allow_private)
        self._wait(parts.netloc, ends, asked.address)
        headers = {
            "User-Agent": self.agent, "Accept-Encoding": "gzip, deflate", "Host": parts.netloc.rpartition("@")[2],
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.8",
        }  # fmt: skip
        headers |= {"If-None-Match": asked.etag} if asked.etag else {}
        headers |= {"If-Modified-Since": asked.modified} if asked.modified else {}
        limits = self.limits
        try:
            left = max(0.1, ends - self.clock())
            timeout = httpx.Timeout(min(limits.read, left), connect=min(limits.connect, left))
            pool = httpx.Limits(max_keepalive_connections=0)  # a connection stands for one name, whatever shares its IP
            with (
                httpx.Client(timeout=timeout, limits=pool, trust_env=False) as client,
                client.stream(
                    "GET",
                    httpx.URL(address).copy_with(host=ip, username="", password=""),
                    headers=headers,
                    extensions={"sni_hostname": host},
                ) as answer,
            ):
                body = self._body(answer, asked.address, ends, size) if answer.status_code == 200 else b""
                return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, body
        except httpx.TimeoutException:
            raise _refused(asked.address, "did not answer in time", "try again later", "timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, zlib.error, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise _refused(asked.address, f"could not be fetched: {reason}", "open it in a browser") from None
        finally:
            self._last[parts.netloc.lower()] = self.clock()

    def _body(self, answer: httpx.Response, asked: str, ends: float, size: int | None) -> bytes:
        limit = size or self.limits.size
        encoding = answer.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise _refused(asked, f"is packed as '{encoding}', which was not asked for")

        def too_large() -> ImportRefused:
            return _refused(asked, f"is larger than {limit // 1_000_000} MB", "save it and split it", "too-large")

        unpack = _Unpacker(encoding, limit, too_large)
        parts = []
        for chunk in answer.iter_raw():
            parts.append(unpack(chunk))
            if self.clock() > ends:
                raise _refused(asked, f"took more than {self.limits.total:g} seconds", "try again later", "timeout")
        return b"".join(parts)

    def _wait(self, host: str, ends: float, asked: str) -> None:
        """Let the host rest between two requests."""
        rest = self._last.get(host.lower(), float("-inf")) + self.limits.pause - self.clock()
        if rest > 0:
            if self.clock() + rest > ends:
                raise _refused(asked, f"took more than {self.limits.total:g} seconds", "try again later", "timeout")
            self.sleep(rest)


def _parts(address: str, asked: str) -> Any:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise _refused(asked, f"leads to '{address[:80]}', which is no web address", "https://…", "bad-address")
    return parts


def _in_utf8(data: bytes, content_type: str) -> bytes:
    """Return HTML whose charset only the server names as UTF-8; everything else as it is."""
    kind, _, rest = content_type.partition(";")
    charset = rest.partition("charset=")[2].strip(" \"'").partition(";")[0]
    if "html" not in kind.lower() or not charset or charset.lower() in ("utf-8", "utf8"):
        return data
    try:
        return data.decode(charset).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return data

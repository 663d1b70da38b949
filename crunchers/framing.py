"""Whether a website lets our work page show it in a frame: looked up once an hour, since a browser does not tell.

It follows X-Frame-Options and the frame-ancestors of Content-Security-Policy, the latter before the former.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

from requests_app import egress

TOTAL = 5.0  # seconds for a lookup with all its redirects
HOPS = 5
KEPT_FOR = 3600.0  # seconds
UNKNOWN_KEPT_FOR = 300.0
KEPT = 2000  # URLs
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}

_kept: OrderedDict[str, tuple[float, bool | None]] = OrderedDict()
_lock = threading.Lock()
# So many lookups at once; a page that comes while they all wait for slow sites is told "unknown".
_places = threading.BoundedSemaphore(6)


def may_be_framed(url: str) -> bool | None:
    """Whether the page may be shown in a frame of ours; None when its server did not say in time."""
    with _lock:
        until, known = _kept.get(url, (0.0, None))
    if time.monotonic() < until:
        return known
    if not _places.acquire(blocking=False):
        return None
    try:
        known = _looked_up(url)
    finally:
        _places.release()
    with _lock:
        _kept[url] = (time.monotonic() + (UNKNOWN_KEPT_FOR if known is None else KEPT_FOR), known)
        _kept.move_to_end(url)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known


def _looked_up(url: str) -> bool | None:
    by = time.monotonic() + TOTAL
    ours = _Origin.of(settings.PUBLIC_URL)
    for _ in range(HOPS):
        theirs = _Origin.of(url)
        if theirs is None or (left := by - time.monotonic()) <= 0:
            return None
        if ours is not None and (ours.scheme, theirs.scheme) == ("https", "http"):
            return False  # browsers show no such frame in a page of https
        try:
            reply = egress.call("GET", url, headers=[("user-agent", "Heat"), ("accept", "text/html,*/*")], total=left)
        except egress.NotReached:
            return None
        location = reply.header("location")
        if reply.status not in _REDIRECTS or location is None:
            return _allows(reply, theirs, ours)
        url = _joined(url, location)
    return None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


@dataclass(frozen=True)
class _Origin:
    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> "_Origin | None":
        parts = _split(url)
        if parts is None or parts.scheme not in _PORTS or not parts.hostname:
            return None
        return cls(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        return None
    return parts


def _allows(reply: egress.Reply, theirs: _Origin, ours: _Origin | None) -> bool:
    policies = [policy for header in reply.all("content-security-policy") for policy in header.split(",")]
    ancestors = [sources for policy in policies if (sources := _frame_ancestors(policy)) is not None]
    if ancestors:
        return all(any(_matches(source, theirs, ours) for source in sources) for sources in ancestors)
    options = {word.strip().lower() for header in reply.all("x-frame-options") for word in header.split(",")}
    if "deny" in options or len(options & {"sameorigin", "allowall"}) > 1:
        return False
    return "sameorigin" not in options or theirs == ours


def _frame_ancestors(policy: str) -> list[str] | None:
    """The sources of a policy's frame-ancestors; None where it has none."""
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() == "frame-ancestors":
            return sources
    return None


def _matches(source: str, theirs: _Origin, ours: _Origin | None) -> bool:
    """Whether a source expression names our origin."""
    source = source.lower()
    if ours is None or source == "'none'":
        return False
    if source == "*":
        return True
    if source == "'self'":
        return theirs == ours
    if source.endswith(":"):
        return _scheme_matches(source[:-1], ours.scheme)
    scheme, _, rest = source.rpartition("://")
    host, _, port = rest.partition("/")[0].partition(":")
    if not _scheme_matches(scheme or theirs.scheme, ours.scheme):
        return False
    if host != "*" and host != ours.host and not (host.startswith("*.") and ours.host.endswith(host[1:])):
        return False
    return port in ("*", str(ours.port)) if port else ours.port == _PORTS[ours.scheme]


def _scheme_matches(wanted: str, scheme: str) -> bool:
    return wanted == scheme or (wanted, scheme) == ("http", "https")

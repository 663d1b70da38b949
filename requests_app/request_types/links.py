"""What an attachment or a choice may be: a text, a phone number to dial, or an absolute http or https URL."""

import re
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from .fields import is_blank

ATTACHMENT_TYPES = ("text", "image", "video", "audio", "website")
MAX_URL_LENGTH = 2048

DIAL = re.compile(r"dial:(\+[0-9]{4,15})(?:@([0-9A-D*#w]+))?")
# No URL holds these unescaped; urlsplit would drop some of them without a word.
NOT_IN_A_URL = re.compile(r"""[\s\x00-\x1f\x7f\\<>"\ud800-\udfff]""")
YOUTUBE_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"})
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")
DEFAULT_PORTS = {"http": 80, "https": 443}


def url_problem(text: str) -> str | None:
    """A sentence that says why the text is not an absolute http or https URL of a decent length, else None."""
    if len(text) > MAX_URL_LENGTH:
        return f"A URL must have at most {MAX_URL_LENGTH:,} characters."
    if NOT_IN_A_URL.search(text):
        return "A URL must not contain spaces, control characters, backslashes, quotation marks or angle brackets."
    parts = _split(text)
    if parts is None or parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return "Must be an absolute URL that begins with http:// or https://."
    return None


def url_problems(texts: list[str]) -> dict[int, list[str]]:
    """What url_problem says of each text that is not blank, by index; empty when all are right."""
    problems = ((index, url_problem(text)) for index, text in enumerate(texts) if not is_blank(text))
    return {index: [problem] for index, problem in problems if problem}


def dial_problems(texts: list[str]) -> dict[int, list[str]]:
    """A sentence for each text that begins with `dial:` and is no phone number, by index."""
    return {
        index: [
            "A number to dial is dial:+ and 4 to 15 digits, optionally @ and tones (digits, *, #, A to D, "
            "and w to wait half a second), as in dial:+1212123456@ww1234."
        ]
        for index, text in enumerate(texts)
        if text.startswith("dial:") and not DIAL.fullmatch(text)
    }


def dialled(text: str) -> tuple[str, str] | None:
    """(number, tones) of a `dial:` attachment, tones possibly empty; None for other texts."""
    match = DIAL.fullmatch(text)
    return (match[1], match[2] or "") if match else None


def youtube_id(url: str) -> str | None:
    """The id of the video when the URL is one of YouTube's forms (embed/ID, watch?v=ID, youtu.be/ID), else None."""
    parts = _split(url)
    if parts is None or parts.scheme not in DEFAULT_PORTS:
        return None
    found = ""
    if parts.hostname == "youtu.be":
        found = parts.path.removeprefix("/")
    elif parts.hostname in YOUTUBE_HOSTS and parts.path == "/watch":
        found = parse_qs(parts.query).get("v", [""])[0]
    elif parts.hostname in YOUTUBE_HOSTS and parts.path.startswith("/embed/"):
        found = parts.path.removeprefix("/embed/").removesuffix("/")
    return found if YOUTUBE_ID.fullmatch(found) else None


def normalised_url(url: str) -> str:
    """The URL as RFC 3986 normalises it by syntax: case, default port, dot segments, needless escapes."""
    parts: Any = _split(url)
    if parts is None or not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else _ascii_host(parts.hostname)
    user = parts.netloc.rpartition("@")[0]
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    path = _without_dots(_escaped(parts.path, "/:@!$&'()*+,;=~"))
    query = _escaped(parts.query, "/?:@!$&'()*+,;=~")
    fragment = _escaped(parts.fragment, "/?:@!$&'()*+,;=~")
    return urlunsplit((parts.scheme, f"{user}@{host}{port}" if user else f"{host}{port}", path, query, fragment))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        return None
    return parts


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _escaped(part: str, safe: str) -> str:
    """Percent-escapes in one way: those of unreserved characters undone, the others in capitals."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", part)
    pieces[::2] = [quote(piece, safe, errors="replace") for piece in pieces[::2]]
    pieces[1::2] = [_escape(piece) for piece in pieces[1::2]]
    return "".join(pieces)


def _escape(escape: str) -> str:
    character = unquote(escape, "latin-1")
    return character if character.isascii() and (character.isalnum() or character in "-._~") else escape.upper()


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)

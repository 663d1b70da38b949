"""How attachments, and choices that are more than text, are shown to a cruncher. Pure functions of the question.

A shown thing is a dict with `kind` (the branch of `crunchers/_attachment.html`), `index` (from 0, its place in the
question), `number` (from 1, for people) and `count`, and by kind:

    text     text
    image    url
    video    url
    youtube  url (of YouTube's own player), page (where it can be watched in a tab of its own)
    audio    url
    website  url, host
    dial     href (`tel:…`), phone, tones (in words, or "")
    blank    nothing
"""

import re
from itertools import groupby
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

_DIAL = re.compile(r"dial:(?P<phone>\+[0-9]{4,15})(?:@(?P<tones>[0-9A-D*#w]+))?")
_YOUTUBE_HOSTS = {"youtube.com", "youtube-nocookie.com"}
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{6,64}")
_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_TONE_WORDS = {"*": "star", "#": "hash"}
_HALF_SECOND = "w"


def shown(params: dict[str, Any]) -> list[dict[str, Any]]:
    """The attachments of a question, each as a dict to show; see the module's docstring for its shape."""
    return _all_shown(params.get("attachments_type") or "text", params.get("attachments") or [], dials=True)


def shown_choices(params: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of a question in the same form; a choice is never a number to call."""
    return _all_shown(params.get("choices_type") or "text", params.get("choices") or [], dials=False)


def _all_shown(kind: str, values: list[Any], *, dials: bool) -> list[dict[str, Any]]:
    return [
        {**_one(kind, str(value or ""), dials), "index": index, "number": index + 1, "count": len(values)}
        for index, value in enumerate(values)
    ]


def _one(kind: str, value: str, dials: bool) -> dict[str, Any]:
    bare = value.strip()
    if not bare:
        return {"kind": "blank"}
    if kind == "text":
        number = _DIAL.fullmatch(bare) if dials else None
        return _dial(number) if number else {"kind": "text", "text": value}
    parts = _web_address(bare)
    if parts is None:  # the API takes http and https alone; whatever else stands in a row is shown, never opened
        return {"kind": "text", "text": value}
    if kind == "video" and (player := _youtube_player(parts)):
        return {"kind": "youtube", "url": player, "page": bare}
    if kind == "website":
        return {"kind": "website", "url": bare, "host": parts.hostname}
    return {"kind": kind, "url": bare}


def _web_address(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def _youtube_player(parts: SplitResult) -> str:
    """The address of YouTube's player for `embed/ID`, `watch?v=ID`, `youtu.be/ID`, `shorts/ID`, `live/ID`; else ""."""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("music.")
    asked = parse_qs(parts.query)
    path = [piece for piece in parts.path.split("/") if piece]
    if host == "youtu.be" and len(path) == 1:
        video = path[0]
    elif host in _YOUTUBE_HOSTS and len(path) == 2 and path[0] in ("embed", "shorts", "live", "v"):
        video = path[1]
    elif host in _YOUTUBE_HOSTS and path == ["watch"]:
        video = asked.get("v", [""])[0]
    else:
        return ""
    if not _YOUTUBE_ID.fullmatch(video):
        return ""
    kept = {
        name: seconds
        for name, given in (("start", asked.get("start") or asked.get("t")), ("end", asked.get("end")))
        if given and (seconds := _seconds(given[0]))
    }
    return f"https://www.youtube.com/embed/{video}" + (f"?{urlencode(kept)}" if kept else "")


def _seconds(span: str) -> int:
    """Seconds of YouTube's `90`, `90s`, `1m30s`, `1h2m3s`; 0 for what is none of them."""
    if not (match := _SPAN.fullmatch(span[:20])):
        return 0
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _dial(number: re.Match[str]) -> dict[str, Any]:
    phone = number["phone"]
    return {"kind": "dial", "href": f"tel:{phone}", "phone": phone, "tones": tones_in_words(number["tones"] or "")}


def tones_in_words(tones: str) -> str:
    """`ww1234` is "then wait 1 second, then press 1 2 3 4"."""
    steps = []
    for waits, run in groupby(tones, key=lambda tone: tone == _HALF_SECOND):
        pressed = list(run)
        if waits:
            steps.append(f"then wait {_span_in_words(len(pressed))}")
        else:
            steps.append("then press " + " ".join(_TONE_WORDS.get(tone, tone) for tone in pressed))
    return ", ".join(steps)


def _span_in_words(half_seconds: int) -> str:
    if half_seconds == 1:
        return "half a second"
    whole, half = divmod(half_seconds, 2)
    amount = f"{whole}.5" if half else str(whole)
    return f"{amount} second" + ("" if amount == "1" else "s")

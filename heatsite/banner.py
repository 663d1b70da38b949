"""What a terminal shows when the one process is ready: where to work, what to send, who signs in."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .demo import Demo, SignIn

QUESTION = {"instruction": "How is the weather where you are?", "choices": ["sun", "clouds", "rain", "snow"]}


def banner(demo: "Demo", folder: Path, colour: bool) -> str:
    """The text, ending in a newline; `colour` marks headings and dims what is secondary."""

    def heading(text: str) -> str:
        return f"\033[1m{text}\033[0m" if colour else text

    def aside(text: str) -> str:
        return f"\033[2m{text}\033[0m" if colour else text

    url = demo["url"]
    parts = [
        f"\n  {heading('Heat is ready')}  {url}\n",
        f"  {heading('Answer')}    {url}/crunch/\n            {_sign_in(demo['cruncher'])}\n",
        f"  {heading('Manage')}    {url}/admin/\n            {_sign_in(demo['manager'])}\n",
    ]
    if demo["live_key"]:
        note = aside("sign in above, press Start, then send this: it waits up to 60 s for your answer")
        parts.append(f"  {heading('Ask a person')}  {note}\n\n{_curl(url, '?block=60', demo['live_key'])}")
    if demo["test_key"]:
        note = aside("a test key asks nobody and is answered at once")
        parts.append(f"  {heading('Try it alone')}  {note}\n\n{_curl(url, '', demo['test_key'])}")
    parts.append(f"  {aside(f'The API is described at {url}/v1/openapi.json')}")
    parts.append(f"  {aside(f'Data is in {folder}; Ctrl-C stops.')}\n\n")
    return "\n".join(parts)


def _sign_in(who: "SignIn") -> str:
    password = who["password"] or "(changed)"
    return f"sign in as {who['username']}, password {password}"


def _curl(url: str, query: str, key: str) -> str:
    return (
        f"    curl {shlex.quote(f'{url}/v1/requests/multiple-choice{query}')} \\\n"
        f"      -H 'X-Heat-API-Key: {key}' \\\n"
        f"      -H 'Content-Type: application/json' \\\n"
        f"      -d {shlex.quote(json.dumps(QUESTION))}\n"
    )

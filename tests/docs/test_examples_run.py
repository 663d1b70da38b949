"""Each example of the documentation is run, as printed, in each of its forms."""

import json
import shlex
from typing import Any

import pytest

from requests_app.api.keys import SAMPLE_KEY
from requests_app.docs.pages import PAGES, TYPE_EXAMPLES
from requests_app.examples import Example, forms

EXAMPLES = [
    *(pytest.param(one, id=f"{page.slug or 'start'}-{one.name}") for page in PAGES for one in page.examples),
    *(pytest.param(one, id=name) for name, one in TYPE_EXAMPLES.items()),
]
EXPECTED = {"wrong": 400}


def code_of(heat: Any, example: Example, tab: str) -> str:
    """The form of an example, for the server that runs."""
    return next((form.code for form in forms(example, SAMPLE_KEY, heat.url) if form.tab == tab), "")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_http_form_is_answered(live_server_process, example):
    head, _, body = code_of(live_server_process, example, "HTTP").partition("\n\n")
    first, *lines = head.splitlines()
    method, path, _ = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    assert f"http://{headers.pop('Host')}" == live_server_process.url
    answer = live_server_process.client.request(method, path, headers=headers, content=body)
    assert answer.status_code == EXPECTED.get(example.name, 200), answer.text


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_shells_form_is_the_same_call(live_server_process, example):
    words = shlex.split(code_of(live_server_process, example, "Shell").replace("\\\n", ""))
    assert words[0] == "curl"
    assert words.count("-H") == (2 if example.body is not None else 1)
    assert f"X-Heat-API-Key: {SAMPLE_KEY}" in words
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if "-d" in words else "GET"
    assert (method, live_server_process.url + example.path in words) == (example.method, True)
    body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    assert body == example.body

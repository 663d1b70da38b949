"""The programs in Node that the two documents print, with the package's name: (name, type, source).

The second passes callbacks, and what it prints is whole. The first uses Promises and has lost the key, the call's name
and its URLs, which are mended here.
"""

import json
from typing import Any

from tests.seed_bodies import FIRST_DOCUMENT, SECOND_DOCUMENT

SAMPLE = "44647b6f-b033-4788-9ee2-9d7aa5cb0158"
KEY = "test_e53bbf19fdd077eda1cd933a54ebe987"
HANDLE = "// handle response here"


def _name(type: str) -> str:
    return "request" + "".join(word.title() for word in type.split("-"))


def _required(name: str) -> str:
    return f'var {name} = require("heat-client")(\n  "{KEY}"\n);\n\n'


def _second(call: str, *arguments: Any) -> str:
    shown = ", ".join(one if isinstance(one, str) else json.dumps(one, indent=2) for one in arguments)
    return f"{_required('crunchable')}crunchable.{call}({shown}, function (err, res) {{\n  {HANDLE}\n}});\n"


def _first(call: str, argument: Any) -> str:
    shown = argument if isinstance(argument, str) else json.dumps(argument, indent=2)
    # A Promise's handler has one argument; the one that reports them takes the error first.
    handler = f"function (res) {{\n  (function () {{ {HANDLE}\n  }})(null, res);\n}}"
    return f"{_required('heat')}heat.{call}({shown}).then({handler});\n"


SEED_EXAMPLES: list[tuple[str, str, str]] = [
    *((name, type, _second(_name(type), body, "10")) for name, type, body in SECOND_DOCUMENT),
    ("second document, a request", "multiple-choice", _second("getRequest", f"'{SAMPLE}'")),
    ("second document, a blocking call", "multiple-choice", _second("getRequest", f"\n  '{SAMPLE}',\n  30")),
    ("second document, retrieving", "multiple-choice", _second("getRequest", f"'{SAMPLE}'", "10")),
    *((name, type, _first(_name(type), body)) for name, type, body in FIRST_DOCUMENT),
    ("first document, a request", "multiple-choice", _first("getRequest", f"'{SAMPLE}'")),
    ("first document, a blocking call", "multiple-choice", _first("getRequest", f"'{SAMPLE}', 30")),
]
ABORT = _second("abortRequest", f"'{SAMPLE}'", "10")

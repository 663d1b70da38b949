"""Calls as the documentation and the console show them, in four forms: HTTP, shell, Python, Node.

Pure functions of one call.
"""

import json
import keyword
import pprint
import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from requests_app.request_types import REQUEST_TYPES

SHELL_WIDTH = 90
# Instead of a key: each form then takes it from the environment.
FROM_ENVIRONMENT = "$HEAT_API_KEY"


@dataclass(frozen=True)
class Example:
    """One call. `python` and `node` are what it is with the clients, once `heat` was made."""

    name: str
    method: str
    path: str
    body: Any = None
    python: str = ""
    node: str = ""


@dataclass(frozen=True)
class Form:
    """One way to write a call. `tab`: what its tab says."""

    tab: str
    code: str


def question(name: str, type_name: str, body: dict[str, Any], *, block: int = 0) -> Example:
    """A question of a type, asked with a test key or a live one."""
    stem = REQUEST_TYPES[type_name].stem
    path = f"/v1/requests/{type_name}" + (f"?block={block}" if block else "")
    return Example(name, "POST", path, body, _ask_python(stem, body, block), _ask_node(stem, body, block))


def forms(example: Example, key: str, base_url: str) -> list[Form]:
    """The call in each form, with this key or FROM_ENVIRONMENT, at the server of this URL."""
    in_python, in_node = f'"{key}"', f'"{key}"'
    if key == FROM_ENVIRONMENT:
        in_python, in_node = 'os.environ["HEAT_API_KEY"]', "process.env.HEAT_API_KEY"
    shown = [Form("HTTP", _http(example, key, base_url)), Form("Shell", _shell(example, key, base_url))]
    if example.python:
        imports = "import os\n\n" if key == FROM_ENVIRONMENT else ""
        start = f'{imports}from heat_client import Heat\n\nheat = Heat({in_python}, "{base_url}")\n'
        shown.append(Form("Python", start + example.python))
    if example.node:
        start = f'import {{ Heat }} from "heat-client";\n\nconst heat = new Heat({in_node}, "{base_url}");\n'
        shown.append(Form("Node", start + example.node))
    return shown


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _http(example: Example, key: str, base_url: str) -> str:
    lines = [
        f"{example.method} {example.path} HTTP/1.1",
        f"Host: {urlsplit(base_url).netloc}",
        f"X-Heat-API-Key: {key}",
    ]
    if example.body is not None:
        lines += ["Content-Type: application/json", "", _json(example.body)]
    return "\n".join(lines)


def _shell(example: Example, key: str, base_url: str) -> str:
    verb = "" if example.method in ("GET", "POST") and not _bare_post(example) else f"-X {example.method} "
    quote = '"' if key == FROM_ENVIRONMENT else "'"  # only between double quotes does the shell put it in
    parts = [f"curl {verb}{shlex.quote(base_url + example.path)}", f"-H {quote}X-Heat-API-Key: {key}{quote}"]
    if example.body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(_json(example.body))}"]
    return " \\\n  ".join(parts)


def _bare_post(example: Example) -> bool:
    return example.method == "POST" and example.body is None


def _python_value(value: Any, indent: int) -> str:
    text = pprint.pformat(value, width=SHELL_WIDTH - indent, sort_dicts=False)
    return text.replace("\n", "\n" + " " * indent)


def _ask_python(stem: str, body: dict[str, Any], block: int) -> str:
    named = {**body, **({"block": block} if block else {})}
    plain = {name: value for name, value in named.items() if name.isidentifier() and not keyword.iskeyword(name)}
    arguments = "".join(f"    {name}={_python_value(value, 4 + len(name) + 1)},\n" for name, value in plain.items())
    if others := {name: value for name, value in named.items() if name not in plain}:
        arguments += f"    **{_python_value(others, 6)},\n"
    return f"asked = heat.ask.{stem}(\n{arguments})\nprint(asked.status, asked.response)"


def _ask_node(stem: str, body: dict[str, Any], block: int) -> str:
    call = "request" + "".join(word.capitalize() for word in stem.split("_"))
    more = f", {block}" if block else ""
    return f"const asked = await heat.{call}({_json(body)}{more});\nconsole.log(asked.status, asked.response);"

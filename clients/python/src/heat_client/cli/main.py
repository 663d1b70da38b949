"""`heat`: each command, and its exit code."""

import argparse
import importlib
import itertools
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from heat_client._sync.client import Heat
from heat_client.calls import Call
from heat_client.errors import HeatError, StillPending
from heat_client.objects import Batch, Request

from .arguments import parser
from .question import Unclear, question
from .spinner import Spinner

DONE, FAILED, USAGE, PENDING, ENDED_OTHERWISE = range(5)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    options = parser().parse_args(arguments)
    try:
        with Heat() as heat:
            return COMMANDS[options.command](heat, options)
    except StillPending as error:
        return _say(str(error), PENDING)
    except Unclear as error:
        return _say(str(error), USAGE)
    except (HeatError, OSError, ValueError) as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        return _say("left; what was asked is still asked", FAILED)


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"heat: {text}\n")
    return code


def _print(value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    sys.stdout.write(f"{text}\n")


def _show(request: Request[Any], options: argparse.Namespace) -> int:
    """Print the response, or the whole object; on standard error what there is to say besides."""
    for warning in request.warnings:
        _say(f"warning: {warning}", DONE)
    if options.json:
        _print(request.raw)
    elif request.status == "complete":
        if isinstance(request.response, list) and all(isinstance(one, str) for one in request.response):
            for one in request.response:
                _print(one)
        else:
            _print(request.response)
    elif request.pending:
        _print(request.id)
    if request.status == "flagged":
        return _say(f"{request.id} was flagged: {request.cruncher_feedback}", ENDED_OTHERWISE)
    if request.status == "aborted":
        return _say(f"{request.id} was aborted", ENDED_OTHERWISE)
    return DONE


def _until_over(heat: Heat, request: Request[Any], options: argparse.Namespace) -> Request[Any]:
    if not (options.wait or options.timeout is not None) or not request.pending:
        return request
    with Spinner(sys.stderr) as spinner:
        spinner.look(request)
        return heat.wait(request, timeout=options.timeout, on_look=spinner.look)


def _ask(heat: Heat, options: argparse.Namespace) -> int:
    type, body = question(options)
    asked = heat.ask(type, body)
    if asked.pending and (options.wait or options.timeout is not None):
        _say(f"asked as {asked.id}", DONE)
    return _show(_until_over(heat, asked, options), options)


def _get(heat: Heat, options: argparse.Namespace) -> int:
    found = heat.get(options.id)
    if found.pending and not (options.json or options.wait or options.timeout is not None):
        return _say(f"{found.id} is pending", PENDING)
    return _show(_until_over(heat, found, options), options)


def _abort(heat: Heat, options: argparse.Namespace) -> int:
    heat.abort(options.id)
    return DONE


def _archive(heat: Heat, options: argparse.Namespace) -> int:
    heat.archive(options.id)
    return DONE


def _list(heat: Heat, options: argparse.Namespace) -> int:
    filters = {name: getattr(options, name) for name in ("status", "type", "tag", "batch")}
    found: Any = heat.list(**{name: value for name, value in filters.items() if value is not None})
    for one in itertools.islice(found, options.limit):
        line = f"{one.id}  {one.status:8}  {one.type:32}  {one.raw['instruction'].splitlines()[0][:60]}"
        _print(one.raw if options.json else line)
    return DONE


def _feedback(heat: Heat, options: argparse.Namespace) -> int:
    heat.feedback(options.id, correct=options.correct, answer=options.answer, comment=options.comment)
    return DONE


def _batch(heat: Heat, options: argparse.Namespace) -> int:
    text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text()
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Unclear(f"{options.file} is not JSON: {error}") from None
    body = {"requests": given} if isinstance(given, list) else given
    made = Batch.of(heat.send(Call("POST", "/v1/batch", body=body)))
    if options.wait or options.timeout is not None:
        _say(f"asked as batch {made.id}", DONE)
        with Spinner(sys.stderr):
            made = heat.batches.wait(made, timeout=options.timeout)
        for task in heat.batches.tasks(made):
            _print(task.raw if options.json else task.response)
        return DONE if made.complete == made.total else ENDED_OTHERWISE
    _print(made.raw if options.json else made.id)
    return DONE


def _results(heat: Heat, options: argparse.Namespace) -> int:
    sys.stdout.write(heat.batches.results(options.id, format=options.format))
    return DONE


def _upload(heat: Heat, options: argparse.Namespace) -> int:
    _print(heat.files.upload(options.file).url)
    return DONE


def _account(heat: Heat, options: argparse.Namespace) -> int:
    _print(heat.account())
    return DONE


def _mcp(heat: Heat, options: argparse.Namespace) -> int:
    try:
        agents = importlib.import_module("heat_client.mcp")
    except ImportError as error:
        return _say(f"this needs more than is installed: pip install 'heat-client[mcp]' ({error})", FAILED)
    agents.serve_stdio()
    return DONE


COMMANDS: dict[str, Callable[[Heat, argparse.Namespace], int]] = {
    "ask": _ask,
    "get": _get,
    "abort": _abort,
    "archive": _archive,
    "list": _list,
    "feedback": _feedback,
    "batch": _batch,
    "results": _results,
    "upload": _upload,
    "account": _account,
    "mcp": _mcp,
}

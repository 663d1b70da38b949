"""What `heat` takes."""

import argparse
import json
from typing import Any

from heat_client.version import VERSION

TYPES = (
    "multiple-choice", "free-text", "rating", "image", "video", "audio", "annotations",
    "annotations-with-multiple-choice", "annotations-with-free-text", "annotations-with-rating",
)  # fmt: skip
KINDS = ("image", "video", "audio", "website", "text")
EPILOG = """HEAT_URL and HEAT_API_KEY say which server and who asks.

The response goes to standard output, all else to standard error. The exit code is 0 when that went
well, 1 after an error, 2 for a command that is not understood, 3 for what is still pending, 4 for what was flagged or
aborted."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="heat",
        description="Ask people.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"heat {VERSION}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _ask(commands.add_parser("ask", help="ask a question"))
    _one(commands, "get", "show a request", waits=True)
    _one(commands, "abort", "take a pending request back")
    _one(commands, "archive", "take a request that is over out of the listings")
    _list(commands.add_parser("list", help="list requests, newest first"))
    _feedback(commands.add_parser("feedback", help="say whether a response turned out to be right"))
    batch = commands.add_parser("batch", help="ask many questions, from a JSON file of `POST /v1/batch`")
    batch.add_argument("file", help="the file, or - for standard input")
    _waiting(batch)
    results = commands.add_parser("results", help="print what became of a batch, as a file")
    results.add_argument("id")
    results.add_argument("--format", default="csv", help="csv, jsonl, or another that the server has (csv)")
    upload = commands.add_parser("upload", help="upload a file, to attach it by the URL that is printed")
    upload.add_argument("file")
    commands.add_parser("account", help="show the account, its usage and its quota")
    commands.add_parser("mcp", help="serve an AI agent over standard input and output")
    return top


def _ask(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("instruction", help="what is asked, as one would ask a person")
    ask.add_argument("--type", choices=TYPES, help="only needed where the other options do not say it")
    ask.add_argument("--choices", nargs="+", metavar="CHOICE", help="have people choose")
    ask.add_argument("--min-answers", type=int, metavar="N", help="choose at least so many (1)")
    ask.add_argument("--max-answers", type=int, metavar="N", help="choose at most so many (no limit)")
    ask.add_argument("--rating", nargs=2, type=_number, metavar=("MIN", "MAX"), help="have people rate")
    ask.add_argument("--step", type=_number, help="the step of the scale (1)")
    ask.add_argument("--labels", nargs=2, metavar=("LOW", "HIGH"), help="what the ends of the scale mean")
    ask.add_argument("--mark", choices=("point", "rectangle"), help="have people mark the attachments")
    ask.add_argument("--validation", choices=("number", "url"), help="let only that be written")
    attached = ask.add_mutually_exclusive_group()
    for kind in KINDS:
        attached.add_argument(f"--{kind}", nargs="+", metavar="TEXT" if kind == "text" else "URL", help="attach it")
    ask.add_argument("--confidence", type=_agreement, metavar="N/M", help="until N of at most M people agree")
    ask.add_argument("--tag", action="append", dest="tags", help="a tag; may be given several times")
    ask.add_argument("--hook-url", help="where the answer is sent to as well")
    ask.add_argument("--deadline", type=float, metavar="SECONDS", help="abort it if it is pending then")
    ask.add_argument("--fields", type=_object, metavar="JSON", help="any other fields, as a JSON object")
    _waiting(ask)


def _waiting(command: argparse.ArgumentParser) -> None:
    command.add_argument("--wait", action="store_true", help="wait until it is over")
    command.add_argument("--timeout", type=float, metavar="SECONDS", help="wait no longer than this")
    command.add_argument("--json", action="store_true", help="print the whole object")


def _one(commands: Any, name: str, does: str, *, waits: bool = False) -> None:
    command = commands.add_parser(name, help=does)
    command.add_argument("id")
    if waits:
        _waiting(command)


def _list(command: argparse.ArgumentParser) -> None:
    command.add_argument("--status", choices=("pending", "complete", "flagged", "aborted"))
    command.add_argument("--type", choices=TYPES)
    command.add_argument("--tag")
    command.add_argument("--batch", metavar="ID")
    command.add_argument("--limit", type=int, default=50, help="how many at the most (50)")
    command.add_argument("--json", action="store_true", help="print the whole objects, one a line")


def _feedback(command: argparse.ArgumentParser) -> None:
    command.add_argument("id")
    judged = command.add_mutually_exclusive_group(required=True)
    judged.add_argument("--correct", action="store_true", help="it was right")
    judged.add_argument("--wrong", action="store_true", help="it was not")
    command.add_argument("--answer", type=_json, metavar="JSON", help="what would have been right")
    command.add_argument("--comment")


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not JSON") from None


def _object(text: str) -> dict[str, Any]:
    value = _json(text)
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError(f"{text!r} is not a JSON object")
    return value


def _agreement(text: str) -> dict[str, int]:
    agree, _, asked = text.partition("/")
    if not (agree.isdecimal() and asked.isdecimal()):
        raise argparse.ArgumentTypeError("write it as 2/3: two of at most three agree")
    return {"min_agreements": int(agree), "max_crunchers": int(asked)}

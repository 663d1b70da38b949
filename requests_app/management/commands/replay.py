"""python manage.py replay ANSWERS.csv TRUTH.csv: what a `confidence` would have cost on recorded answers."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.exceptions import ValidationError

from requests_app import replay
from requests_app.agreement import Adaptive, Majority
from requests_app.api.confidence_field import Confidence
from requests_app.api.errors import flat

OPTIONS = ("min_agreements", "max_crunchers", "target", "min_crunchers")


class Command(BaseCommand):
    help = (
        "Replay a crowd's recorded answers, one at a time in random order, through the rules that requests with "
        "confidence are decided by, and tell how right the responses are and how many answers they cost."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("answers", type=Path, help="CSV with the columns question, worker, answer.")
        parser.add_argument("truth", type=Path, help="CSV with the columns question, truth.")
        parser.add_argument("--strategy", choices=("majority", "adaptive"), default="majority")
        parser.add_argument("--min-agreements", type=int, help="majority: answers that must agree; 2 unless given.")
        parser.add_argument("--max-crunchers", type=int, help="The most people asked; 3 unless given, adaptive 7.")
        parser.add_argument("--target", type=float, help="adaptive: how probably right; 0.95 unless given.")
        parser.add_argument("--min-crunchers", type=int, help="adaptive: the fewest people asked; 1 unless given.")
        parser.add_argument("--seed", type=int, default=0, help="The same seed gives the same figures.")
        parser.add_argument("--shuffles", type=int, default=10, help="In how many orders to replay; 10 unless given.")
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["shuffles"] < 1:
            raise CommandError("--shuffles must be at least 1.")
        asked, rule = _rule(options)
        try:
            crowd = replay.read_crowd(options["answers"], options["truth"])
        except replay.BadFile as error:
            raise CommandError(str(error)) from error
        report = replay.replay(crowd, rule, seed=options["seed"], shuffles=options["shuffles"])
        if options["json"]:
            figures = {"confidence": asked, "seed": options["seed"], **report.as_json()}
            self.stdout.write(json.dumps(figures, indent=2))
        else:
            self.stdout.write(_text(asked, report))


def _rule(options: dict[str, Any]) -> tuple[dict[str, Any], Majority | Adaptive]:
    """The confidence as a client would ask for it, and its rule. Raises CommandError as the API answers 400."""
    given = {name: options[name] for name in OPTIONS if options[name] is not None}
    defaults = {"min_agreements": 2, "max_crunchers": 3} if options["strategy"] == "majority" else {}
    try:
        asked = dict(Confidence().run_validation({"strategy": options["strategy"], **defaults, **given}))
    except ValidationError as error:
        wrong = (f"--{path.replace('_', '-')}: {' '.join(said)}" for path, said in flat(error.detail).items())
        raise CommandError("\n".join(wrong)) from error
    if asked["strategy"] == "majority":
        return asked, Majority(asked["min_agreements"], asked["max_crunchers"])
    return asked, Adaptive.asked(asked)


def _text(asked: dict[str, Any], report: replay.Report) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in asked.items() if name != "stop_when_impossible")
    lines = [
        f"{report.questions} questions ({report.with_truth} with truth), {report.workers} workers, "
        f"{report.recorded_answers} answers; {report.shuffles} shuffles; {settings}",
        "",
        f"accuracy              {report.accuracy:.4f}",
        f"accuracy where agreed {'-' if report.accuracy_agreed is None else format(report.accuracy_agreed, '.4f')}",
        f"answers per question  {report.answers_per_question:.4f}",
        f"without agreement     {report.without_agreement:.4f}",
        "",
        f"said to be right   said  right  questions (said by {said_by(asked)})",
    ]
    lines += [
        f"{one.from_:.2f} to {one.to:.2f}     {one.said:.3f}  {one.right:.3f}  {one.questions:g}"
        for one in report.calibration
    ]
    if report.repeated_answers:
        lines.append(f"{report.repeated_answers} answers were a worker's second to a question, and left out.")
    return "\n".join(lines)


def said_by(asked: dict[str, Any]) -> str:
    """What the calibration table takes for the rule's word on how sure it is."""
    return "share that agreed" if asked["strategy"] == "majority" else "probability"

"""What adaptive confidence costs and gains on crowds, recorded and simulated: its curve beside majority's, and a paired
comparison, shuffle by shuffle and at equal cost, with the plain rule of one accuracy a cruncher.

python bench/crowds.py [--answers CSV --truth CSV] [--max-crunchers N] [--shuffles R] [--seed S] [--told]
    [--json]

Without files it simulates crowds of several shapes; on these the model's choices were judged.
"""

import argparse
import itertools
import json
import math
import os
import random
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")

from bench._simulated_crowds import SHAPES, simulated
from bench._told import HOW, told
from requests_app.agreement import Adaptive, Kind, Majority
from requests_app.replay import Crowd, Result, player_of, read_crowd, shuffled

TARGETS = (0.6, 0.7, 0.76, 0.82, 0.86, 0.9, 0.94, 0.97, 0.985, 0.993)
MAJORITIES = ((2, 3), (3, 5), (5, 9))
COSTS = (1.2, 1.4, 1.6, 1.8, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.5)
SAID = ((0.85, 0.9), (0.9, 0.95), (0.875, 0.925), (0.85, 0.95))
NEVER = 1e9  # so many questions, answers: what is known with this weight is not learnt any more

Figures = tuple[float, float]  # answers a question, accuracy


class Plain:
    """The rule to beat: one accuracy a cruncher, from two right answers and a wrong one, and nothing else."""

    def __init__(self, rule: Adaptive, labels: tuple[str, ...] | None) -> None:
        self.player: Any = player_of(rule, labels)
        self.player.kind = self._bare(self.player.kind)

    @staticmethod
    def _bare(kind: Kind) -> Kind:
        return kind._replace(frequencies={}, hard=-2 + 1e-9, questions=NEVER)

    def look(self, given: list[tuple[str, str]]) -> Any:
        return self.player.look(given)

    def learn(self, given: list[tuple[str, str]]) -> None:
        self.player.learn(given)
        self.player.kind = self._bare(self.player.kind)
        for worker, _ in given:
            self.player.skills[worker] = self.player.skills[worker]._replace(rows={})


def figures(results: list[Result]) -> Figures:
    judged = [result for result in results if result.right is not None]
    return (
        sum(result.answers for result in results) / len(results),
        sum(bool(result.right) for result in judged) / len(judged),
    )


def told_curves(crowd: Crowd, most: int, seeds: range) -> dict[str, list[Figures]]:
    """The curves of rules that are told the truth."""
    return {
        how: mean(
            [[figures(told(crowd, Adaptive(target, 1, most), how, seed)) for target in TARGETS] for seed in seeds]
        )
        for how in HOW
    }


def at_cost(curve: list[Figures], cost: float) -> float | None:
    """The accuracy that a curve has at a cost, between its points; None outside of them."""
    points = sorted(curve)
    for (low, one), (high, other) in itertools.pairwise(points):
        if low <= cost <= high and low < high:
            return one + (other - one) * (cost - low) / (high - low)
    return None


def cost_of(curve: list[Figures], accuracy: float) -> float | None:
    """The least cost at which a curve has an accuracy."""
    points = sorted(curve)
    for (low, one), (high, other) in itertools.pairwise(points):
        if one < accuracy <= other:
            return low + (high - low) * (accuracy - one) / (other - one)
    return points[0][0] if points[0][1] >= accuracy else None


def paired(ours: list[list[Figures]], theirs: list[list[Figures]]) -> Iterator[dict[str, Any]]:
    """At each cost: the mean difference over the shuffles, its standard error, and in how many it is above 0."""
    for cost in COSTS:
        pairs = [(at_cost(one, cost), at_cost(other, cost)) for one, other in zip(ours, theirs, strict=True)]
        differences = [one - other for one, other in pairs if one is not None and other is not None]
        if len(differences) == len(pairs) > 1:
            error = statistics.stdev(differences) / math.sqrt(len(differences))
            yield {
                "answers_per_question": cost,
                "adaptive": round(statistics.mean(one for one, _ in pairs if one is not None), 4),
                "plain": round(statistics.mean(other for _, other in pairs if other is not None), 4),
                "difference": round(statistics.mean(differences), 4),
                "standard_error": round(error, 4),
                "shuffles_above_0": sum(difference > 0 for difference in differences),
            }


def mean(curves: list[list[Figures]]) -> list[Figures]:
    return [
        (statistics.mean(cost for cost, _ in points), statistics.mean(right for _, right in points))
        for points in zip(*curves, strict=True)
    ]


def said(results: list[Result], low: float, high: float) -> dict[str, Any] | None:
    inside = [one for one in results if low <= one.said < high and one.right is not None]
    if not inside:
        return None
    right = sum(bool(one.right) for one in inside) / len(inside)
    return {"from": low, "to": high, "questions": len(inside), "right": round(right, 4)}


def shown(curve: list[Figures]) -> list[dict[str, float]]:
    return [
        {"target": target, "answers_per_question": round(cost, 3), "accuracy": round(accuracy, 4)}
        for target, (cost, accuracy) in zip(TARGETS, curve, strict=True)
    ]


def compared(crowd: Crowd, most: int, seeds: range, with_truth: bool = False) -> dict[str, Any]:
    """All that is printed of a crowd, `most` people being asked at most; `with_truth`: curves of being told it too."""
    ours: list[list[Figures]] = [[] for _ in seeds]
    theirs: list[list[Figures]] = [[] for _ in seeds]
    at_90: list[Result] = []
    for target in TARGETS:
        rule = Adaptive(target, 1, most)
        for number, seed in enumerate(seeds):
            results = shuffled(crowd, player_of(rule, crowd.labels), seed)
            ours[number].append(figures(results))
            theirs[number].append(figures(shuffled(crowd, Plain(rule, crowd.labels), seed)))
            at_90 += results if target == 0.9 else []
    curve = mean(ours)
    better = told_curves(crowd, most, seeds) if with_truth else {}
    majorities = []
    for agree, of in MAJORITIES:
        if of > most:
            continue
        runs = [figures(shuffled(crowd, player_of(Majority(agree, of), crowd.labels), seed)) for seed in seeds]
        [(cost, accuracy)] = mean([[run] for run in runs])
        need = cost_of(curve, accuracy)
        majorities.append(
            {
                "majority": f"{agree} of {of}",
                "answers_per_question": round(cost, 3),
                "accuracy": round(accuracy, 4),
                "adaptive_at_30_percent_fewer": _rounded(at_cost(curve, cost * 0.7)),
                "adaptive_needs_for_the_same": _rounded(need),
                "fewer_percent": _fewer(need, cost),
                "fewer_percent_if_told": {how: _fewer(cost_of(one, accuracy), cost) for how, one in better.items()},
            }
        )
    return {
        "questions": len(crowd.answers),
        "curve": shown(curve),
        "told_the_truth": {how: shown(one) for how, one in better.items()},
        "majority": majorities,
        "against_the_plain_rule": list(paired(ours, theirs)),
        "said_at_target_0.9": [one for one in (said(at_90, *ends) for ends in SAID) if one],
    }


def _fewer(need: float | None, cost: float) -> float | None:
    return None if need is None else round(100 * (1 - need / cost), 1)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def text(name: str, report: dict[str, Any]) -> str:
    lines = [f"{name}: {report['questions']} questions", "target  answers  accuracy"]
    lines += ["{target:<7} {answers_per_question:<8.3f} {accuracy:.4f}".format(**one) for one in report["curve"]]
    for how, curve in report["told_the_truth"].items():
        lines.append(f"told the truth, {how}")
        lines += ["{target:<7} {answers_per_question:<8.3f} {accuracy:.4f}".format(**one) for one in curve]
    lines += [
        "majority {majority}: {accuracy} at {answers_per_question}; adaptive at 30 % fewer: "
        "{adaptive_at_30_percent_fewer}; as accurate at {adaptive_needs_for_the_same}, {fewer_percent} % "
        "fewer; told the truth {fewer_percent_if_told}".format(**one)
        for one in report["majority"]
    ]
    lines.append("at answers  adaptive  plain   difference (standard error), shuffles above 0")
    lines += [
        "{answers_per_question:<11} {adaptive:.4f}    {plain:.4f}  {difference:+.4f} ({standard_error:.4f}), "
        "{shuffles_above_0}".format(**one)
        for one in report["against_the_plain_rule"]
    ]
    lines += [
        "said {from:.3f} to {to:.3f}: right {right} of {questions}".format(**one)
        for one in report["said_at_target_0.9"]
    ]
    return "\n".join(lines)


def crowds(options: argparse.Namespace) -> Iterator[tuple[str, Crowd]]:
    if options.answers:
        yield options.answers.stem, read_crowd(options.answers, options.truth)
        return
    for name, shape in SHAPES.items():
        yield name, simulated(shape, random.Random(f"{name} {options.seed}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=Path, help="CSV with the columns question, worker, answer")
    parser.add_argument("--truth", type=Path, help="CSV with the columns question, truth")
    parser.add_argument("--max-crunchers", type=int, default=7)
    parser.add_argument("--shuffles", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--told", action="store_true", help="also the curves of rules that are told the truth")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if bool(options.answers) != bool(options.truth):
        parser.error("--answers and --truth go together")
    seeds = range(options.seed, options.seed + options.shuffles)
    reports = {}
    for name, crowd in crowds(options):
        reports[name] = compared(crowd, options.max_crunchers, seeds, options.told)
        if not options.json:
            print(text(name, reports[name]), end="\n\n", flush=True)
    if options.json:
        print(json.dumps(reports, indent=2))


if __name__ == "__main__":
    main()

"""Replaying a crowd's recorded answers through the rules of agreement: what would a setting cost on one's own data?

Each shuffle takes the questions in random order and the answers to each in random order, one at a time, until the rule
is content, and lets the crowd's skills be learnt on the way from the questions that are through, as in earnest.
"""

import csv
import itertools
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from .agreement import Adaptive, Ending, Kind, Majority, Outcome, Skill, learnt, lessons

# More labels than these are taken for free text, of which nobody can say how many there are.
MAX_LABELS = 21
BINS = [round(0.05 * n, 2) for n in range(21)]


class BadFile(Exception):
    """A file that can't be replayed; the message says which, where and why."""


@dataclass
class Crowd:
    """Recorded answers: by question, (worker, answer) in the file's order; and the truth where it is known."""

    answers: dict[str, list[tuple[str, str]]]
    truth: dict[str, str]
    repeated: int

    @property
    def labels(self) -> tuple[str, ...] | None:
        """All labels that were given; None where they are too many to be a fixed choice."""
        seen = sorted({answer for given in self.answers.values() for _, answer in given})
        return tuple(seen) if len(seen) <= MAX_LABELS else None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The wanted columns of each line, with the line's number. Raises BadFile."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            head = [name.strip() for name in next(reader, [])]
            if missing := [name for name in columns if name not in head]:
                found = ", ".join(head) or "nothing"
                raise BadFile(
                    f"{path}: the first line must name the columns {', '.join(columns)}; "
                    f"{', '.join(missing)} missing, found: {found}."
                )
            places = [head.index(name) for name in columns]
            for row in reader:
                if not row:
                    continue
                cells = [row[place].strip() if place < len(row) else "" for place in places]
                if "" in cells:
                    raise BadFile(f"{path}, line {reader.line_num}: {columns[cells.index('')]} is empty.")
                yield reader.line_num, cells
    except OSError as error:
        raise BadFile(f"{path}: can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: is not text in UTF-8.") from error
    except csv.Error as error:
        raise BadFile(f"{path}, line {reader.line_num}: is not CSV: {error}.") from error


def read_crowd(answers: Path, truth: Path) -> Crowd:
    """Read two CSV files: question, worker, answer; and question, truth. Further columns are ignored. Raises BadFile.

    Of several answers by one worker to one question the first counts, since nobody is asked twice.
    """
    given: dict[str, dict[str, str]] = {}
    repeated = 0
    for _, (question, worker, answer) in _rows(answers, ("question", "worker", "answer")):
        repeated += worker in given.setdefault(question, {})
        given[question].setdefault(worker, answer)
    if not given:
        raise BadFile(f"{answers}: holds no answers.")
    known: dict[str, str] = {}
    for line, (question, label) in _rows(truth, ("question", "truth")):
        if known.setdefault(question, label) != label:
            raise BadFile(f"{truth}, line {line}: question {question} has another truth above.")
    if not known.keys() & given.keys():
        raise BadFile(f"{truth}: has the truth of none of the questions in {answers}.")
    return Crowd({question: list(by.items()) for question, by in given.items()}, known, repeated)


@dataclass
class Result:
    """How one question went: what it cost, whether the leading answer is right (None: unknown), how sure the rule was.

    `said` is the probability, or under majority the share of the answers that agreed.
    """

    answers: int
    agreed: bool
    right: bool | None
    said: float


class _ByMajority:
    """Majority as requests are decided by it; answers agree when they are equal."""

    def __init__(self, rule: Majority) -> None:
        self.rule = rule

    def look(self, given: list[tuple[str, str]]) -> Outcome:
        apart = [
            {other: 0.0 for other, (_, theirs) in enumerate(given) if other != own and theirs == mine}
            for own, (_, mine) in enumerate(given)
        ]
        return self.rule.decide(apart)

    def learn(self, given: list[tuple[str, str]]) -> None:
        """Nothing: everybody counts alike."""


class _Adaptively:
    """The adaptive rule, and what it has learnt of the crowd so far."""

    def __init__(self, rule: Adaptive, kind: Kind) -> None:
        self.rule, self.kind = rule, kind
        self.skills: dict[str, Skill] = {}

    def _given(self, given: list[tuple[str, str]]) -> list[tuple[Skill, str]]:
        return [(self.skills.get(worker, Skill()), answer) for worker, answer in given]

    def look(self, given: list[tuple[str, str]]) -> Outcome:
        return self.rule.decide(self.kind, self._given(given))

    def learn(self, given: list[tuple[str, str]]) -> None:
        taught, self.kind = lessons(self.kind, self._given(given))
        for (worker, _), lesson in zip(given, taught, strict=True):
            self.skills[worker] = learnt(self.skills.get(worker, Skill()), lesson)


class Player(Protocol):
    """A rule at play: what it says to the answers so far, (worker, answer) each, and what it learns when they end."""

    def look(self, given: list[tuple[str, str]]) -> Outcome: ...

    def learn(self, given: list[tuple[str, str]]) -> None: ...


def player_of(rule: Majority | Adaptive, labels: tuple[str, ...] | None) -> Player:
    """A rule that knows nothing of the crowd yet."""
    return _ByMajority(rule) if isinstance(rule, Majority) else _Adaptively(rule, Kind(labels))


def shuffled(crowd: Crowd, player: Player, seed: int) -> list[Result]:
    """Replay the crowd once, in an order that `seed` decides."""
    chance = random.Random(seed)  # noqa: S311  an order, no secret
    questions = list(crowd.answers)
    chance.shuffle(questions)
    return [_ask(player, crowd, question, chance) for question in questions]


def _ask(player: Player, crowd: Crowd, question: str, chance: random.Random) -> Result:
    recorded = list(crowd.answers[question])
    chance.shuffle(recorded)
    given: list[tuple[str, str]] = []
    for answer in recorded:
        given.append(answer)
        outcome = player.look(given)
        if outcome.ending:
            break
    player.learn(given)
    assert outcome.leading is not None
    truth = crowd.truth.get(question)
    right = None if truth is None else given[outcome.leading][1] == truth
    said = outcome.share if outcome.probability is None else outcome.probability
    return Result(len(given), outcome.ending == Ending.AGREED, right, said or 0.0)


@dataclass
class Bin:
    """Of the questions whose answer was said to be right with a probability in [from_, to): how many were."""

    from_: float
    to: float
    questions: float  # a shuffle
    said: float
    right: float


@dataclass
class Report:
    """What came of all shuffles, on average, and of each. Shares are of 1."""

    questions: int
    with_truth: int
    workers: int
    recorded_answers: int
    repeated_answers: int
    shuffles: int
    accuracy: float  # of the leading answers, agreed upon or not, where the truth is known
    accuracy_agreed: float | None  # of those agreed upon
    answers_per_question: float
    without_agreement: float
    calibration: list[Bin] = field(default_factory=list)
    each: list[dict[str, float]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For --json: the calibration's bins with `from` and `to`."""
        report = asdict(self)
        report["calibration"] = [{"from": one.pop("from_"), **one} for one in report["calibration"]]
        return report


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _summary(results: list[Result]) -> dict[str, float]:
    judged = [result for result in results if result.right is not None]
    return {
        "accuracy": _mean([float(bool(result.right)) for result in judged]),
        "answers_per_question": _mean([float(result.answers) for result in results]),
        "without_agreement": _mean([float(not result.agreed) for result in results]),
    }


def _bins(results: list[Result], shuffles: int) -> list[Bin]:
    bins = []
    for low, high in itertools.pairwise(BINS):
        inside = [one for one in results if low <= one.said < high or (high == 1 and one.said == 1)]
        judged = [one for one in inside if one.right is not None]
        if judged:
            said, right = _mean([one.said for one in judged]), _mean([float(bool(one.right)) for one in judged])
            bins.append(Bin(low, high, round(len(judged) / shuffles, 1), round(said, 4), round(right, 4)))
    return bins


def replay(crowd: Crowd, rule: Majority | Adaptive, *, seed: int = 0, shuffles: int = 10) -> Report:
    """Replay a crowd `shuffles` times; the same for the same seed."""
    runs = [shuffled(crowd, player_of(rule, crowd.labels), seed + number) for number in range(shuffles)]
    each = [_summary(run) for run in runs]
    together = [result for run in runs for result in run]
    agreed = [float(result.right) for result in together if result.agreed and result.right is not None]
    mean = {name: round(_mean([one[name] for one in each]), 4) for name in each[0]}
    return Report(
        questions=len(crowd.answers),
        with_truth=len(crowd.answers.keys() & crowd.truth.keys()),
        workers=len({worker for given in crowd.answers.values() for worker, _ in given}),
        recorded_answers=sum(map(len, crowd.answers.values())),
        repeated_answers=crowd.repeated,
        shuffles=shuffles,
        accuracy_agreed=round(_mean(agreed), 4) if agreed else None,
        calibration=_bins(together, shuffles),
        each=[{name: round(value, 5) for name, value in one.items()} for one in each],
        **mean,
    )

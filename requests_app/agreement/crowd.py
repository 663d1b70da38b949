"""What is known of a crowd, and how probable its answers to one question make each label.

Two models of a cruncher, the second resting on the first:

1. One accuracy. A cruncher gives the right label with probability p and each of the K - 1 others with (1 - p)/(K - 1);
   p has a Beta prior (the one-parameter model of Demartini et al., "ZenCrowd", WWW 2012; Zheng et al., PVLDB 10(5),
   2017, section 5, call it worker probability). All labels are as probable to begin with.
2. A confusion row for each right label (Dawid and Skene, Applied Statistics 28, 1979), with a Dirichlet prior that is
   centred on model 1, and label frequencies with a Dirichlet prior that is centred on equal ones (Kim and Ghahramani,
   "Bayesian Classifier Combination", AISTATS 2012).

Model 2 decides, and model 1 teaches: the soft labels that counts are made of are those of model 1 alone. A model that
learns frequencies and confusions from its own verdicts while it also decides when to stop asking confirms itself: on
simulated crowds with a rare label it came to call everything the common one. Model 1 is too stiff for that.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Of a cruncher of whom nothing is known: two right answers and a wrong one.
PRIOR_RIGHT, PRIOR_WRONG = 2.0, 1.0
# How many answers the prior of a confusion row weighs, and how many questions for each label that of the frequencies.
ROW_WEIGHT = 15.0
FREQUENCY_WEIGHT = 50.0
# Where labels can't be counted beforehand (free text), as many as if there were this many.
OPEN_LABELS = 11
# No more labels than these have frequencies and rows: there would never be answers enough to learn them.
MAX_LEARNT_LABELS = 21

# By right label, by label given: how often, in soft counts.
Rows = Mapping[str, Mapping[str, float]]


class Skill(NamedTuple):
    """What is known of a cruncher: soft counts of right and wrong answers, and confusion rows in this kind."""

    right: float = 0.0
    wrong: float = 0.0
    rows: Rows = {}

    @property
    def accuracy(self) -> float:
        """The posterior mean of the Beta distribution."""
        return (PRIOR_RIGHT + self.right) / (PRIOR_RIGHT + PRIOR_WRONG + self.right + self.wrong)


class Kind(NamedTuple):
    """What questions of one kind have in common: their labels (None: any text), and how often each was right."""

    labels: tuple[str, ...] | None
    frequencies: Mapping[str, float] = {}

    @property
    def learns(self) -> bool:
        """Whether frequencies and rows are kept for it."""
        return self.labels is not None and len(self.labels) <= MAX_LEARNT_LABELS


# A cruncher's skill and the label that they gave.
Given = tuple[Skill, str]


def _candidates(kind: Kind, given: Sequence[Given]) -> tuple[list[str], int]:
    """The labels to weigh, and how many there are in all: of those nobody gave to an open question, none is named."""
    seen = list(dict.fromkeys(label for _, label in given))
    if kind.labels is None:
        return seen, max(OPEN_LABELS, len(seen) + 1)
    return list(kind.labels), max(2, len(kind.labels))


def _normalised(logs: dict[str, float], unseen: float, unnamed: int) -> dict[str, float]:
    """Probabilities from logarithms; `unnamed` further labels have the logarithm `unseen`."""
    top = max([*logs.values(), unseen] if unnamed else logs.values())
    weights = {label: math.exp(value - top) for label, value in logs.items()}
    total = sum(weights.values()) + unnamed * math.exp(unseen - top)
    return {label: weight / total for label, weight in weights.items()}


def by_accuracy(kind: Kind, given: Sequence[Given]) -> dict[str, float]:
    """Model 1: the probability of each label, from crunchers' accuracies alone."""
    labels, count = _candidates(kind, given)
    misses = [math.log((1 - skill.accuracy) / (count - 1)) for skill, _ in given]
    unseen = sum(misses)
    logs = dict.fromkeys(labels, unseen)
    for (skill, label), miss in zip(given, misses, strict=True):
        if label in logs:
            logs[label] += math.log(skill.accuracy) - miss
    return _normalised(logs, unseen, count - len(labels))


def probabilities(kind: Kind, given: Sequence[Given]) -> dict[str, float]:
    """Model 2: the probability of each label; model 1 where nothing else is learnt for the kind."""
    if not kind.learns:
        return by_accuracy(kind, given)
    labels, count = _candidates(kind, given)
    asked = sum(kind.frequencies.values()) + FREQUENCY_WEIGHT * len(labels)
    logs = {}
    for right in labels:
        value = math.log((kind.frequencies.get(right, 0.0) + FREQUENCY_WEIGHT) / asked)
        for skill, label in given:
            centre = skill.accuracy if label == right else (1 - skill.accuracy) / (count - 1)
            row = skill.rows.get(right, {})
            value += math.log((row.get(label, 0.0) + ROW_WEIGHT * centre) / (sum(row.values()) + ROW_WEIGHT))
        logs[right] = value
    return _normalised(logs, 0.0, 0)


class Lesson(NamedTuple):
    """What one finished question teaches of one cruncher, in soft counts: add it to what is known of them."""

    right: float
    wrong: float
    rows: Rows


def lessons(kind: Kind, given: Sequence[Given]) -> tuple[list[Lesson], dict[str, float]]:
    """What a finished question teaches of each who answered, in order, and of how frequent the labels are.

    A lone answer says nothing of the accuracy of who gave it.
    """
    soft = by_accuracy(kind, given)
    rows = {right: share for right, share in soft.items() if share > 1e-6} if kind.learns else {}
    taught = []
    for _, label in given:
        right = soft.get(label, 0.0)
        alone = len(given) < 2
        taught.append(
            Lesson(0.0 if alone else right, 0.0 if alone else 1 - right, {of: {label: n} for of, n in rows.items()})
        )
    return taught, rows


def learnt(skill: Skill, lesson: Lesson) -> Skill:
    """What is known of a cruncher after a lesson."""
    rows = {right: dict(row) for right, row in skill.rows.items()}
    for right, row in lesson.rows.items():
        into = rows.setdefault(right, {})
        for label, count in row.items():
            into[label] = into.get(label, 0.0) + count
    return Skill(skill.right + lesson.right, skill.wrong + lesson.wrong, rows)

"""What is known of a crowd, and how probable its answers to one question make each label.

Three parts, each resting on the one before:

1. One accuracy. A cruncher gives the right label with probability p and each of the K - 1 others with (1 - p)/(K - 1);
   p has a Beta prior (the one-parameter model of Demartini et al., "ZenCrowd", WWW 2012; Zheng et al., PVLDB 10(5),
   2017, section 5, call it worker probability). All labels are as probable to begin with.
2. Hard questions. With probability h a question is one at which everybody guesses, all labels being given alike
   whatever is right: p of part 1 is then 1/K, and the answers say nothing. (The two-valued form of the difficulties of
   Whitehill et al., "Whose vote should count more", NIPS 2009.) h is a share with a Beta prior, learnt for each kind.
3. A confusion row for each right label (Dawid and Skene, Applied Statistics 28, 1979), with a Dirichlet prior that is
   centred on part 1, and label frequencies with a Dirichlet prior that is centred on equal ones (Kim and Ghahramani,
   "Bayesian Classifier Combination", AISTATS 2012).

All three decide, and the first two teach: the soft labels that counts are made of know no frequencies and no rows. A
model that learns frequencies and confusions from its own verdicts while it also decides when to stop asking confirms
itself: on simulated crowds with a rare label it came to call everything the common one.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Of a cruncher of whom nothing is known: two right answers and a wrong one.
PRIOR_RIGHT, PRIOR_WRONG = 2.0, 1.0
# Of a kind of which nothing is known: two hard questions of twenty.
PRIOR_HARD, PRIOR_EASY = 2.0, 18.0
# How many answers the prior of a confusion row weighs, and how many questions for each label that of the frequencies.
ROW_WEIGHT = 15.0
FREQUENCY_WEIGHT = 50.0
# Where labels can't be counted beforehand (free text), as many as if there were this many.
OPEN_LABELS = 11
# No more labels than these have frequencies and rows: there would never be answers enough to learn them.
MAX_LEARNT_LABELS = 21
# Soft counts below this are not kept.
_NEGLIGIBLE = 1e-3

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
    """What questions of one kind have in common.

    Their labels (None: any text), how often each was right, and how many of the `questions` that several answered
    were hard, the last three in soft counts.
    """

    labels: tuple[str, ...] | None
    frequencies: Mapping[str, float] = {}
    hard: float = 0.0
    questions: float = 0.0

    @property
    def learns(self) -> bool:
        """Whether frequencies and rows are kept for it."""
        return self.labels is not None and len(self.labels) <= MAX_LEARNT_LABELS

    @property
    def hardness(self) -> float:
        """The share of hard questions, by the posterior mean of the Beta distribution."""
        return (PRIOR_HARD + self.hard) / (PRIOR_HARD + PRIOR_EASY + self.questions)

    @property
    def size(self) -> int:
        """K: how many labels there are, two at least."""
        return OPEN_LABELS if self.labels is None else max(2, len(self.labels))


# A cruncher's skill and the label that they gave.
Given = tuple[Skill, str]


class Verdict(NamedTuple):
    """By label, the probabilities that it is right of an easy and of a hard question; those of all labels sum to 1.

    Of a question with open labels only those given are named: the rest is left for the others.
    """

    easy: Mapping[str, float]
    hard: Mapping[str, float]

    def of(self, label: str) -> float:
        """The probability that a label is right."""
        return self.easy.get(label, 0.0) + self.hard.get(label, 0.0)


def _likelihood(kind: Kind, skill: Skill, right: str, label: str, count: int) -> float:
    """How probably a cruncher gives a label to an easy question, by part 3, or by part 1 where there are no rows."""
    chance = skill.accuracy if label == right else (1 - skill.accuracy) / (count - 1)
    row = skill.rows.get(right) if kind.learns else None
    return (row.get(label, 0.0) + ROW_WEIGHT * chance) / (sum(row.values()) + ROW_WEIGHT) if row else chance


def _verdict(kind: Kind, given: Sequence[Given], priors: Mapping[str, float]) -> Verdict:
    """Bayes' rule over labels and hardness; `priors` of the labels, alike where they are not named."""
    seen = dict.fromkeys(label for _, label in given)
    labels = list(seen if kind.labels is None else kind.labels)
    count = max(kind.size, len(seen) + 1) if kind.labels is None else kind.size
    hardness, guessed = kind.hardness, -len(given) * math.log(count)
    easy, hard = {}, {}
    # An open question's label that nobody gave stands for all of them.
    for right in [*labels, *([""] if count > len(labels) else [])]:
        prior = math.log(priors.get(right, 1 / count))
        easy[right] = prior + math.log(1 - hardness)
        easy[right] += sum(math.log(_likelihood(kind, skill, right, label, count)) for skill, label in given)
        hard[right] = prior + math.log(hardness) + guessed
    unnamed = {right: count - len(labels) if right not in labels else 1 for right in easy}
    top = max(*easy.values(), *hard.values())
    weights = [{right: math.exp(log - top) for right, log in logs.items()} for logs in (easy, hard)]
    total = sum(weight[right] * times for weight in weights for right, times in unnamed.items())
    return Verdict(*({right: weight[right] / total for right in labels} for weight in weights))


def by_accuracy(kind: Kind, given: Sequence[Given]) -> Verdict:
    """Parts 1 and 2: from crunchers' accuracies alone."""
    return _verdict(kind, [(skill._replace(rows={}), label) for skill, label in given], {})


def judged(kind: Kind, given: Sequence[Given]) -> Verdict:
    """All three parts; the first two where nothing else is learnt for the kind."""
    if not kind.learns or kind.labels is None:
        return by_accuracy(kind, given)
    asked = sum(kind.frequencies.values()) + FREQUENCY_WEIGHT * len(kind.labels)
    priors = {label: (kind.frequencies.get(label, 0.0) + FREQUENCY_WEIGHT) / asked for label in kind.labels}
    return _verdict(kind, given, priors)


class Lesson(NamedTuple):
    """What one finished question teaches of one cruncher, in soft counts: add it to what is known of them."""

    right: float
    wrong: float
    rows: Rows


def lessons(kind: Kind, given: Sequence[Given]) -> tuple[list[Lesson], Kind]:
    """What a finished question teaches of each who answered, in order; and the kind as it is known after it.

    Of a hard question nothing is learnt of anybody, and a lone answer says nothing of the accuracy of who gave it.
    """
    verdict, several = by_accuracy(kind, given), len(given) > 1
    easy = sum(verdict.easy.values())
    sure = {of: n for of, n in verdict.easy.items() if n > _NEGLIGIBLE} if kind.learns else {}
    taught = []
    for _, label in given:
        right = verdict.easy.get(label, 0.0)
        rows = {of: {label: share} for of, share in sure.items()}
        taught.append(Lesson(right if several else 0.0, easy - right if several else 0.0, rows))
    frequencies = dict(kind.frequencies)
    for label in (kind.labels or ()) if kind.learns else ():
        frequencies[label] = frequencies.get(label, 0.0) + verdict.of(label)
    if not several:
        return taught, kind._replace(frequencies=frequencies)
    named = sum(map(verdict.of, verdict.easy))
    hard = kind.hard + (sum(verdict.hard.values()) / named if named else 0.0)
    return taught, kind._replace(frequencies=frequencies, hard=hard, questions=kind.questions + 1)


def known(kind: Kind | None, label: str, truth: str | None, right: bool) -> Lesson:
    """What an answer teaches when the truth is known, or that it is wrong and no more (`truth` None)."""
    rows = {truth: {label: 1.0}} if kind is not None and kind.learns and truth is not None else {}
    return Lesson(float(right), float(not right), rows)


def learnt(skill: Skill, lesson: Lesson, times: int = 1) -> Skill:
    """What is known of a cruncher after a lesson; with `times` -1, after it is taken back."""
    rows = {of: dict(row) for of, row in skill.rows.items()}
    for of, row in lesson.rows.items():
        into = rows.setdefault(of, {})
        for label, count in row.items():
            into[label] = max(0.0, into.get(label, 0.0) + times * count)
    right, wrong = skill.right + times * lesson.right, skill.wrong + times * lesson.wrong
    return Skill(max(0.0, right), max(0.0, wrong), rows)

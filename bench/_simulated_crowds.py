"""Crowds of several shapes, made up: what a model of crowds is judged on, so that it is fitted to no recorded one."""

import random
from dataclasses import dataclass

from requests_app.replay import Crowd


@dataclass(frozen=True)
class Shape:
    """A crowd. Accuracies come from Beta(right, wrong); a few crunchers give most answers.

    `spammers`: a share, half of whom guess and half of whom always say the same. `misses`: Beta of how often the second
    label is seen, for crunchers who miss it. `common`: how frequent the first label is, the others being alike.
    `hard`: a share of questions at which half is guessing; `traps`: one at which most see the same wrong label.
    `twins`: how much of what is wrong is the neighbour of the right label's pair; `near`: the next on a scale.
    """

    crunchers: int = 60
    labels: int = 2
    accuracy: tuple[float, float] = (6, 2.5)
    spammers: float = 0.0
    misses: tuple[float, float] | None = None
    common: float | None = None
    hard: float = 0.0
    traps: float = 0.0
    twins: float = 0.0
    near: float = 0.0
    questions: int = 800
    answers: int = 9


SHAPES = {
    "few crunchers": Shape(crunchers=8, labels=3, answers=6),
    "many crunchers": Shape(crunchers=200, labels=3, questions=600),
    "two labels": Shape(accuracy=(7, 3)),
    "spammers": Shape(labels=4, spammers=0.35),
    "biased": Shape(crunchers=50, accuracy=(12, 2), misses=(4, 3)),
    "rare label": Shape(crunchers=50, common=0.93, accuracy=(8, 2)),
    "rare and missed": Shape(crunchers=80, common=0.88, accuracy=(10, 2), misses=(4, 2.5), questions=1500, answers=5),
    "hard questions": Shape(labels=4, hard=0.35, traps=0.06),
    "traps": Shape(hard=0.2, traps=0.12, accuracy=(10, 3)),
    "twins": Shape(crunchers=80, labels=6, twins=0.85, accuracy=(7, 3), hard=0.15),
    "scale": Shape(labels=7, accuracy=(6, 4), near=0.8),
    "good": Shape(labels=4, accuracy=(20, 1.5)),
}


@dataclass(frozen=True)
class _Cruncher:
    accuracy: float
    activity: float
    guesses: bool
    always: int | None
    sees: float | None


def _cruncher(shape: Shape, chance: random.Random) -> _Cruncher:
    spams = chance.random() < shape.spammers
    guesses = spams and chance.random() < 0.5
    always = chance.randrange(shape.labels) if spams and not guesses else None
    sees = chance.betavariate(*shape.misses) if shape.misses else None
    return _Cruncher(chance.betavariate(*shape.accuracy), chance.paretovariate(1), guesses, always, sees)


def _wrong(shape: Shape, right: int, chance: random.Random) -> int:
    others = [label for label in range(shape.labels) if label != right]
    if chance.random() < shape.twins and right ^ 1 < shape.labels:
        return right ^ 1
    if chance.random() < shape.near:
        return chance.choice([label for label in (right - 1, right + 1) if 0 <= label < shape.labels])
    return chance.choice(others)


def _answer(shape: Shape, cruncher: _Cruncher, right: int, ease: str, trap: int, chance: random.Random) -> int:
    if cruncher.always is not None:
        return cruncher.always
    if cruncher.guesses:
        return chance.randrange(shape.labels)
    accuracy = cruncher.sees if cruncher.sees is not None and right == 1 else cruncher.accuracy
    if ease == "hard":
        accuracy = (accuracy + 1 / shape.labels) / 2
    elif ease == "trap":
        accuracy = 1 - accuracy if shape.labels == 2 else (1 - accuracy) / 2
    if chance.random() < accuracy:
        return right
    return trap if ease == "trap" else _wrong(shape, right, chance)


def simulated(shape: Shape, chance: random.Random) -> Crowd:
    """A crowd of a shape; the same for the same state of `chance`."""
    crowd = [_cruncher(shape, chance) for _ in range(shape.crunchers)]
    rest = shape.labels - 1
    common = 1 / shape.labels if shape.common is None else shape.common
    priors = [common, *[(1 - common) / rest] * rest]
    answers, truth = {}, {}
    for number in range(shape.questions):
        right = chance.choices(range(shape.labels), priors)[0]
        drawn = chance.random()
        ease = "hard" if drawn < shape.hard else "trap" if drawn < shape.hard + shape.traps else "easy"
        trap = chance.choice([label for label in range(shape.labels) if label != right])
        # The most active first, by chance weighed with their activity.
        order = sorted(range(len(crowd)), key=lambda one: -(chance.random() ** (1 / crowd[one].activity)))
        given = [
            (str(one), str(_answer(shape, crowd[one], right, ease, trap, chance))) for one in order[: shape.answers]
        ]
        answers[str(number)], truth[str(number)] = given, str(right)
    return Crowd(answers, truth, 0)

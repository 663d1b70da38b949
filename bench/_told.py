"""Adaptive rules that are told the truth: how far a rule could come if learning were perfect."""

import random
from collections import Counter

from requests_app.agreement import Adaptive, Ending, Kind, Lesson, Skill, known, learnt
from requests_app.replay import Crowd, Result

HOW = ("all", "all on the way", "paid on the way")


class Told:
    """The adaptive rule, told what each cruncher's answers were worth.

    `how`: "all", those to all questions but the one that is asked, beforehand; "all on the way", all that are recorded
    of each question once it is through; "paid on the way", those of them that were asked for.
    """

    def __init__(self, crowd: Crowd, how: str) -> None:
        self.crowd, self.how = crowd, how
        self.kind = Kind(crowd.labels, Counter(crowd.truth.values()) if how == "all" else {})
        self.skills: dict[str, Skill] = {}
        if how == "all":
            for question, answers in crowd.answers.items():
                self._teach(question, answers)

    def _lesson(self, question: str, label: str) -> Lesson:
        truth = self.crowd.truth[question]
        return known(self.kind, label, truth, label == truth)

    def _teach(self, question: str, answers: list[tuple[str, str]]) -> None:
        for worker, label in answers:
            self.skills[worker] = learnt(self.skills.get(worker, Skill()), self._lesson(question, label))

    def _skill(self, question: str, worker: str, label: str) -> Skill:
        skill = self.skills.get(worker, Skill())
        return learnt(skill, self._lesson(question, label), -1) if self.how == "all" else skill

    def _learn(self, question: str, given: list[tuple[str, str]]) -> None:
        if self.how == "all":
            return
        self._teach(question, given if self.how == "paid on the way" else self.crowd.answers[question])
        truth = self.crowd.truth[question]
        self.kind = self.kind._replace(
            frequencies={**self.kind.frequencies, truth: self.kind.frequencies.get(truth, 0.0) + 1}
        )

    def ask(self, rule: Adaptive, question: str, chance: random.Random) -> Result:
        """Ask one question, the recorded answers coming in random order."""
        recorded = list(self.crowd.answers[question])
        chance.shuffle(recorded)
        given: list[tuple[Skill, str]] = []
        for worker, label in recorded:
            given.append((self._skill(question, worker, label), label))
            outcome = rule.decide(self.kind, given)
            if outcome.ending:
                break
        self._learn(question, recorded[: len(given)])
        right = given[outcome.leading or 0][1] == self.crowd.truth[question]
        return Result(len(given), outcome.ending == Ending.AGREED, right, outcome.probability or 0.0)


def told(crowd: Crowd, rule: Adaptive, how: str, seed: int) -> list[Result]:
    """Replay a crowd once, in the order that replay.shuffled has for the same seed."""
    player, chance = Told(crowd, how), random.Random(seed)
    questions = list(crowd.answers)
    chance.shuffle(questions)
    return [player.ask(rule, question, chance) for question in questions]

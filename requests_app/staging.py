"""What staging plays: the course that a request made with a test key takes. Pure."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from .agreement import EXPERT, Adaptive, Ending, Kind, Outcome
from .request_types import RequestType

# Staged answers that are drawn in search of one that nobody gave.
_DRAWS = 4


@dataclass(frozen=True)
class StagedCourse:
    """How a staged request goes: `status` after `after` seconds, with `fields` of the final row."""

    status: str
    after: float
    fields: dict[str, Any]


def _seed(type_name: str, given: dict[str, Any]) -> str:
    """The same for the same body, whatever the order of its keys."""
    text = json.dumps([type_name, given], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _cruncher_id(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()[:32]


def _complete(request_type: RequestType, question: dict[str, Any], seed: str, base_url: str) -> dict[str, Any]:
    return _answers(request_type, question, seed, base_url) | {"attachment_sizes": request_type.staged_sizes(question)}


def _answers(request_type: RequestType, question: dict[str, Any], seed: str, base_url: str) -> dict[str, Any]:
    options, confidence = question.get("staging") or {}, question.get("confidence")
    response = options.get("response", request_type.staged_answer(question, seed, base_url))
    if confidence is None:
        return {"response": response, "raw_responses": {_cruncher_id(seed, 0): response}}
    agree = options.get("agree", True)
    agreeing = [response] * _agreeing(request_type, question)
    answers = agreeing if agree else _quarrel(request_type, question, seed, base_url)
    agreed = max(map(answers.count, answers))
    sure = _probability(request_type, question, answers)
    outcome = Outcome(Ending.AGREED if agree else Ending.WITHOUT, 0, agreed, len(answers), probability=sure)
    sizes = request_type.staged_sizes(question)
    return {
        "response": request_type.supported(question, response, answers, sizes) if agree else None,
        "raw_responses": {_cruncher_id(seed, n): answer for n, answer in enumerate(answers)},
        "agreement": outcome.shown(),
    }


def _agreeing(request_type: RequestType, question: dict[str, Any]) -> int:
    """How many must agree: adaptively, as many experts as make it sure enough, as far as so many may be asked."""
    confidence = question["confidence"]
    if confidence["strategy"] == "majority":
        return confidence["min_agreements"]
    return min(Adaptive.asked(confidence).at_least(Kind(request_type.labels(question))), confidence["max_crunchers"])


def _probability(request_type: RequestType, question: dict[str, Any], answers: list[Any]) -> float | None:
    """How sure the adaptive strategy is of answers by experts; None with majority."""
    if question["confidence"]["strategy"] == "majority":
        return None
    given = [(EXPERT, request_type.label(question, answer)) for answer in answers]
    return Adaptive.asked(question["confidence"]).decide(Kind(request_type.labels(question)), given).probability


def _quarrel(request_type: RequestType, question: dict[str, Any], seed: str, base_url: str) -> list[Any]:
    """As many answers as people may be asked, of which too few are the same, as far as the question leaves room."""
    answers: list[Any] = []
    for n in range(question["confidence"]["max_crunchers"]):
        drawn = (request_type.staged_answer(question, f"{seed}:{n}:{draw}", base_url) for draw in range(_DRAWS))
        answers.append(min(drawn, key=answers.count))
    return answers


def _flagged(seed: str) -> dict[str, Any]:
    flag = {"cruncher": _cruncher_id(seed, 0), "reason": "unclear", "comment": "Staged: no person has seen this."}
    return {"flags": [flag]}


def staged_course(
    request_type: RequestType, question: dict[str, Any], given: dict[str, Any], base_url: str
) -> StagedCourse:
    """The course that `question["staging"]` asks for; complete at once when it asks for nothing."""
    options = question.get("staging") or {}
    status = options.get("status", "complete")
    seed = _seed(request_type.name, given)
    fields: dict[str, Any] = {}
    if status == "complete":
        fields = _complete(request_type, question, seed, base_url)
    elif status == "flagged":
        fields = _flagged(seed)
    return StagedCourse(status, float(options.get("after", 0)), fields)

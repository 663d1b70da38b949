"""The envelope: the fields that questions of every type share, and how a whole question is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.serializers import ValidationError

from requests_app.request_types import RequestType
from requests_app.request_types.fields import (
    Asked,
    Boolean,
    Choice,
    Detail,
    Dictionary,
    Fields,
    List,
    Number,
    String,
)
from requests_app.request_types.links import ATTACHMENT_TYPES, dial_problems, url_problem, url_problems

from .confidence_field import Confidence
from .gold_field import Gold
from .question_warnings import CRUNCHER_ID, kept_fields, warnings_of

MAX_SECONDS = 31_536_000  # a year
MAX_DEPTH = 32


class Staging(Fields):
    """The course that a staging request plays instead of being answered at once."""

    status = Choice(
        ("complete", "pending", "flagged", "aborted"), default="complete", help_text="The status it is to reach."
    )
    after = Number(
        default=0, min_value=0, max_value=MAX_SECONDS, help_text="Seconds that it stays pending before that."
    )
    response = serializers.JSONField(required=False, help_text="The response, of the form that the type answers in.")
    agree = Boolean(
        default=True, help_text="With confidence: false plays crunchers who never agree, so that response is null."
    )

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        yield from super().rules(values, wrong)
        if "response" in values and values.get("status") in ("flagged", "aborted"):
            yield "response", [f"A request that is {values['status']} has no response."]


class Envelope(Asked):
    """The fields of every type."""

    attachments_type = Choice(ATTACHMENT_TYPES, default="text", help_text="What the attachments are.")
    attachments = List(
        child=String(allow_blank=True),
        default=list,
        max_length=100,
        help_text=(
            "What the question is about: texts, or absolute URLs of what attachments_type says. A text that begins "
            "with dial: is a number to call. A blank one keeps its place."
        ),
    )
    hook_url = String(required=False, help_text="Where the request is POSTed when it is no longer pending.")
    exclude_crunchers = List(
        child=String(allow_blank=True), required=False, max_length=1_000, help_text="Ids of crunchers never to ask."
    )
    confidence = Confidence(required=False, help_text="Ask several people, and answer what they agree on.")
    tags = List(child=String(max_length=64), required=False, max_length=20, help_text="Words to find it by.")
    metadata = Dictionary(
        child=String(allow_blank=True),
        required=False,
        max_length=50,
        help_text="Up to 50 strings by names of your own; echoed, and never shown to crunchers.",
    )
    deadline = Number(
        required=False,
        min_value=0.001,
        max_value=MAX_SECONDS,
        help_text="Seconds after which it is aborted if it is still pending.",
    )
    qualifications = List(
        child=String(max_length=64),
        required=False,
        max_length=20,
        help_text=(
            "What crunchers must be good at, by names that managers give: only who has all of them is asked. Case and "
            "runs of spaces make no difference. A name that no manager has given yet is taken, with a warning."
        ),
    )
    gold = Gold(
        required=False,
        help_text=(
            "For accounts that may: the answer, which is known. The request completes at once with it, costs nothing "
            "and has no raw_responses; crunchers are asked it among other work, until it is archived, and judged by "
            "it. What they say is not returned. Not for types whose answers are files."
        ),
    )
    staging = Staging(required=False, help_text="With a test key only: the course to play.")

    # Set by question_serializer: the type, and the fields by which an answer to the question is judged.
    request_type: RequestType
    judged_by: frozenset[str]

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        if {"attachments", "attachments_type"} <= values.keys():
            check = dial_problems if values["attachments_type"] == "text" else url_problems
            if problems := check(values["attachments"]):
                yield "attachments", problems
        if "hook_url" in values and (problem := url_problem(values["hook_url"])):
            yield "hook_url", [problem]
        if "confidence" in values and not self.request_type.can_agree:
            yield "confidence", [f"Answers of the type {self.request_type.name} can't be compared with each other."]
        if "gold" in values and not self.request_type.can_agree:
            yield "gold", [f"Answers of the type {self.request_type.name} can't be judged by a known one."]
        yield from super().rules(values, wrong)
        yield from self.adaptive_rules(values, wrong)
        yield from self.answer_rules(values, wrong)

    def adaptive_rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        """Whether the adaptive strategy can weigh the answers, once all is right that they are judged by."""
        strategy = values.get("confidence", {}).get("strategy")
        if strategy != "adaptive" or not self.request_type.can_agree or not self.judged_by.isdisjoint(wrong):
            return
        for name, problem in self.request_type.adaptive_problems(values):
            yield name, {"strategy": [problem]} if name == "confidence" else [problem]

    def answer_rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        """Answers within the question, once all is right that they are judged by."""
        if not self.judged_by.isdisjoint(wrong):
            return
        for name, key in (("staging", "response"), ("gold", "answer")):
            if key in values.get(name, ()):
                try:
                    values[name][key] = self.request_type.clean_answer(values, values[name][key])
                except ValidationError as error:
                    yield name, {key: error.detail}


@cache
def question_serializer(request_type: RequestType) -> type[Envelope]:
    """The whole question of a type as one serializer, named by the type: it validates, and it describes the API."""
    name = request_type.stem.title().replace("_", "") + "Question"
    judged_by = frozenset({"attachments", "attachments_type", *request_type.Params().fields})
    own = {"request_type": request_type, "judged_by": judged_by, "__doc__": request_type.summary}
    return type(name, (Envelope, request_type.Params), own)


@cache
def _reader(request_type: RequestType) -> Envelope:
    """One instance for all calls: run_validation keeps nothing, and making its fields takes longer than to run it."""
    return question_serializer(request_type)()


@dataclass(frozen=True)
class Question:
    """A question that is right. `given` is the body as it is kept and echoed; `filled_in` what validation added.

    `filled_in` holds defaults, and values that validation normalised, where they differ from those given.
    `exclude_crunchers` and `tags` are without repetitions, the former without what can't be an id.
    """

    given: dict[str, Any]
    filled_in: dict[str, Any]
    warnings: list[str]
    instruction: str
    tags: list[str]
    hook_url: str
    deadline: float | None
    exclude_crunchers: list[str]
    confidence: dict[str, Any] | None
    staging: dict[str, Any] | None

    @property
    def params(self) -> dict[str, Any]:
        """The question as the types read it."""
        return {**self.given, **self.filled_in}


def read_question(request_type: RequestType, body: Any, environment: str, *, may_use_gold: bool = True) -> Question:
    """The question that a body asks, `environment` being that of the key: "live" or "staging".

    Raises ValidationError with all wrong fields at once, nested as the body is.
    """
    if not isinstance(body, dict):
        raise ValidationError(["The body must be a JSON object."])
    given = kept_fields(body)
    if deep := [name for name, value in given.items() if _depth_exceeds(value, MAX_DEPTH)]:
        raise ValidationError({name: [f"Is nested more than {MAX_DEPTH} deep."] for name in deep[:20]})
    reader = _reader(request_type)
    values: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    try:
        values = reader.run_validation(given)
    except ValidationError as error:
        wrong = dict(error.detail)  # type: ignore[arg-type]
    if "staging" in given and environment != "staging":
        wrong["staging"] = ["Goes with a test key only."]
    if "gold" in given and not may_use_gold:
        wrong["gold"] = ["This account may not send gold questions. A manager can allow it."]
    if wrong:
        raise ValidationError(wrong)
    excluded = dict.fromkeys(values.get("exclude_crunchers", []))
    return Question(
        given=given,
        filled_in={name: value for name, value in values.items() if name not in given or _differ(value, given[name])},
        warnings=warnings_of(reader, body, values),
        instruction=values["instruction"],
        tags=list(dict.fromkeys(values.get("tags", []))),
        hook_url=values.get("hook_url", ""),
        deadline=values.get("deadline"),
        exclude_crunchers=[cruncher for cruncher in excluded if CRUNCHER_ID.fullmatch(cruncher)],
        confidence=values.get("confidence"),
        staging=values.get("staging"),
    )


def _depth_exceeds(value: Any, limit: int) -> bool:
    """Whether lists and objects are nested deeper than that, found without recursion."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            item
            for node in level
            if isinstance(node, dict | list)
            for item in (node.values() if isinstance(node, dict) else node)
            if isinstance(item, dict | list)
        ]
        if not level:
            return False
    return True


def _differ(value: Any, given: Any) -> bool:
    """Whether two JSON values would be written differently, the order of keys aside (1 and 1.0 differ)."""
    if type(value) is not type(given):
        return True
    if isinstance(value, dict):
        return value.keys() != given.keys() or any(_differ(item, given[key]) for key, item in value.items())
    if isinstance(value, list):
        return len(value) != len(given) or any(map(_differ, value, given))
    return bool(value != given)

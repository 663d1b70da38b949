"""free-text: a text that a person writes, perhaps a number or a URL."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any

from rest_framework.serializers import ValidationError

from .base import JSONObject, RequestType, Seed, Sizes, seeded
from .fields import Choice, Fields, fold_white_space, is_blank
from .links import normalised_url, url_problem

MAX_LENGTH = 100_000
MAX_NUMBER_LENGTH = 1_000
NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
# Unicode's own bound for streams (UAX #15): sorting longer runs of combining marks takes quadratic time.
MAX_COMBINING = 30
# Digits enough for any number that is near another; and it overflows into infinity, where it must, without an error.
_NEAR = Context(prec=2 * MAX_NUMBER_LENGTH, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
STAGED_TEXTS = ("This is a staged answer.", "Staged answers come at once.", "Nobody was asked for this answer.")


class FreeTextParams(Fields):
    """What the text must be, where it must be something."""

    validation = Choice(("number", "url"), required=False, help_text="Limits the answer to numbers, or to URLs.")


class FreeText(RequestType):
    """A string of 1 to 100,000 characters; blank is no answer. Numbers and URLs are trimmed, and remain strings."""

    name = "free-text"
    stem = "free_text"
    summary = "Ask for an answer in words"
    Params = FreeTextParams
    example = {
        "instruction": "Translate from Spanish to English",
        "attachments_type": "text",
        "attachments": ["hola mundo"],
    }
    response_schema = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}

    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> str:
        if not isinstance(answer, str):
            raise ValidationError(["Must be a string."])
        if len(answer) > MAX_LENGTH:
            raise ValidationError([f"Must have at most {MAX_LENGTH:,} characters."])
        if is_blank(answer):
            raise ValidationError(["Must not be blank."])
        kind = params.get("validation")
        if kind is None:
            return answer
        answer = answer.strip()
        problem = number_problem(answer) if kind == "number" else url_problem(answer)
        if problem:
            raise ValidationError([problem])
        return answer

    def agrees(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> bool:
        return one == other or self.label(params, one) == self.label(params, other)

    def coded(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> str:
        return self.label(params, answer)

    def is_right(
        self, params: JSONObject, known: Any, answer: Any, tolerance: float | None = None, sizes: Sizes | None = None
    ) -> bool:
        """Of numbers the tolerance is one too; of other texts it means nothing."""
        if self.agrees(params, known, answer, sizes) or not tolerance or params.get("validation") != "number":
            return self.agrees(params, known, answer, sizes)
        apart = _NEAR.subtract(_NEAR.create_decimal(known), _NEAR.create_decimal(answer))
        return _NEAR.compare(_NEAR.abs(apart), Decimal(str(tolerance))) <= 0 if apart.is_finite() else False

    def adaptive_problems(self, params: JSONObject) -> Iterator[tuple[str, str]]:
        yield from ()

    def label(self, params: JSONObject, answer: Any) -> str:
        fold = {"number": number_value, "url": normalised_url}.get(params.get("validation", ""), folded)
        return str(fold(answer))

    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> str:
        random = seeded(seed)
        number = str(random.randint(0, 100))
        kinds = {"number": number, "url": f"https://example.com/staged/{number}"}
        return kinds.get(params.get("validation", ""), random.choice(STAGED_TEXTS))


def number_problem(text: str) -> str | None:
    """A sentence that says why the text is not a number, else None."""
    if len(text) > MAX_NUMBER_LENGTH:
        return f"A number must have at most {MAX_NUMBER_LENGTH:,} characters."
    if not NUMBER.fullmatch(text):
        return "Must be a number in digits, as in 42, -3.5 or 6.02e23."
    return None


def number_value(text: str) -> tuple[str, str, int]:
    """Sign, significant digits and power of ten: equal for equal numbers, without ever writing 1e999999999 out."""
    match = NUMBER.fullmatch(text)
    if match is None:
        return "", text, 0
    sign, units, decimals, power = match[1], match[2], match[3] or "", int(match[4] or 0)
    digits = (units + decimals).lstrip("0")
    kept = digits.rstrip("0")
    if not kept:
        return "", "0", 0
    return sign.replace("+", ""), kept, power - len(decimals) + len(digits) - len(kept)


def folded(text: str) -> str:
    """The text as it is compared: Unicode NFKC, case and white space folded."""
    text = text if text.isascii() else _with_short_runs(text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return fold_white_space(text)


def _with_short_runs(text: str) -> str:
    """Without the combining marks past the 30th on one character."""
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MAX_COMBINING:
            kept.append(character)
    return "".join(kept)

"""image, video and audio: a file that a person makes or finds."""

from typing import Any

from rest_framework.serializers import ValidationError

from .base import JSONObject, RequestType, Seed, Sizes
from .fields import Fields
from .links import MAX_URL_LENGTH, normalised_url, url_problem


class MediaParams(Fields):
    """Nothing of its own: the instruction and the attachments say it all."""


class Media(RequestType):
    """An absolute http or https URL of the file, trimmed."""

    Params = MediaParams
    response_schema = {"type": "string", "format": "uri", "maxLength": MAX_URL_LENGTH}
    can_agree = False

    def __init__(self, name: str, summary: str, sample_path: str, instruction: str) -> None:
        """`sample_path`: where this server serves the file that staged answers lead to."""
        self.name = self.stem = self.file_kind = name
        self.summary = summary
        self.sample_path = sample_path
        self.example = {"instruction": instruction}

    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> str:
        if not isinstance(answer, str):
            raise ValidationError(["Must be a string: the URL of the file."])
        answer = answer.strip()
        if problem := url_problem(answer):
            raise ValidationError([problem])
        return answer

    def agrees(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> bool:
        return normalised_url(one) == normalised_url(other)

    def coded(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> str:
        return normalised_url(answer)

    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> str:
        return base_url.rstrip("/") + self.sample_path

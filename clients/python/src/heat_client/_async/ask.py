"""`heat.ask`: a method for each type of question."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from heat_client import fields
from heat_client.calls import ask_call, seconds_to_wait
from heat_client.objects import Mark, MarkWithChoices, MarkWithRating, MarkWithText, Request

if TYPE_CHECKING:
    from .client import AsyncHeat


class AsyncAsk:
    """Asks. What every question takes besides is in `fields.Options`."""

    def __init__(self, heat: "AsyncHeat") -> None:
        self._heat = heat

    async def __call__(self, type: str, body: Mapping[str, Any], **options: Any) -> Request[Any]:
        """A question of any type by its name, as the API has it: `await heat.ask("rating", {"instruction": ...})`."""
        asked = Request[Any].of(await self._heat.send(ask_call(type, body, options)))
        wait = options.get("wait", False)
        if wait is False or not asked.pending:
            return asked
        return await self._heat.wait(asked, timeout=seconds_to_wait(wait))

    async def multiple_choice(
        self, instruction: str, choices: Sequence[str], **options: Unpack[fields.MultipleChoice]
    ) -> Request[list[str]]:
        """Have people choose; the response is the list of what was chosen, in the order of `choices`."""
        return await self("multiple-choice", {"instruction": instruction, "choices": list(choices)}, **options)

    async def free_text(self, instruction: str, **options: Unpack[fields.FreeText]) -> Request[str]:
        """Have people write; with `validation` "number" too the response is a string."""
        return await self("free-text", {"instruction": instruction}, **options)

    async def rating(self, instruction: str, **options: Unpack[fields.Rating]) -> Request[float]:
        """Have people rate; the response is a number of the scale."""
        return await self("rating", {"instruction": instruction}, **options)

    async def image(self, instruction: str, **options: Unpack[fields.Options]) -> Request[str]:
        """Have people give a picture; the response is its URL."""
        return await self("image", {"instruction": instruction}, **options)

    async def video(self, instruction: str, **options: Unpack[fields.Options]) -> Request[str]:
        """Have people give a film; the response is its URL."""
        return await self("video", {"instruction": instruction}, **options)

    async def audio(self, instruction: str, **options: Unpack[fields.Options]) -> Request[str]:
        """Have people give a recording; the response is its URL."""
        return await self("audio", {"instruction": instruction}, **options)

    async def annotations(self, instruction: str, **options: Unpack[fields.Annotations]) -> Request[list[Mark]]:
        """Have people mark the attachments; the response is a list of marks."""
        return await self("annotations", {"instruction": instruction}, **options)

    async def annotations_with_multiple_choice(
        self, instruction: str, per_annotation: fields.PerMultipleChoice, **options: Unpack[fields.Annotations]
    ) -> Request[list[MarkWithChoices]]:
        """Have people mark the attachments, and choose for each mark."""
        body = {"instruction": instruction, "per_annotation": per_annotation}
        return await self("annotations-with-multiple-choice", body, **options)

    async def annotations_with_free_text(
        self, instruction: str, per_annotation: fields.PerFreeText, **options: Unpack[fields.Annotations]
    ) -> Request[list[MarkWithText]]:
        """Have people mark the attachments, and write about each mark."""
        body = {"instruction": instruction, "per_annotation": per_annotation}
        return await self("annotations-with-free-text", body, **options)

    async def annotations_with_rating(
        self, instruction: str, per_annotation: fields.PerRating, **options: Unpack[fields.Annotations]
    ) -> Request[list[MarkWithRating]]:
        """Have people mark the attachments, and rate each mark."""
        body = {"instruction": instruction, "per_annotation": per_annotation}
        return await self("annotations-with-rating", body, **options)

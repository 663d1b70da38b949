"""What a batch is asked with: its own fields; the items are questions, each of its type."""

from collections.abc import Iterator
from typing import Any

from rest_framework import serializers

from requests_app.request_types import REQUEST_TYPES
from requests_app.request_types.fields import Choice, Detail, Fields, List, String
from requests_app.request_types.links import url_problem

MAX_ITEMS = 10_000


class Item(serializers.DictField):
    """An object; what is in it is judged by its type."""

    default_error_messages = {"not_a_dict": "Must be an object."}


class BatchEnvelope(Fields):
    """Many questions in one call, all or nothing."""

    name = String(required=False, allow_blank=True, max_length=200, help_text="A name of your own.")
    type = Choice(tuple(REQUEST_TYPES), required=False, help_text="The type of the items that name none themselves.")
    defaults = Item(default=dict, help_text="Fields that each item has unless it has them itself.")
    requests = List(
        child=Item(), min_length=1, max_length=MAX_ITEMS, help_text="The items: questions, each laid over `defaults`."
    )
    hook_url = String(required=False, help_text="Called once, when none of the batch is pending any more.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """A name that no batch has is refused: it is a slip, and nobody would see a batch without its defaults."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if unknown:
            message = f"A batch has no such field. Its fields: {', '.join(self.fields)}."
            raise serializers.ValidationError({name: [message] for name in unknown[:20]})
        return super().to_internal_value(data)

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        yield from super().rules(values, wrong)
        if "hook_url" in values and (problem := url_problem(values["hook_url"])):
            yield "hook_url", [problem]

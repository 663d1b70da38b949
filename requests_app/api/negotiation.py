"""Content negotiation: the API speaks JSON, whatever a client says that it accepts."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches


class AlwaysJSON(BaseContentNegotiation):
    """The first renderer for any `Accept`; a JSON parser also for `+json` types and where no type is given."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """None makes a 415."""
        given = request.content_type or "application/json"
        essence = given.partition(";")[0].strip().lower()
        if essence.startswith("application/") and essence.endswith("+json"):
            given = "application/json"
        return next((parser for parser in parsers if media_type_matches(parser.media_type, given)), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, Any]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type

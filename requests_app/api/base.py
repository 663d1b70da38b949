"""What all views of the API have in common."""

from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from requests_app import maintenance
from requests_app.models import ApiKey

from .auth import note_use


class Maintenance(APIException):
    """503: a manager has switched the server to maintenance."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The server is in maintenance: try again later."

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


class ApiRequest(Request):
    """A call whose empty body goes to the parser too, which says so; DRF takes it for an empty object."""

    def _load_stream(self) -> None:
        super()._load_stream()  # type: ignore[misc]
        if self._stream is None:
            self._stream = BytesIO()


class ApiView(APIView):
    """Keys, rate limits and errors as the settings have them; maintenance, and headers on every answer.

    `max_body` is the largest body in bytes; `open_in_maintenance` views answer then, too.
    """

    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    open_in_maintenance = False

    @property
    def max_body(self) -> int:
        return settings.HEAT_MAX_BODY

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        return ApiRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not self.open_in_maintenance and (seconds := maintenance.retry_after()) is not None:
            raise Maintenance(seconds)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        if answer.status_code == status.HTTP_405_METHOD_NOT_ALLOWED:
            # A view may refuse a method that it has, when all that it does with it is to explain.
            answer.headers["Allow"] = ", ".join(name for name in self.allowed_methods if name != request.method)
        if limit := getattr(request, "rate_limit", None):
            for name, value in limit.headers().items():
                answer.headers[name] = value
        if isinstance(key := getattr(request, "_auth", None), ApiKey):
            # After the answer has gone out: on SQLite a write may have to wait for others.
            answer._resource_closers.append(partial(note_use, key))  # type: ignore[attr-defined]
        return answer

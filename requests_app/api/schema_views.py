"""`GET /v1/openapi.json` and `GET /v1/openapi.yaml`."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from rest_framework.request import Request

from . import schema
from .base import ApiView


class Form(NamedTuple):
    """How the description is written."""

    media_type: str
    write: Callable[[], bytes]


JSON = Form("application/json", schema.as_json)
YAML = Form("application/yaml", schema.as_yaml)


class DescriptionView(ApiView):
    """The description, to everybody and at any time."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    open_in_maintenance = True
    form = JSON  # set by the route

    def get(self, http_request: Request) -> HttpResponse:
        return HttpResponse(self.form.write(), content_type=self.form.media_type)

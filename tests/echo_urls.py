"""Routes with small views of their own, for what every view of the API has in common."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from heatsite.entrance.sign_in import home
from requests_app.api.base import ApiView
from requests_app.quota import QuotaExceeded

handler400 = "requests_app.api.errors.bad_request"
handler404 = "requests_app.api.errors.not_found"
handler500 = "requests_app.api.errors.server_error"

ERRORS = {
    "denied": PermissionDenied("secret reason"),
    "missing": Http404("secret reason"),
    "suspicious": SuspiciousOperation("secret reason"),
    "broken": RuntimeError("secret reason"),
    "database": OperationalError("secret reason"),
    "quota": QuotaExceeded(1000, 86400),
    "nested": ValidationError(
        {
            "instruction": ["This field is required."],
            "attachments": {2: ["Enter a valid URL."]},
            "per_annotation": {"choices": [{}, {"label": ["Too long.", "Not unique."]}], "non_field_errors": ["No."]},
        }
    ),
}


class Echo(ApiView):
    def get(self, request: Request) -> Response:
        return Response({"account": request.user.account.name, "environment": request.user.environment})

    def post(self, request: Request) -> Response:
        return Response(request.data)


class Fail(ApiView):
    def get(self, request: Request, how: str) -> Response:
        raise ERRORS[how]


class Public(ApiView):
    authentication_classes = []
    permission_classes = []
    open_in_maintenance = True

    def get(self, request: Request) -> Response:
        return Response({"public": True})


def page(request: HttpRequest, how: str) -> HttpResponse:
    raise ERRORS[how]


urlpatterns = [
    path("v1/echo", Echo.as_view()),
    path("v1/public", Public.as_view()),
    path("v1/fail/<how>", Fail.as_view()),
    path("v1/plain/<how>", page),
    path("page/<how>", page),
    path("admin/", admin.site.urls),
    path("", home, name="home"),
    path("", include("heatsite.entrance.urls")),
    path("", include("crunchers.urls")),
]

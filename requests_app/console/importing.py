"""A batch from a file: its columns are mapped to fields and every row is checked before anything is made."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from rest_framework.exceptions import ParseError, ValidationError

from requests_app import idempotency
from requests_app.api.errors import flat
from requests_app.api.parsers import read_object
from requests_app.api.serializers import read_question
from requests_app.creation import Ask, make_batch
from requests_app.models import Environment
from requests_app.quota import QuotaExceeded
from requests_app.request_types import REQUEST_TYPES, RequestType

from . import sheets
from .access import Seat, member_page, show

SHOWN = 100  # wrong rows that are named at once, and
PREVIEWED = 3  # rows shown as the bodies that they make


class ImportForm(forms.Form):
    """What comes with the file."""

    type = forms.ChoiceField(choices=[(name, name) for name in REQUEST_TYPES])
    environment = forms.ChoiceField(choices=Environment.choices)
    name = forms.CharField(max_length=200, required=False)
    mapping = forms.CharField(required=False)
    once = forms.UUIDField()  # the page's own word for this import: sent twice, it makes one batch
    file = forms.FileField()

    def clean_mapping(self) -> dict[str, str]:
        try:
            return {
                key: str(value) for key, value in read_object(self.cleaned_data["mapping"].encode() or b"{}").items()
            }
        except ParseError as error:
            raise forms.ValidationError(str(error.detail)) from None


@member_page("GET")
def import_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The page on which a file is dropped."""
    context = {"types": list(REQUEST_TYPES), "environments": Environment.values}
    return show(http_request, seat, "import", context, section="batches")


@member_page("POST")
def import_file(http_request: HttpRequest, seat: Seat, step: str) -> JsonResponse:
    """`check` says what the file would make and what is wrong with it; `make` makes it. Unreadable: 400, `message`."""
    if step not in ("check", "make"):
        raise Http404
    form = ImportForm(http_request.POST, http_request.FILES)
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        return JsonResponse({"message": f"{field}: {messages[0]}"}, status=400)
    given = form.cleaned_data
    try:
        sheet = sheets.read(given["file"].read())
    except sheets.Unreadable as error:
        return JsonResponse({"message": str(error)}, status=400)
    request_type = REQUEST_TYPES[given["type"]]
    mapping = sheets.guess(sheet.columns, request_type) | given["mapping"]
    bodies = sheets.bodies(sheet, mapping, request_type)
    asks, wrong, errors = _checked(bodies, request_type, given["environment"], mapping)
    if step == "check" or wrong:
        told = {
            "columns": sheet.columns,
            "mapping": {column: mapping[column] for column in sheet.columns},
            "targets": list(sheets.targets(request_type)),
            "rows": len(sheet.rows),
            "wrong": wrong,
            "errors": errors,
            "preview": bodies[:PREVIEWED],
        }
        return JsonResponse(told, status=200 if step == "check" else 400)
    return _made(seat, given, asks)


def _checked(
    bodies: list[dict[str, Any]], request_type: RequestType, environment: str, mapping: dict[str, str]
) -> tuple[list[Ask], int, list[dict[str, Any]]]:
    """Asks of the rows that are right, how many are wrong, and what is wrong with the first of those."""
    asks: list[Ask] = []
    errors: list[dict[str, Any]] = []
    wrong = 0
    for number, body in enumerate(bodies, 1):
        try:
            question = read_question(request_type, body, environment)
        except ValidationError as error:
            wrong += 1
            if wrong <= SHOWN:
                errors += [{"row": number, **one} for one in _told(error, mapping)]
        else:
            asks.append(Ask(request_type, question.given, question.filled_in, question.warnings))
    return asks, wrong, errors


def _told(error: ValidationError, mapping: dict[str, str]) -> Iterator[dict[str, str]]:
    """Each thing that is wrong by the column that it came from, or else by its field."""
    for path, messages in flat(error.detail).items():
        columns = [column for column, target in mapping.items() if target and f"{path}.".startswith(f"{target}.")]
        yield {"column": ", ".join(columns), "field": path, "message": messages[0]}


def _made(seat: Seat, given: dict[str, Any], asks: list[Ask]) -> JsonResponse:
    key = f"console {given['once']}"
    account, environment = seat.account, given["environment"]
    try:
        batch = idempotency.once(
            account, environment, key, "", lambda: make_batch(account, environment, given["name"], "", asks)
        )
    except QuotaExceeded as error:
        message = f"It would pass the account's quota of {error.quota:,} requests a month. Nothing was made."
        return JsonResponse({"message": message}, status=429)
    return JsonResponse({"url": reverse("console-batch", args=[account.pk, batch.pk])})

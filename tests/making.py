"""Rows that tests need, made by the same doors as in earnest."""

import itertools
from typing import Any

from django.db import transaction

from crunchers.models import Cruncher
from heatsite.models import User
from requests_app.api.serializers import read_question
from requests_app.creation import Ask, make
from requests_app.models import Account, Batch, HeatRequest
from requests_app.request_types import REQUEST_TYPES

_numbers = itertools.count(1)

COLOUR = {"instruction": "Which colour?", "choices": ["red", "green", "blue"], "max_answers": 1}


def make_account(name: str = "") -> Account:
    return Account.objects.create(name=name or f"Account {next(_numbers)}")


def make_cruncher(name: str = "", standing: str = Cruncher.Standing.APPROVED) -> Cruncher:
    user = User.objects.create(username=name or f"cruncher-{next(_numbers)}")
    return Cruncher.objects.create(user=user, standing=standing)


def make_requests(
    account: Account, bodies: list[dict[str, Any]], *, type: str = "multiple-choice", environment: str = "live"
) -> list[HeatRequest]:
    request_type = REQUEST_TYPES[type]
    questions = [read_question(request_type, body, environment) for body in bodies]
    asks = [Ask(request_type, one.given, one.filled_in, one.warnings) for one in questions]
    with transaction.atomic():
        return make(account, environment, asks)


def make_request(account: Account, **fields: Any) -> HeatRequest:
    """A live multiple-choice request with one answer of three, or what `type`, `environment` and fields say."""
    type_ = fields.pop("type", "multiple-choice")
    environment = fields.pop("environment", "live")
    body = {**(COLOUR if type_ == "multiple-choice" else {"instruction": "Say it."}), **fields}
    return make_requests(account, [body], type=type_, environment=environment)[0]


def fresh(row: Any) -> Any:
    """The row as it is in the database now."""
    return type(row).objects.get(pk=row.pk)


def batch_of(heat_request: HeatRequest) -> Batch:
    assert heat_request.batch_id
    return Batch.objects.get(pk=heat_request.batch_id)

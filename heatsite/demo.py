"""What a new data folder is filled with, so that the first question can be asked and answered at once.

Everything is made once, in an empty database. Passwords and the live key are derived from the secret key, because they
are stored hashed and every start shows them again; what somebody changed since is left alone and not shown.
"""

import base64
import hashlib
import hmac
from typing import TypedDict
from uuid import UUID

from django.conf import settings
from django.db import transaction

from crunchers.models import Cruncher
from heatsite.models import User
from requests_app import creation
from requests_app.api import keys
from requests_app.api.serializers import read_question
from requests_app.models import Account, ApiKey, Environment, HeatRequest, Membership
from requests_app.request_types import REQUEST_TYPES

# The request that the API's published examples read; so is its answer.
SAMPLE_REQUEST = UUID("44647b6f-b033-4788-9ee2-9d7aa5cb0158")
SAMPLE_QUESTION = {
    "instruction": "Does the image contain violent content?",
    "attachments_type": "image",
    "attachments": [""],
    "choices_type": "text",
    "choices": ["no violence", "mild violence", "intense violence"],
}
SAMPLE_RESPONSE = ["no violence"]


class SignIn(TypedDict):
    """A user's name and password; None once the password was changed or the user removed."""

    username: str
    password: str | None


class Demo(TypedDict):
    """The contents of demo.json; a key that was revoked is None."""

    url: str
    test_key: str | None
    live_key: str | None
    cruncher: SignIn
    manager: SignIn


def prepare(url: str) -> Demo:
    """Fill an empty database, and tell what of that is still as it was made. `url`: where the server is reached."""
    with transaction.atomic():
        if not User.objects.exists() and not Account.objects.exists():
            _fill()
    return Demo(
        url=url,
        test_key=_usable(_test_key()),
        live_key=_usable(_live_key()),
        cruncher=_sign_in("cruncher"),
        manager=_sign_in("manager"),
    )


def _fill() -> None:
    cruncher = User.objects.create_user("cruncher", password=_password("cruncher"))
    Cruncher.objects.create(user=cruncher, standing=Cruncher.Standing.APPROVED)
    manager = User.objects.create_superuser("manager", password=_password("manager"))
    demo = Account.objects.create(name="Demo")
    Membership.objects.create(account=demo, user=manager, role=Membership.Role.OWNER)
    keys.store(demo, _live_key(), "demo")
    if settings.HEAT_SAMPLE_KEY:
        sample = Account.objects.create(name="Sample")
        keys.store(sample, keys.SAMPLE_KEY, "sample")
        _ask_sample_request(sample)
    else:
        keys.store(demo, _test_key(), "demo")


def _ask_sample_request(account: Account) -> None:
    request_type = REQUEST_TYPES["multiple-choice"]
    question = read_question(request_type, SAMPLE_QUESTION, Environment.STAGING)
    filled_in = {**question.filled_in, "staging": {"response": SAMPLE_RESPONSE}}
    ask = creation.Ask(request_type, question.given, filled_in, question.warnings)
    [made] = creation.make(account, Environment.STAGING, [ask])
    HeatRequest.objects.filter(pk=made.pk).update(id=SAMPLE_REQUEST)


def _secret(label: str) -> bytes:
    """32 bytes that are the secret key's and the label's alone."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"heat demo: " + label.encode(), hashlib.sha256)


def _password(username: str) -> str:
    """80 bits, in four groups of four letters and digits."""
    letters = base64.b32encode(_secret(f"password of {username}")[:10]).decode().lower()
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def _live_key() -> str:
    return keys.derive_key(Environment.LIVE, _secret("live key"))


def _test_key() -> str:
    if settings.HEAT_SAMPLE_KEY:
        return keys.SAMPLE_KEY
    return keys.derive_key(Environment.STAGING, _secret("test key"))


def _usable(key: str) -> str | None:
    stored = ApiKey.objects.filter(digest=keys.digest(key), revoked_at=None)
    return key if stored.exists() else None


def _sign_in(username: str) -> SignIn:
    user = User.objects.filter(username=username, is_active=True).first()
    password = _password(username)
    return SignIn(username=username, password=password if user and user.check_password(password) else None)

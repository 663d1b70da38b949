"""Who calls: the API key, in any of the four ways to give one."""

import base64
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from requests_app.models import Account, ApiKey

from . import keys

HEADERS = ("X-Heat-API-Key", "X-Crunch-API-Key")
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """Who a call comes from: `request.user` of the API. `environment` is "live" or "staging"."""

    account: Account
    environment: str
    key: ApiKey
    is_authenticated: bool = True


def caller_of(request: Request) -> Caller:
    """Who a call that was let in comes from."""
    assert isinstance(request.user, Caller)
    return request.user


class ApiKeyAuthentication(BaseAuthentication):
    """The key from `X-Heat-API-Key`, `X-Crunch-API-Key`, HTTP Basic (as user name) or Bearer; one database read."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        """None without a key. Raises AuthenticationFailed with what is wrong with the one given."""
        given = keys_of(request)
        if not given:
            return None
        if len(given) > 1:
            raise AuthenticationFailed("Two different API keys were given: send one.")
        key = find(given.pop())
        return Caller(key.account, key.environment, key), key

    def authenticate_header(self, request: Request) -> str:
        """Both schemes; to a browser's script only Bearer, since at a Basic challenge browsers ask for a password."""
        bearer = 'Bearer realm="Heat"'
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return bearer
        return f'{bearer}, Basic realm="Heat", charset="UTF-8"'


def keys_of(request: Request) -> set[str]:
    """The different keys that the headers of a call carry. Raises AuthenticationFailed for a malformed Basic header."""
    given = {request.headers.get(name, "").strip() for name in HEADERS}
    scheme, _, credentials = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        given.add(credentials.strip())
    elif scheme.lower() == "basic":
        given.add(_basic_user(credentials.strip()))
    return given - {""}


def find(key: str) -> ApiKey:
    """The row of a key, with its account. Raises AuthenticationFailed: mistyped, unknown, revoked."""
    if key == keys.SAMPLE_KEY:
        if not settings.HEAT_SAMPLE_KEY:
            raise AuthenticationFailed("This is the sample key of the documentation: this server does not know it.")
    elif not keys.well_formed(key):
        raise AuthenticationFailed(
            "The API key is mistyped or cut off: a key is test_ or live_ and 40 digits from 0-9 and a-f, "
            "the last 8 of which check the others."
        )
    try:
        row = ApiKey.objects.select_related("account").get(digest=keys.digest(key))
    except ApiKey.DoesNotExist:
        raise AuthenticationFailed("This API key is not known here.") from None
    if row.revoked_at is not None and row.revoked_at <= timezone.now():
        raise AuthenticationFailed("This API key was revoked: use another key of the account.")
    return row


def note_use(key: ApiKey) -> None:
    """Keep when the key was last used, at most once a minute; that it can't be kept is nobody's problem."""
    now = timezone.now()
    due = now - USE_NOTED_EVERY
    if key.last_used_at is not None and key.last_used_at > due:
        return
    try:
        ApiKey.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=due), pk=key.pk).update(last_used_at=now)
    except DatabaseError:
        pass


def _basic_user(credentials: str) -> str:
    try:
        user, colon, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:  # not Base64, not ASCII, not UTF-8
        raise AuthenticationFailed("The Basic credentials are malformed: they are the Base64 form of `KEY:`.") from None
    if not colon:
        raise AuthenticationFailed("The Basic credentials have no colon: they are the Base64 form of `KEY:`.")
    if password:
        raise AuthenticationFailed("With Basic, the API key is the user name and the password is empty.")
    return user.strip()

"""Which pages may open a WebSocket here: browsers send it with the cookies, whatever page asks."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.types import ASGIApp, Receive, Scope, Send

PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int]


class SameOrigin:
    """Lets in whom Django's own check of forms lets in: pages of the very host, scheme and port that was called (a host
    of ALLOWED_HOSTS), and those of CSRF_TRUSTED_ORIGINS. No Origin, several, or `null` are refused."""

    def __init__(self, application: ASGIApp) -> None:
        self.application = application
        trusted = [origin.replace("://*.", "://.") for origin in settings.CSRF_TRUSTED_ORIGINS]
        self.trusted = OriginValidator(application, trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        origin = _origin(origins[0].decode("latin-1")) if len(origins) == 1 else None
        if origin is None:
            await WebsocketDenier()(scope, receive, send)
        elif origin == _called(scope):
            await self.application(scope, receive, send)
        else:
            await self.trusted(scope, receive, send)


def _origin(text: str) -> Origin | None:
    """Scheme, host and port of an origin; None for what is none."""
    try:
        parts = urlsplit(text)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _called(scope: Scope) -> Origin | None:
    """The origin that the client called, by its Host header; None when that is not a host of ours."""
    hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    allowed: Sequence[str] = settings.ALLOWED_HOSTS
    if len(hosts) != 1 or not validate_host(split_domain_port(hosts[0])[0], list(allowed)):
        return None
    return _origin(f"{'https' if _secure(scope) else 'http'}://{hosts[0]}")


def _secure(scope: Scope) -> bool:
    if scope.get("scheme") == "wss":
        return True
    if not settings.SECURE_PROXY_SSL_HEADER:
        return False
    key, secure = settings.SECURE_PROXY_SSL_HEADER
    wanted = key.removeprefix("HTTP_").replace("_", "-").lower().encode()
    return any(name == wanted and value.decode("latin-1").strip() == secure for name, value in scope["headers"])

"""The least site that uses all of the shell, and shows what arrives at Django and what the hub holds."""

import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from heatsite.asgi import application
from requests_app import events
from requests_app.api.held import Answer, Held
from requests_app.models import Account, HeatRequest

reads: list[int] = []  # how many held calls each read of the hub was for
broken = {"ended": False, "current": False}


def _counted(name: str) -> None:
    reader = getattr(application.hub, name)
    read = reader.read

    def counting(held: Collection[Held]) -> dict[Held, Answer]:
        if broken[name]:
            raise OSError("no database today")
        if name == "ended":
            reads.append(len(held))
        return read(held)

    reader.read = counting


_counted("ended")
_counted("current")


def echo(request: HttpRequest) -> HttpResponse:
    """What arrived."""
    body = request.body
    return JsonResponse(
        {
            "length": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "meta": {name: value for name, value in request.META.items() if isinstance(value, str)},
            "path": request.path,
            "get": dict(request.GET.lists()),
        }
    )


def _hold(heat_request: HeatRequest, request: HttpRequest, pad: int) -> HttpResponse:
    body = {"id": str(heat_request.id), "status": "pending", "pad": "x" * pad}
    response = JsonResponse(body)
    resource = request.GET.get("resource", "request")
    response["X-Heat-Hold"] = (
        f"{heat_request.id} {request.GET.get('block', '30')} {heat_request.account_id} live {resource}"
    )
    response["X-Heat-Else"] = "none of the client's business"
    response["X-Shown"] = "shown"
    return response


def ask(request: HttpRequest) -> HttpResponse:
    """Make a request of the account `account`, and hold the answer for `block` seconds."""
    account, _ = Account.objects.get_or_create(name=request.GET.get("account", "Alice"))
    pad = int(request.GET.get("pad", "0"))
    now = timezone.now()
    heat_request = HeatRequest.objects.create(
        account=account, environment="live", type="free-text", given={"pad": "x" * pad}, instruction="?", created_at=now
    )
    return _hold(heat_request, request, pad)


def again(request: HttpRequest, request_id: str) -> HttpResponse:
    """Hold on, whatever the status: what a view does that read just before the end."""
    return _hold(HeatRequest.objects.get(pk=request_id), request, 0)


def end(request: HttpRequest) -> HttpResponse:
    """Complete the requests whose ids are in the body; with `tell`, say so as lifecycle.py does."""
    body: dict[str, Any] = json.loads(request.body)
    rows = HeatRequest.objects.filter(status="pending")
    if body["ids"] != "all":
        rows = rows.filter(pk__in=body["ids"])
    ids = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=ids).update(status="complete", response=body.get("response", "yes"), completed_at=timezone.now())
    if body.get("tell"):
        events.ended(ids)
    return JsonResponse({"ended": len(ids)})


def _kind(link: Path) -> str:
    """What an open file is; "" when it was closed meanwhile."""
    try:
        return str(link.readlink())
    except FileNotFoundError:
        return ""


def state(request: HttpRequest) -> HttpResponse:
    """What this process holds."""
    kinds = [_kind(link) for link in Path("/proc/self/fd").iterdir() if int(link.name) > 2]
    return JsonResponse(
        {
            "held": len(application.hub),
            "reads": reads,
            "threads": threading.active_count(),
            "sockets": sum(kind.startswith("socket:") for kind in kinds),
            "files": sum(kind.startswith(tempfile.gettempdir()) and "deleted" in kind for kind in kinds),
        }
    )


def wake(request: HttpRequest) -> HttpResponse:
    """A hint about requests that did not end."""
    application.hub.woken(list(HeatRequest.objects.filter(status="pending").values_list("pk", flat=True)))
    return HttpResponse()


def slip(request: HttpRequest) -> HttpResponse:
    """Break or mend the hub's reads."""
    broken.update(json.loads(request.body))
    return JsonResponse(broken)


def forget_reads(request: HttpRequest) -> HttpResponse:
    reads.clear()
    return HttpResponse()


def file(request: HttpRequest, name: str) -> HttpResponse:
    """A file that only Django may allow."""
    response = HttpResponse(content_type="video/mp4", headers={"X-Shown": "shown"})
    response["X-Heat-File"] = str(Path(os.environ["HEAT_TEST_FILES"]) / name)
    response["Content-Disposition"] = "inline"
    return response


def stream(request: HttpRequest) -> HttpResponse:
    """`size` bytes in many parts; with `fail`, an error after them."""

    def parts() -> Any:
        for _ in range(int(request.GET["size"]) // 1000):
            yield b"x" * 1000
        if "fail" in request.GET:
            raise OSError("half-way")

    return StreamingHttpResponse(parts(), content_type="text/plain")


def sleep(request: HttpRequest) -> HttpResponse:
    time.sleep(float(request.GET["seconds"]))
    return HttpResponse("slept")


def query(request: HttpRequest) -> HttpResponse:
    """Which thread and which database connection served this call."""
    connection.ensure_connection()
    return JsonResponse({"thread": threading.get_ident(), "connection": id(connection.connection)})


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def ping(request: HttpRequest) -> HttpResponse:
    return HttpResponse("pong")


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Heat's own page links to routes that are not here."""
    return HttpResponse("nothing here", status=404)


ROUTES = {
    "echo": echo,
    "v1/batch": echo,
    "v1/batch/": echo,
    "ask": ask,
    "end": end,
    "state": state,
    "slip": slip,
    "wake": wake,
    "forget-reads": forget_reads,
    "stream": stream,
    "sleep": sleep,
    "query": query,
    "empty": empty,
    "ping": ping,
}
urlpatterns = [
    *(path(route, csrf_exempt(view)) for route, view in ROUTES.items()),
    path("again/<uuid:request_id>", again),
    path("file/<path:name>", file),
    path("echo/<path:rest>", lambda request, rest: echo(request)),
]
assert __name__ == settings.ROOT_URLCONF

"""The pages, a test key for the reader, llms.txt, and the API reference."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from requests_app.api import keys
from requests_app.api.schema_examples import answers
from requests_app.examples import Example, forms
from requests_app.models import Environment, Membership
from requests_app.question_fields import common_fields, own_fields
from requests_app.request_types import REQUEST_TYPES

from .pages import BY_SLUG, PAGES, TYPE_EXAMPLES

NO_KEY = "test_YOUR_KEY"
KEY_NAME = "made by the documentation"


def _key() -> str:
    """The key that examples show: where the server knows the sample key they run as printed."""
    return keys.SAMPLE_KEY if settings.HEAT_SAMPLE_KEY else NO_KEY


def _marked(code: str, key: str) -> SafeString:
    """The code as HTML, with the key in an element of its own, so that the page can put the reader's there."""
    return mark_safe(f"<span data-key>{escape(key)}</span>".join(map(escape, code.split(key))))  # noqa: S308 - escaped


def _shown(example: Example, base_url: str) -> dict[str, Any]:
    key = _key()
    tabs = [(form.tab, _marked(form.code, key)) for form in forms(example, key, base_url)]
    body = "" if example.body is None else json.dumps(example.body)
    return {"name": example.name, "tabs": tabs, "method": example.method, "path": example.path, "body": body}


def _render(http_request: HttpRequest, template: str, examples: tuple[Example, ...], **context: Any) -> HttpResponse:
    base_url = http_request.build_absolute_uri("/").rstrip("/")
    user: Any = http_request.user
    owned = Membership.objects.filter(user_id=user.pk, role=Membership.Role.OWNER) if user.is_authenticated else None
    common = {
        "pages": PAGES,
        "types": REQUEST_TYPES.values(),
        "examples": {example.name: _shown(example, base_url) for example in examples},
        "base_url": base_url,
        "runs": settings.HEAT_SAMPLE_KEY,
        "owns": list(owned.select_related("account").order_by("account__name")) if owned is not None else [],
    }
    return render(http_request, f"docs/{template}.html", {**common, **context})


@require_safe
def page(http_request: HttpRequest, slug: str = "") -> HttpResponse:
    """One page."""
    if slug not in BY_SLUG:
        raise Http404
    found = BY_SLUG[slug]
    return _render(http_request, slug or "start", found.examples, page=found)


@require_safe
def type_page(http_request: HttpRequest, name: str) -> HttpResponse:
    """A type of question: its fields, an example, and what it is answered."""
    if name not in REQUEST_TYPES:
        raise Http404
    request_type = REQUEST_TYPES[name]
    answer = answers(request_type)["question"]["value"]
    context = {
        "request_type": request_type,
        "answer": json.dumps(answer, ensure_ascii=False, indent=2),
        "response": type(request_type).__doc__,
        "own": own_fields(request_type),
        "common": common_fields(request_type),
    }
    return _render(http_request, "type", (TYPE_EXAMPLES[name],), **context)


@require_POST
def make_key(http_request: HttpRequest) -> JsonResponse:
    """A test key for the reader, who owns the account that `account` names. 403 for anybody else."""
    account_id = http_request.POST.get("account", "")
    user: Any = http_request.user
    owned = Membership.objects.filter(user_id=user.pk, role=Membership.Role.OWNER)
    found = next((one for one in owned.select_related("account") if str(one.account_id) == account_id), None)
    if found is None:
        return JsonResponse({"message": "Owners of an account make its keys."}, status=403)
    key = keys.new_key(Environment.STAGING)
    keys.store(found.account, key, KEY_NAME)
    return JsonResponse({"key": key})


@require_safe
def llms(http_request: HttpRequest) -> HttpResponse:
    """llms.txt (llmstxt.org): what this is and where to read on, for programs that read."""
    base_url = http_request.build_absolute_uri("/").rstrip("/")
    context = {"pages": PAGES, "types": REQUEST_TYPES.values(), "base_url": base_url}
    return render(http_request, "docs/llms.txt", context, content_type="text/plain; charset=utf-8")

"""Uploaded files, to whoever has their URL."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from requests_app.media import store
from requests_app.models import MediaFile

# Whatever a file is, opened by itself it is shown and runs nothing.
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
KEPT = 1800  # seconds that browsers keep one: it never changes, but it may be deleted
SIGNED_FOR = 3600  # seconds that the URL of a file in a bucket holds


@require_safe
def media(http_request: HttpRequest, name: str) -> HttpResponse:
    """The shell sends the file, with ranges; a file in a bucket is fetched there, by a signed URL."""
    file = store.find(name)
    if file is None:
        raise Http404
    try:
        path = default_storage.path(store.place_of(file.name))
    except NotImplementedError:
        response: HttpResponse = HttpResponseRedirect(_signed(file))
    else:
        response = HttpResponse(content_type=file.content_type)
        response.headers["X-Heat-File"] = path
    response.headers["Cache-Control"] = f"private, max-age={KEPT}"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"  # the name is the secret: who has it may read
    return response


def _signed(file: MediaFile) -> str:
    given = {"ResponseContentType": file.content_type, "ResponseContentDisposition": "inline"}
    return default_storage.url(store.place_of(file.name), parameters=given, expire=SIGNED_FOR)  # type: ignore[call-arg]

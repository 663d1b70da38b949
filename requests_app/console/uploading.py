"""A file of a member's own, to attach: as `POST /v1/files` takes it, by the session instead of a key."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse

from requests_app.media import store, taking
from requests_app.media.formats import KINDS, Refused, TooLarge
from requests_app.models import Account

from .access import Seat, member_page


@member_page("POST")
def upload(http_request: HttpRequest, seat: Seat) -> JsonResponse:
    """The URL of the file that comes as `file`. 400, 413 and 503: `message`."""
    file = http_request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return JsonResponse({"message": "Choose a file."}, status=400)
    try:
        return JsonResponse({"url": _kept(file, seat.account)})
    except TooLarge as refusal:
        return JsonResponse({"message": str(refusal)}, status=413)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=400)
    except taking.Busy:
        return JsonResponse({"message": "Many files are being worked on: try again in a few seconds."}, status=503)


def _kept(file: UploadedFile, account: Account) -> str:
    with tempfile.TemporaryDirectory(prefix="heat-file-") as folder:
        whole = Path(folder) / "whole"
        with whole.open("wb") as target:
            for part in file.chunks():
                target.write(part)
        taken = taking.take(whole, Path(folder), KINDS, store.limits())
        return store.url_of(store.keep(taken, account, settings.HEAT_FILE_KEPT))

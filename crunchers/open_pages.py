"""The work pages that are open: whoever closes their last one gives back at once what they hold.

Nothing depends on a page telling that it closes: its leases end by themselves.
"""

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Least, Now

from requests_app import lifecycle
from requests_app.models import Assignment

from . import assignments
from .models import Cruncher, OpenPage

RELOADING = 5.0  # seconds that a page which closes with something entered has to come back, for it may be reloading
_FORGOTTEN = 24 * 3600.0


def seen(cruncher: Cruncher, key: uuid.UUID) -> None:
    """A page of the cruncher's is there."""
    if not OpenPage.objects.filter(cruncher=cruncher, key=key).update(seen_at=Now()):
        OpenPage.objects.bulk_create([OpenPage(cruncher=cruncher, key=key, seen_at=Now())], ignore_conflicts=True)


@transaction.atomic
def leave(cruncher: Cruncher, key: uuid.UUID, *, entered: bool) -> None:
    """A page closes, `entered`: with an answer begun. With the last page goes all that the cruncher holds."""
    Cruncher.objects.select_for_update(no_key=True).get(pk=cruncher.pk)
    if not OpenPage.objects.filter(cruncher=cruncher, key=key).delete()[0]:
        return
    # Whatever page shows the task has told so since it was offered; one that only waits asks again and again.
    current = assignments.current(cruncher)
    since = current.offered_at if current else lifecycle.due_in(-settings.HEAT_UNSEEN)
    if OpenPage.objects.filter(cruncher=cruncher, seen_at__gte=since).exists():
        return
    Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=None)
    live = Assignment.objects.filter(cruncher=cruncher, status__in=Assignment.LIVE)
    if entered:
        live.update(expires_at=Least("expires_at", lifecycle.due_in(RELOADING)))
        return
    for assignment in live:
        assignments.release(assignment.pk, Assignment.Status.EXPIRED)


def forget_old() -> None:
    """Drop the pages that never said that they closed."""
    OpenPage.objects.filter(seen_at__lt=lifecycle.due_in(-_FORGOTTEN)).delete()

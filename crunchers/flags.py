"""What managers make of flags: upheld or rejected, once each, and counted in the standing of whoever flagged."""

from collections.abc import Collection

from django.db import transaction

from requests_app import tallies
from requests_app.models import Assignment


def waiting() -> dict[str, str]:
    """What a flag has that nobody has judged yet."""
    return {"status": Assignment.Status.FLAGGED, "flag_verdict": ""}


@transaction.atomic
def judge(flag_ids: Collection[int], verdict: Assignment.Verdict) -> int:
    """Uphold or reject those of the flags that nobody has judged yet; how many they were."""
    flags = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=flag_ids, **waiting())
    found = list(flags.order_by("pk").values_list("pk", "cruncher_id", "heat_request__type"))
    Assignment.objects.filter(pk__in=[pk for pk, _, _ in found]).update(flag_verdict=verdict)
    tallies.count((cruncher, type_name, verdict.value) for _, cruncher, type_name in found)
    return len(found)

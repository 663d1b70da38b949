"""Where a request stands in line: fair among accounts, oldest first within one.

Start-time fair queueing (Goyal, Vin, Cheng, "Start-time Fair Queueing", SIGCOMM 1996), every request weighing 1: an
account's next request stands one behind its last, or where the line is being served now if that is further on. An
account that sends 10,000 at once so fills its own lane; another's first request stands beside the first of them.
"""

from django.db.models import F, Max
from django.db.models.functions import Greatest

from .models import Account, Assignment

# So many of the latest assignments tell where the line is being served; one put back does not throw it back.
_LATEST = 20


def _served_now() -> int:
    latest = Assignment.objects.filter(gold=False).order_by("-pk")[:_LATEST].values("heat_request__rank")
    return latest.aggregate(rank=Max("heat_request__rank"))["rank"] or 0


def next_rank(account: Account) -> int:
    """The rank that the account's next live request would get now."""
    lane = Account.objects.values_list("lane", flat=True).get(pk=account.pk)
    return max(lane, _served_now()) + 1


def next_ranks(account: Account, count: int) -> range:
    """The ranks of an account's next `count` live requests. Call it in the transaction that makes them."""
    Account.objects.filter(pk=account.pk).update(lane=Greatest(F("lane"), _served_now()) + count)
    last = Account.objects.values_list("lane", flat=True).get(pk=account.pk)
    return range(last - count + 1, last + 1)

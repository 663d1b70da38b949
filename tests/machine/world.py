"""The machine's world: two accounts, five crunchers, and what is known of them from outside."""

from typing import Any

from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine

from crunchers import assignments, reservations
from crunchers.models import Cruncher, Rate
from requests_app.models import Account, Assignment, HeatRequest, Qualification
from tests.making import make_account, make_cruncher

from .questions import ANSWERS

IN_HAND, OVER = ("offered", "held"), ("answered", "skipped", "flagged", "excluded")
LIVE = ("reserved", *IN_HAND)
GOLD_ENOUGH, GOLD_BAR = 2, 0.2
# One gold question to begin with, many after it; who is wrong in one of two is paused, who is in one of three is not.
SETTINGS = {
    "HEAT_GOLD_FIRST": 1,
    "HEAT_GOLD_SHARE": 0.2,
    "HEAT_GOLD_ENOUGH": GOLD_ENOUGH,
    "HEAT_GOLD_BAR": GOLD_BAR,
    "HEAT_CURRENCY": "USD",
}
MICROS = 10_000


class World(RuleBasedStateMachine):
    """A run, in a transaction that is rolled back.

    `dealt_with`: which request was answered, skipped or flagged by whom, or excludes them; `said`: the answers that
    count; `judged`: of each cruncher since they were last approved, which answers to gold questions were right.
    """

    def __init__(self) -> None:
        super().__init__()
        self.settings = override_settings(**SETTINGS)
        self.settings.enable()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.endings: dict[Any, tuple] = {}
        self.dealt_with: set[tuple[Any, int]] = set()
        self.said: dict[tuple[Any, int], Any] = {}
        self.judged: dict[int, dict[int, bool]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.settings.disable()

    def populate(self) -> None:
        """One account's answers end its requests at once, the other's can be taken back for a while."""
        self.accounts = [make_account(), make_account()]
        Account.objects.filter(pk=self.accounts[1].pk).update(undo_seconds=30)
        self.crowd = [make_cruncher() for _ in range(5)]
        self.judged = {one.pk: {} for one in self.crowd}
        self.spanish = Qualification.objects.create(name="spanish")
        self.crowd[0].qualifications.add(self.spanish)
        for type_name in ANSWERS:
            Rate.objects.create(type=type_name, since=timezone.now().date(), micros=MICROS)

    # Who may have what, reckoned anew.

    def one_of(self, rows: Any, which: int) -> Any:
        found = list(rows)
        return found[which % len(found)] if found else None

    def cruncher(self, who: int) -> Cruncher:
        return Cruncher.objects.get(pk=self.crowd[who].pk)

    def may_have(self, cruncher: Cruncher, row: HeatRequest) -> bool:
        """Whether a request is for a cruncher at all, who has nothing to do with it yet."""
        theirs = Assignment.objects.filter(heat_request=row, cruncher=cruncher, status__in=LIVE)
        if (row.pk, cruncher.pk) in self.dealt_with or theirs.exists():
            return False
        return not row.question.get("qualifications") or cruncher.qualifications.filter(pk=self.spanish.pk).exists()

    def allowed(self, cruncher: Cruncher) -> set[Any]:
        """The open requests that a cruncher may be given."""
        if cruncher.standing != "approved":
            return set()
        is_open = HeatRequest.objects.filter(status="pending", open_places__gt=0)
        return {row.pk for row in is_open if self.may_have(cruncher, row)}

    def revocable(self, cruncher: Cruncher) -> set[Any]:
        """The requests that are only reserved for others, and not begun, of which a cruncher may be given one."""
        if cruncher.standing != "approved":
            return set()
        kept = Assignment.objects.filter(status="reserved", held_at=None, gold=False).select_related("heat_request")
        return {one.heat_request_id for one in kept if self.may_have(cruncher, one.heat_request)}

    def latest(self, who: int) -> Assignment | None:
        """What somebody has in hand, or had last."""
        had = Assignment.objects.filter(cruncher=self.crowd[who], offered_at__isnull=False)
        had = had.select_related("heat_request", "cruncher")
        return had.filter(status__in=IN_HAND).first() or had.order_by("-offered_at", "-pk").first()

    def may_end(self, mine: Assignment) -> bool:
        """Whether its cruncher may still answer, skip or flag it."""
        if mine.status == "expired":
            return mine.cruncher.standing == "approved" and (mine.gold or mine.heat_request.open_places > 0)
        return mine.status in LIVE

    def is_done(self, assignment: Assignment) -> None:
        pair = (assignment.heat_request_id, assignment.cruncher_id)
        assert pair not in self.dealt_with, "the same request went twice to the same person"
        self.dealt_with.add(pair)

    def hands_of(self, cruncher: Cruncher) -> tuple[Assignment | None, Assignment | None]:
        """What a cruncher has in hand, and what is reserved behind it."""
        return assignments.current(cruncher), reservations.of(cruncher)

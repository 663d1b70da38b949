"""What answers cost clients: the price list, and what was charged by it."""

from django.db import models
from django.db.models import Q

from requests_app.money import amount

from .accounts import Account


class Price(models.Model):
    """What an answer to a request of one type costs from a day on, until a later price of that type.

    A price of one account takes the place of the one for all.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="prices", help_text="Empty: all that have no own."
    )
    type = models.CharField(max_length=40, help_text="The type of request.")
    since = models.DateField(help_text="The first day, UTC, on which it holds.")
    micros = models.PositiveBigIntegerField(
        help_text="Of an answer. Millionths of the currency's unit: whole, so that sums are exact."
    )
    call_micros = models.PositiveBigIntegerField(
        default=0, help_text="Added for each phone number that whoever answers is to dial."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "since"], condition=Q(account__isnull=True), name="one_price_a_day_and_type"
            ),
            models.UniqueConstraint(
                fields=["account", "type", "since"],
                condition=Q(account__isnull=False),
                name="one_price_a_day_type_and_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} from {self.since}"


class Charge(models.Model):
    """What a complete request cost, by the price of the day on which it ended; only ever added.

    It outlives its request. `micros` is `answers` times `answer_micros` and `calls` times `call_micros`.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="charges", db_index=False)
    heat_request_id = models.UUIDField(unique=True, help_text="The request; one is charged once.")
    type = models.CharField(max_length=40)
    answers = models.PositiveIntegerField(help_text="The answers that people gave to it.")
    answer_micros = models.PositiveBigIntegerField()
    calls = models.PositiveIntegerField(default=0, help_text="Its phone numbers, as often as it was answered.")
    call_micros = models.PositiveBigIntegerField(default=0)
    micros = models.PositiveBigIntegerField(help_text="Millionths of the currency's unit.")
    currency = models.CharField(max_length=8)
    at = models.DateTimeField("ended", help_text="When its request ended.")

    class Meta:
        indexes = [models.Index(fields=["account", "at", "id"], name="charges_of_account")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {amount(self.micros, self.currency)}"

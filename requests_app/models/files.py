"""Files that clients and crunchers uploaded, and uploads that are under way."""

import secrets

from django.db import models

from requests_app.json_text import JSONTextField

from .accounts import Account
from .assignments import Assignment
from .questions import HeatRequest


def new_name() -> str:
    """192 bits that nobody guesses, as they stand in a URL."""
    return secrets.token_urlsafe(24)


class MediaFile(models.Model):
    """A file under an unguessable name. It is kept while a request uses it, and until `expires_at` in any case.

    `account` is whose it is: of a cruncher's file the account that asked.
    """

    name = models.CharField(max_length=64, unique=True, editable=False)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="files")
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="files")
    kind = models.CharField(max_length=5)
    content_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    stored = models.BooleanField(default=False, help_text="Whether all of it is in the storage.")
    # Set before it is taken out of the storage: from then on nothing may use it.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "file"
        indexes = [models.Index(fields=["expires_at"], name="file_expires")]

    def __str__(self) -> str:
        return self.name


class MediaUse(models.Model):
    """A request that names a file: as an attachment, as a choice, or as what was answered."""

    file = models.ForeignKey(MediaFile, models.PROTECT, related_name="uses")
    heat_request = models.ForeignKey(HeatRequest, models.CASCADE, related_name="file_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "heat_request"], name="a_file_once_a_request")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.heat_request_id}"


class Upload(models.Model):
    """A cruncher's file that comes in pieces, each of which is in the storage. `received` says where to go on."""

    name = models.CharField(max_length=64, unique=True, default=new_name, editable=False)
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, related_name="uploads")
    token = models.UUIDField(editable=False, help_text="The assignment's fencing token when it began.")
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    pieces = JSONTextField(default=list)
    file = models.ForeignKey(MediaFile, models.SET_NULL, null=True, help_text="What it became.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.received} of {self.size}"

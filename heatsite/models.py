"""The user: whoever signs in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A cruncher, a manager (`is_staff`) or a member of an account; one person may be all three."""

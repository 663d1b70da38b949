"""Agreement, pure: answers and what was asked for go in, and out comes agreed, undecided, or that it can't be.

It knows no request type, no database and no settings: answers are numbered in the order in which they came, and what
is known of them is how far apart those are that agree.
"""

from .groups import Apart, Group, centre, largest_group
from .majority import Majority
from .outcome import Ending, Outcome

__all__ = ["Apart", "Ending", "Group", "Majority", "Outcome", "centre", "largest_group"]

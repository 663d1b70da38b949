"""Agreement, pure: answers and what was asked for go in, and out comes agreed, undecided, or that it can't be.

It knows no request type, no database and no settings. Answers are numbered in the order in which they came; what is
known of them is how far apart those are that agree, or, for the adaptive rule, the label that each amounts to and the
skill of who gave it.
"""

from .adaptive import EXPERT, Adaptive
from .crowd import Given, Kind, Lesson, Skill, by_accuracy, judged, known, learnt, lessons
from .groups import Apart, Group, centre, largest_group
from .majority import Majority
from .outcome import Ending, Outcome

__all__ = [
    "EXPERT",
    "Adaptive",
    "Apart",
    "Ending",
    "Given",
    "Group",
    "Kind",
    "Lesson",
    "Majority",
    "Outcome",
    "Skill",
    "by_accuracy",
    "centre",
    "judged",
    "known",
    "largest_group",
    "learnt",
    "lessons",
]

"""The keys of the work page: what its list shows, and which of them a person may move. Static.

Keys of a single letter or mark are named by what they are until somebody moves them; the scripts know no other name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A line of the list. `when`: a selector of what a question must have for its keys to be of use; "" is always."""

    does: str
    pressed: tuple[str, ...] = ()  # as printed, where it can't be moved
    letter: str = ""  # where it can
    single: bool = False  # whether the switch turns it off, though it can't be moved
    when: str = ""
    task: bool = True  # whether it is of use while a question is on the screen


MARKS = ".marking"
PICTURES = "article:has(.marking) :is([data-kind=image], [data-kind=video], [data-kind=youtube])"
FILMS = "article:has(.marking) :is([data-kind=video], [data-kind=youtube])"
CHOICES = "[name=choice]"
RATING = "[data-rating]"
FILES = "[data-file-kind]"

KEYS = (
    Key("Submit; in a large text field Ctrl Enter", ("Enter",)),
    Key("Choose an answer, or set a rating", ("1", "…", "9", "0"), single=True, when=f"{CHOICES}, {RATING}"),
    Key("Move among the answers, choose one", ("↑", "↓", "Space"), when=CHOICES),
    Key("Move a rating by tenths, or to its ends", ("Page", "Home", "End"), when=RATING),
    Key("Skip", letter="s"),
    Key("Can’t be done", letter="f"),
    Key("Take back what you have just sent", letter="u"),
    Key("Image in natural size, and back", letter="z", when="[data-kind=image]"),
    Key("Add a mark: in the middle, at the time, or of the selected words", letter="a", when=MARKS),
    Key("Move the chosen mark; with Shift ten times as far", ("←", "↑", "→", "↓"), when=MARKS),
    Key("Arrows resize the mark, and back", letter="r", when="[data-resize]"),
    Key("Delete the chosen mark", ("Del",), when=MARKS),
    Key("Undo; with Shift redo", ("Ctrl", "Z"), when=MARKS),
    Key("Zoom in", letter="+", when=PICTURES),
    Key("Zoom out", letter="-", when=PICTURES),
    Key("One frame of a film back", letter=",", when=FILMS),
    Key("One frame of a film on", letter=".", when=FILMS),
    Key("Browse the website, or mark it", letter="b", when="article:has(.marking) [data-kind=website]"),
    Key("Choose a file to send", letter="o", when=FILES),
    Key("Camera or microphone: take a picture, or record", letter="c", when=FILES),
    Key("Next attachment", letter="j", when="[data-attachment] ~ [data-attachment]"),
    Key("Previous attachment", letter="k", when="[data-attachment] ~ [data-attachment]"),
    Key("Load an attachment again", letter="t", when="[data-do=retry]", task=False),
    Key("Break", letter="p"),
    Key("Copy what you wrote", letter="w", task=False),
    Key("While you wait: practise", letter="l", task=False),
    Key("While you wait: your history", letter="h", task=False),
    Key("While you wait: a sound when a question comes", letter="n", task=False),
    Key("While you wait: a notification when a question comes", letter="d", task=False),
    Key("Change the keys", letter="e"),
    Key("This list", letter="?"),
    Key("Close what is open; leave a text field", ("Esc",)),
)

"""Keeps the tokens of links out of the log: Django logs the paths of what it refuses."""

import logging
import re

# Where tokens stand in paths: invitations, new passwords, confirmed addresses.
_TOKEN = re.compile(r"((?:/join|/password/new|/e-mail/confirm)/)[^/\s]+")


class NoTokens(logging.Filter):
    """Puts "…" in the place of each token."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = _TOKEN.sub(r"\1…", text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True

"""Heat's settings, with the routes of tests/shell/urls.py in place of its own."""

import os

from heatsite.settings import *  # noqa: F403

ROOT_URLCONF = "tests.shell.urls"
STATICFILES_DIRS = [os.environ["HEAT_TEST_FILES"]]
HEAT_MAX_HELD_PER_ACCOUNT = int(os.environ.get("HEAT_MAX_HELD_PER_ACCOUNT", "5000"))

"""Heat's settings, with a data folder that is this process's own and gone when it ends.

pytest reads them (DJANGO_SETTINGS_MODULE in pyproject.toml) before any conftest, so this is the place to see to it
that no test touches ./data, and that the processes of pytest-xdist share nothing.
"""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit

_folder = tempfile.mkdtemp(prefix="heat-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["HEAT_DATA"] = _folder

# A Redis database of its own for each xdist process; their PostgreSQL databases are kept apart by pytest-django.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if os.environ.get("REDIS_URL") and _worker.startswith("gw"):
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{1 + int(_worker[2:])}").geturl()

from heatsite.settings import *  # noqa: E402, F403

# The real hashers are slow on purpose; one process that is tested whole (tests/processes.py) has them.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

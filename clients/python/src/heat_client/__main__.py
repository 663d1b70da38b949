"""`python -m heat_client` is `heat`."""

import sys

from .cli import main

sys.exit(main())

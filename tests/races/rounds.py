"""How many rounds each race runs: a few in `make test`, HEAT_RACE_ROUNDS where that is set (`make long`)."""

import os

ROUNDS = int(os.environ.get("HEAT_RACE_ROUNDS", "30"))

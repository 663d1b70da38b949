"""How many rounds each race runs: a few in `make test`, HEAT_RACE_ROUNDS where that is set (`make long`)."""

import os


def rounds(few: int) -> int:
    """So many rounds, a few or as many as the environment says."""
    return int(os.environ.get("HEAT_RACE_ROUNDS", few))

"""The short form of `make chaos`: every strike once under load, and the verdict."""

from pathlib import Path

import pytest

from .running import run
from .site import Many, standing


@pytest.mark.timeout(240)
def test_every_strike_loses_and_doubles_nothing(tmp_path: Path):
    with standing(Many(tmp_path)) as site:
        outcome = run(site, seed=5, seconds=0, every=0)
        assert outcome.wrong == []
        assert outcome.kills > 0
        assert outcome.figures["ended"] > 10
        assert outcome.figures["webhooks"] > 5

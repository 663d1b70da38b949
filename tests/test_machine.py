"""Requests, places, leases and answers under a Hypothesis state machine: no rule of Heat is broken, whatever happens.

A short form here; HEAT_MACHINE_RUNS says how many runs of 50 steps instead (`make long` runs 2,000).
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine import Machine

RUNS = int(os.environ.get("HEAT_MACHINE_RUNS", "25"))
STEPS = 50


@pytest.mark.timeout(600 + RUNS)  # a failure is made small before it is told
@pytest.mark.django_db
def test_no_rule_is_broken_whatever_clients_crunchers_managers_and_time_do():
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=STEPS,  # none ends early
    )

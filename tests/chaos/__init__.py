"""Chaos: real processes that are killed, stopped and cut off under load, and a checker that judges what became of it.

`python -m tests.chaos` (`make chaos`) runs it at length; `make test` runs test_cases.py and test_one_killed.py.
"""

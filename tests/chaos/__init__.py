"""Chaos: real processes that are killed, stopped and cut off under load, and a checker that judges what became of it.

`python -m tests.chaos` (`make chaos`) runs it at length; test_short.py and test_cases.py are what `make test` runs.
"""

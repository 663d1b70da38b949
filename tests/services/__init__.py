"""Tests on a real PostgreSQL and a real Redis: `python -m tests.services` starts both and runs them."""

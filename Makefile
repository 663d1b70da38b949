# make run: the one process, nothing else to install.    make test: all tests and checks, as CI runs them.
# make serve, make work: the web process and the worker of a set-up with DATABASE_URL and REDIS_URL.
# make bench: the benchmarks.    make lint: the checks alone.
# make long: the long forms of the races (1,000 rounds each, on both databases) and of the state machine (2,000 runs of
# 50 steps); more than an hour. `make test` does the same in small.
# make chaos: what is left when processes are killed, at length; docs/chaos.md. `make test` does the same in small.
# make fuzz: schemathesis, 100 made-up calls an operation and key; some minutes. `make test` does the same in small.

PYTHON := .venv/bin/python
# A stamp bears the checksum of what it stands for, so that nothing is installed twice and no change is missed.
RUNTIME := .venv/installed-$(firstword $(shell cksum < requirements.txt))
TESTS := .venv/installed-tests-$(firstword $(shell cat requirements.txt requirements-dev.txt | cksum))

RACES := tests/races/test_one_ending.py tests/races/test_reservations.py tests/races/test_learning.py

.PHONY: run serve work test lint bench fuzz long chaos clean

run: $(RUNTIME)
	@exec $(PYTHON) -m heatsite.embedded

serve: $(RUNTIME)
	@$(PYTHON) -m heatsite.migrating
	@exec $(PYTHON) -m heatsite.server

work: $(RUNTIME)
	@exec $(PYTHON) -m heatsite.work

test: $(TESTS)
	@PATH="$(CURDIR)/.venv/bin:$$PATH" scripts/test.sh

lint: $(TESTS)
	@PATH="$(CURDIR)/.venv/bin:$$PATH" scripts/lint.sh

bench: $(TESTS)
	@set -e; for program in bench/[a-z]*.py; do echo "== $$program"; $(PYTHON) "$$program"; done

fuzz: $(TESTS)
	@$(PYTHON) -m tests.fuzz

long: $(TESTS)
	@HEAT_RACE_ROUNDS=1000 $(PYTHON) -m pytest --timeout 1800 $(RACES)
	@HEAT_RACE_ROUNDS=1000 $(PYTHON) -m tests.services --timeout 1800 $(RACES)
	@HEAT_MACHINE_RUNS=2000 $(PYTHON) -m pytest tests/test_machine.py

chaos: $(TESTS)
	@$(PYTHON) -m tests.chaos

$(RUNTIME):
	@echo "Installing what Heat runs on into .venv (once, about half a minute) ..."
	@scripts/venv.sh requirements.txt
	@touch $@

$(TESTS): | $(RUNTIME)
	@echo "Installing what the tests need into .venv (once) ..."
	@scripts/venv.sh requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache staticfiles

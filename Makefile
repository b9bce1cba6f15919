# `make plan` runs the reference case from a bare checkout; `make test` runs every check.
# Both make their own environment in .venv and need only Python 3.11+ and a package index.
# `make bench` times the solvers; PEERS=1 adds other tools (Python 3.11 or 3.12), SIZES="day month" picks.

PYTHON ?= python3
BIN := .venv/bin
OTHERS := $(patsubst benchmarks/requirements/%.txt,benchmarks/.peers/%/.made,$(wildcard benchmarks/requirements/*.txt))

.PHONY: plan test fuzz bench clean
.DEFAULT_GOAL := plan

plan: .venv/.run
	$(BIN)/python -m optdispatch plan jiangxi-2025 -o plan

test: .venv/.dev .venv/.browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist worksteal -p no:benchmark
	$(BIN)/python -m pytest benchmarks --benchmark-disable

fuzz: .venv/.dev
	$(BIN)/python -m pytest tests/program/exact/test_fuzz.py -n auto --fuzz 5000 -p no:benchmark

bench: .venv/.dev $(if $(PEERS),$(OTHERS))
	$(BIN)/python -m benchmarks $(SIZES)

benchmarks/.peers/%/.made: benchmarks/requirements/%.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --requirement $<
	@touch $@

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "optdispatch needs Python 3.11 or newer; say PYTHON=python3.12 after make")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

.venv/.run: pyproject.toml .venv/.made
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.dev: pyproject.toml .venv/.run
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

.venv/.browser: .venv/.dev
	@$(BIN)/python -m tests.browser
	@touch $@

clean:
	rm -rf .venv benchmarks/.peers plan dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# One command for each thing to do. A machine with python3 and make is enough: what else is needed goes into .venv, once.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

export PORT

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench soak clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## serve the sample domain on http://127.0.0.1:8000 (PORT changes it), embedded database and all
	@$(BIN)/gateway serve

test: $(VENV)/.installed-test ## run the whole suite, on a real PostgreSQL and a real Redis (ARGS="..." goes to pytest)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.installed-test ## check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.installed-test ## put the code into the house's form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.installed-test ## measure against bare asyncpg and the usual stack, as ratios
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.installed-test ## run the suite with the full counts of its long tests
	@TORII_SOAK=1 $(BIN)/python -m pytest $(ARGS)

clean: ## remove what was installed and generated
	rm -rf $(VENV) tests/interop/node_modules var build dist *.egg-info .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (once)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (once)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.installed

.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help install run test test-thorough lint format bench bench-quick openapi codebook clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

install: .venv/.installed ## Install what is locked into .venv

.venv/.installed: pyproject.toml uv.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv==0.13.9
	UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --quiet --locked --inexact --compile-bytecode
	touch $@

run: .venv/.installed ## Migrate, seed from the article and serve on HOST:PORT (127.0.0.1:8000)
	@exec $(BIN)/alliance-claims serve --seed seed

test: .venv/.installed ## Run the whole test suite
	$(BIN)/pytest

test-thorough: .venv/.installed ## Run the test suite with twenty times as many made-up examples
	$(BIN)/pytest --hypothesis-profile thorough

lint: .venv/.installed ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.installed ## Bring the code into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed ## Measure against peers at BENCH_CLAIMS (1,000,000) synthetic claims, into bench/RESULTS.md
	UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --quiet --locked --inexact --group bench
	$(BIN)/python -m bench

bench-quick: .venv/.installed ## Compare a few ratios with their bounds on a small database, in under two minutes
	$(BIN)/python -m bench.quick

openapi: .venv/.installed ## Write openapi.json and its examples anew; the difference is for review
	$(BIN)/python -m tests.openapi

codebook: .venv/.installed ## Write docs/codebook.md anew from the definitions in the seed
	$(BIN)/python -m tests.codebook

clean: ## Remove the environment, the database and caches
	rm -rf .venv data .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

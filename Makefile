# One command for each thing a newcomer wants to do. `make` alone lists them.
# Everything is kept inside this folder: .venv, node_modules, data.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
DATA   ?= data
T      ?=
ARGS   ?=
SHARED ?= ../shared/data

export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run env test check lint format bench train messages lock clean

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

run:  ## start the demo newsroom on http://127.0.0.1:8000 (PORT=, HOST=, DATA=)
	@bash scripts/env run
	@exec .venv/bin/belowline serve --demo --data "$(DATA)" --host "$(HOST)" --port "$(PORT)"

env:  ## make the environment only: .venv/bin/belowline is the command
	@bash scripts/env run

test:  ## run all tests, real browser and PostgreSQL included (T=tests/desk, ARGS="-k word")
	@bash scripts/test $(T) $(ARGS)

check:  ## format, lint, types, imports and the pages' scripts: the same as CI
	@bash scripts/check

lint: check  ## the same as check

format:  ## write every Python file as `make check` wants it
	@bash scripts/env dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench:  ## run every benchmark, a table last (ARGS=--long for ten million comments, ARGS=reading for one)
	@bash scripts/bench $(ARGS)

train:  ## train the classifier anew (SHARED=folder of labelled sets, ARGS=--quick)
	@bash scripts/train "$(SHARED)" $(ARGS)

messages:  ## gather what readers see, and bring the catalogues of other languages up to date
	@bash scripts/env run
	@PYTHONPATH=. .venv/bin/python scripts/messages.py

lock:  ## pin the Python and npm packages again (ARGS=--upgrade for newer ones)
	@bash scripts/lock $(ARGS)

clean:  ## remove what these commands made, except the data
	rm -rf .venv node_modules build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results

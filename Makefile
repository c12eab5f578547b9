# Everything a person types. Set-up is part of every target and quick the second time.
# make run         the site with the demo city on http://127.0.0.1:8000
# make check test  what must be green before a change is taken

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
PYTEST := .venv/bin/pytest
# how many test processes: all cores, at most four (each has a PostgreSQL of its own)
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$(( n < 4 ? n : 4 )))
HOST ?= 127.0.0.1
PORT ?= 8000
# further words for the launcher or for pytest: make test ARGS="-k deadline"
ARGS ?=
# folder of DMN test cases; empty: the cases shipped in the repository
TCK ?=

.PHONY: help
help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## what `make run` needs: Python packages, system libraries, translations
	@scripts/setup.sh run

.PHONY: setup-test
setup-test: ## what the tests need on top: PostgreSQL, Chromium and Node
	@scripts/setup.sh test

.PHONY: run
run: setup ## serve the site with the demo city and its worker (HOST=, PORT=, ARGS=)
	$(PYTHON) run.py --host $(HOST) --port $(PORT) --demo $(ARGS)

.PHONY: test
test: setup-test ## all tests on SQLite and PostgreSQL (JOBS=, ARGS=)
	$(PYTEST) -n $(JOBS) -m "not slow" $(ARGS)

.PHONY: check
check: setup-test ## style, types, layers, translations, vendored files, templates
	@scripts/check.sh

.PHONY: stories
stories: setup-test ## the acceptance stories and which of them pass
	@$(PYTHON) -m scripts.stories $(ARGS)

.PHONY: conformance
conformance: setup-test ## standard test suites: passed/total per folder (TCK=DIR for another one)
	@$(PYTHON) -m scripts.conformance $(if $(TCK),--tck "$(TCK)") $(ARGS)

.PHONY: bench
bench: setup-test ## measure against limits taken in the same run
	@$(PYTHON) -m bench.run $(ARGS)

.PHONY: soak
soak: setup-test ## the long forms of the randomised suites (MINUTES=)
	@$(PYTHON) -m scripts.soak --minutes $(or $(MINUTES),10) $(ARGS)

.PHONY: translations
translations: setup ## compile the English and list what is missing or no longer used
	@$(PYTHON) -m scripts.translations list

.PHONY: vendor
vendor: ## copy the pinned browser packages again (needs Node and the npm registry)
	cd frontend && npm ci --ignore-scripts --no-fund --no-audit && node vendor.mjs

# Sonae: every target sets itself up from Python 3.11+ and make alone. Run `make help` for the list.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
OUT := out/demo
PORTFOLIO := out/portfolio
EVALUATION := out/evaluation
IMPORTER ?= JPN
YEAR ?= 2024

.PHONY: help env data browser demo serve test test-fast soak lint bench docs lock clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

env: $(STAMP) ## Make .venv with everything locked by hash

# The stamp is written last: an interrupted set-up is taken up again at the next call.
$(STAMP): requirements/dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv and pip is needed (python3-venv on Debian)."; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@echo "Installing the locked requirements into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
		--require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

data: env ## Fetch the two pinned data packs into the user's cache (about 43 MB, once)
	@$(BIN)/sonae data pull

browser: ## Install Chromium from the system's packages where that is allowed
	@tools/browser.sh

demo: env data ## Write the review of the 35 minerals, that of a fictional portfolio and the forms of the evaluation of FY2023 to out/
	@$(BIN)/sonae review --importer $(IMPORTER) --year $(YEAR) --out $(OUT)
	@$(BIN)/sonae portfolio review demonstration --out $(PORTFOLIO)
	@$(BIN)/sonae evaluate FY2023 --out $(EVALUATION)

serve: env ## Serve the office with a fictional agency, and print its address and logins
	@$(BIN)/sonae serve

test: env data browser ## Run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: env ## Run the quick tests (under a minute)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow and not browser and not soak"

soak: env data browser ## Run the long fault and load tests
	@SONAE_SOAK=1 $(BIN)/python -m pytest -n 2 --dist loadgroup

lint: env ## ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: env data ## Time the work beside a peer or a baseline, results checked in the same run
	@$(BIN)/python -m benchmarks

docs: env ## Build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

lock: env ## Make requirements/*.lock anew
	@$(BIN)/python -m pip install --quiet --target $(VENV)/lock uv
	@for f in run dev; do PYTHONPATH=$(VENV)/lock $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml \
		$$(test $$f = dev && echo requirements/dev.in) -o requirements/$$f.lock; done

clean: ## Remove what the targets made (not the data cache)
	@rm -rf $(VENV) out site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

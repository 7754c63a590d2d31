# Raccord. `make demo` and `make test` need Python 3.11 or later and make, nothing else.

PORT ?= 8000
TESTS ?= tests

BIN = .venv/bin
EMBEDDED = $(BIN)/python -m portal.embedded
MANAGE = DJANGO_SETTINGS_MODULE=portal.config.settings.static $(BIN)/python manage.py
COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--universal --python-version 3.11

.PHONY: help demo test prove bench lint messages requirements clean virtualenv

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: virtualenv ## serve the site with demo people on http://127.0.0.1:8000 (PORT=)
	@PORT=$(PORT) $(EMBEDDED) run -- scripts/demo

test: virtualenv ## all tests, browser journeys included (TESTS= for some)
	@scripts/browser
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 $(TESTS)

prove: virtualenv ## the long proofs: workers and imports killed at any point
	@$(BIN)/python -m pytest -m prove $(TESTS)

bench: virtualenv ## the benchmarks beside their peers, as a table (ONLY="P1 P2" for some)
	@$(EMBEDDED) run --data .local/bench -- $(BIN)/python -m bench $(ONLY)

lint: virtualenv ## style, types, import contracts, migrations, translations
	@$(BIN)/ruff check --no-cache
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@PYTHONWARNINGS=ignore::RuntimeWarning $(MANAGE) makemigrations --check
	@$(MANAGE) messages check

messages: virtualenv ## collect the sentences to translate, and tell which are missing
	@$(MANAGE) messages update
	@$(MANAGE) messages compile

requirements: virtualenv ## compile requirements/*.txt from requirements/*.in
	@for name in base dev production; do \
		$(COMPILE) requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

clean: ## stop the demo's servers; remove its data and everything built
	@if [ -x $(BIN)/python ]; then $(EMBEDDED) remove; $(EMBEDDED) remove --data .local/bench; fi
	@rm -rf .local staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -path ./.venv -prune -o \( -name '*.mo' -o -name __pycache__ \) -print0 | xargs -0 rm -rf
	@[ -L .venv ] || rm -rf .venv

virtualenv:
	@scripts/virtualenv

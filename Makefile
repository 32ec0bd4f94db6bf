# `make demo` shows the product, `make test` is everything that CI runs. Both need Python 3.11 or later, git and the package index.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
CHECKS := format lint types contracts dependencies reference quality tests

.PHONY: help demo test soak bench coverage floors train train-data docs clean $(CHECKS)
.NOTPARALLEL:

help:
	@echo "make demo     the report of a real edit, in the terminal"
	@echo "make test     everything that CI runs"
	@echo "make soak     the long campaigns"
	@echo "make bench    side by side with mwedittypes, wikidiff2, difflib, quantulum3, number-parser, mwapi, mwclient and pywikibot"
	@echo "make coverage what of the pure floors the tests reach"
	@echo "make quality  the score of the labelled edits against the pinned floors"
	@echo "make floors   raise the pinned floors to the present score"
	@echo "make train    learn the tone weights again: make train DATA=folder"
	@echo "make docs     write docs/cli.md, the table of packs and what packs take from the CLDR"
	@echo "one check alone: make $(CHECKS)"

demo: $(VENV)/.demo
	@$(BIN)/wikidiff compare fixtures/seed/old.wikitext fixtures/seed/new.wikitext

# Every check runs even when an earlier one fails; what was skipped is said last.
test: $(VENV)/.dev
	@rm -f build/skipped.txt
	@$(MAKE) --no-print-directory --keep-going $(CHECKS) && status=0 || status=$$?; \
	$(BIN)/python tools/skipped.py; exit $$status

soak: $(VENV)/.dev
	WIKIDIFF_SOAK=1 $(BIN)/pytest -n $(JOBS) --dist loadgroup

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.engines --gate
	$(BIN)/python -m benchmarks.quantities
	$(BIN)/python -m benchmarks.oracle
	$(BIN)/python -m benchmarks.citations --gate
	$(BIN)/python -m benchmarks.wiki --gate
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.imports
	$(BIN)/python -m benchmarks.store
	$(BIN)/python -m benchmarks.dumps --gate
	$(BIN)/python -m benchmarks.pages

coverage: $(VENV)/.dev
	$(BIN)/pytest -n $(JOBS) --cov --cov-report=term

floors: $(VENV)/.dev
	$(BIN)/python -m benchmarks.quality --update

# DATA is the folder of sentence pairs that benchmarks/quality/tone_material.py describes; it is not in this repository.
train: train-data $(VENV)/.learn
	$(BIN)/python -m benchmarks.quality.train_tone "$(DATA)"

train-data:
	@test -d "$(DATA)" || { echo "make train needs the folder of sentence pairs: make train DATA=folder" >&2; exit 2; }

docs: $(VENV)/.dev
	$(BIN)/python tools/reference.py --write
	$(BIN)/python tools/cldr.py --write

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

dependencies: $(VENV)/.dev
	$(BIN)/deptry .

reference: $(VENV)/.dev
	$(BIN)/python tools/reference.py --check
	$(BIN)/python tools/cldr.py --check

quality: $(VENV)/.dev
	$(BIN)/python -m benchmarks.quality

tests: $(VENV)/.dev
	$(BIN)/pytest -n $(JOBS) --dist loadgroup

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

# Dependency groups need pip 25.1; a fresh venv may bring an older one.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("wikidiff needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.demo: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	@touch $@

$(VENV)/.learn: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group learn
	@touch $@

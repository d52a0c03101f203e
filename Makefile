# `make` alone says what there is to make. The logic of the targets is in Python, in bot/processes.
.DEFAULT_GOAL := help
.PHONY: help run install uv icaljs test test-rasa lint types layers words trained proof bench evaluate encoder lock clean

# uv takes a Python that it finds on the PATH before it downloads one: the newest that pyenv has, off the PATH.
newest = $(lastword $(sort $(wildcard $(HOME)/.pyenv/versions/$(1).*/bin)))
nothing :=
space := $(nothing) $(nothing)
export PATH := $(subst $(space),:,$(strip $(call newest,3.13) $(call newest,3.10) $(PATH)))

# Compiled files are kept, whatever the environment says: without them every start compiles everything again.
export PYTHONDONTWRITEBYTECODE :=

PYTHON := .venv/bin/python
RASA_PYTHON := .venv-dialogue/bin/python
# An own copy when there is none, or only a launcher that finds none (as pyenv's, in a folder with .python-version).
UV = $$(uv --version >/dev/null 2>&1 && echo uv || echo $(CURDIR)/.uv/bin/uv)

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

run: install ## Prepare everything, start the demo, show its address
	@$(PYTHON) -m bot.processes run

install: .venv/.installed .venv-dialogue/.installed ## Both environments, from their lock files

uv:
	@uv --version >/dev/null 2>&1 || .uv/bin/uv --version >/dev/null 2>&1 || { \
	  echo "Installing uv, which makes the two Python environments, into .uv/"; \
	  python3 -m venv .uv && .uv/bin/pip install --quiet uv || { \
	    echo "That failed. Install uv yourself (its documentation says how), then try again." >&2; exit 1; }; }

.venv/.installed: requirements.lock pyproject.toml | uv
	@echo "Product: Python 3.13 and its packages, into .venv/"
	@test -x $(PYTHON) || $(UV) venv --quiet --python 3.13 .venv
	@VIRTUAL_ENV=.venv $(UV) pip sync requirements.lock
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv-dialogue/.installed: bot/dialogue/requirements.lock | uv
	@echo "Dialogue: Python 3.10 with Rasa and TensorFlow, into .venv-dialogue/ (about 2 GB; the first time takes minutes)"
	@test -x $(RASA_PYTHON) || $(UV) venv --quiet --python 3.10 .venv-dialogue
	@VIRTUAL_ENV=.venv-dialogue $(UV) pip sync bot/dialogue/requirements.lock
	@touch $@

icaljs: tests/icaljs/node_modules/.installed
tests/icaljs/node_modules/.installed: tests/icaljs/package-lock.json
	@npm --version >/dev/null 2>&1 || { \
	  echo "A test reads invites with ical.js. Install Node and npm, as in apt-get install nodejs npm." >&2; exit 1; }
	@echo "A JavaScript library that reads our invites, into tests/icaljs/node_modules/"
	@cd tests/icaljs && npm ci --silent
	@touch $@

test: install icaljs ## Everything that a change must pass
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line test-rasa lint types layers words
	@echo "== Tests"
	@$(PYTHON) -m pytest --numprocesses 2 --dist loadfile tests/unit tests/integration
	@echo "== Tests of the running product"
	@$(PYTHON) -m pytest tests/conversations tests/faults
	@echo "== Tests in a browser"
	@$(PYTHON) -m pytest tests/browser

# They run on one core each; training first, since its tests take longest.
test-rasa: trained
	@echo "== Tests on Rasa's Python"
	@$(RASA_PYTHON) -m pytest $(wildcard tests/unit/dialogue tests/unit/playbook tests/unit/understand)

lint: install
	@echo "== Style"
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: install
	@echo "== Types"
	@.venv/bin/mypy bot actions --exclude '^bot/dialogue/'
	@.venv/bin/mypy --python-executable $(RASA_PYTHON) --python-version 3.10 bot/dialogue bot/understand bot/playbook

layers: install
	@echo "== Layers"
	@.venv/bin/lint-imports --no-cache

words: install
	@echo "== Words, stories and playbook"
	@.venv/bin/bantam check
	@$(PYTHON) -m bot.processes validate

trained: install
	@.venv/bin/bantam train

proof: install trained ## The long proofs: contention, crashes and simulations at full size
	@BANTAM_PROOF=1 $(PYTHON) -m pytest -m proof

bench: install trained ## Measure start-up, memory and speed; writes docs/performance.md
	@$(PYTHON) -m tests.bench

evaluate: install trained ## Measure what is understood of messages held out, an hour or more; writes docs/evaluation.md
	@$(PYTHON) -m tests.nlu

encoder: install ## Make the sentence encoder again
	@$(PYTHON) -m bot.understand.export

lock: uv ## Resolve both lock files anew: names, versions and hashes
	@$(UV) pip compile $(LOCKED) --python-version 3.13 --group dev pyproject.toml --output-file requirements.lock
	@cd bot/dialogue && \
	  $(UV) pip compile $(LOCKED) --python-version 3.10 --group dev pyproject.toml --output-file requirements.lock
LOCKED := --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade

clean: ## Remove environments, models and what tests leave behind; var/ with your data stays
	rm -rf .venv .venv-dialogue .uv tests/icaljs/node_modules models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results *.egg-info

# `make` or `make help` lists what can be made. Needs Python 3.11 or newer with venv; everything else comes from the locks.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first Python that really runs, is new enough and can make a virtual environment (a name in PATH proves nothing).
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

PORT ?= 8000
SANDAN_HOME ?= $(CURDIR)/var/demo
ARGS ?=
# How many processes share the test files: one for each core, at most four, so that their browsers and databases fit into memory.
JOBS ?= auto

BIN := .venv/bin
UV := .tools/bin/uv
LOCK := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
export UV_PYTHON_DOWNLOADS := never
# Images for containers often forbid Python to keep what it compiled. Then each of the many processes that the tests start compiles
# everything anew: the tests of the command line took twice the processor time.
unexport PYTHONDONTWRITEBYTECODE
export UV_LINK_MODE ?= copy

# Fills .venv from a lock. uv reads no pip configuration, so a package mirror set there is passed on; if uv can't reach
# the packages at all (a private certificate, a local folder of wheels), pip does the same work more slowly.
define mirror
index="$$(.tools/bin/pip config get global.index-url 2>/dev/null || true)"; \
[ -z "$$index" ] || export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"
endef
define install
$(mirror); \
[ -x $(BIN)/python ] || $(UV) venv -q --clear --python .tools/bin/python .venv; \
echo "Installing $(1)"; \
$(UV) pip sync -q -p .venv --require-hashes $(1) \
	|| .tools/bin/pip --python $(BIN)/python install -q --require-hashes -r $(1); \
$(UV) pip install -q -p .venv --offline --no-deps --no-build-isolation --reinstall-package sandan -e .; \
$(UV) pip check -q -p .venv
endef

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## Set everything up and serve the demo county on http://127.0.0.1:8000 (PORT=, SANDAN_HOME=, ARGS=)
	@SANDAN_HOME="$(SANDAN_HOME)" exec $(BIN)/sandan demo --serve --port $(PORT) $(ARGS)

.PHONY: test
test: setup-dev browser lint audit ## Set up, lint, check types and rooms, audit, run every test (ARGS= goes to pytest; JOBS=0: in one process)
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: lint
lint: setup-dev ## Style, format, types, and the arrow between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: audit
audit: setup-dev ## Pins, hashes and licences of the locks; withdrawn versions and known vulnerabilities where these can be asked for
	@$(mirror); $(BIN)/python -m audit --uv $(UV) requirements.lock requirements-dev.lock requirements-tools.lock

.PHONY: format
format: setup-dev ## Put the code in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup-dev ## Measure against the same bytes written by bare SQL
	$(BIN)/python -m bench $(ARGS)

.PHONY: setup
setup: .venv/.run catalogue ## Install the program into .venv

.PHONY: setup-dev
setup-dev: .venv/.dev catalogue ## Install the program with everything the tests need

.PHONY: catalogue
catalogue: .venv/.run
	@$(BIN)/python -m sandan.web.catalogue compile

.PHONY: static
static: setup ## Collect and compress static files for a server that serves them itself
	DJANGO_SETTINGS_MODULE=sandan.config.settings $(BIN)/django-admin collectstatic --noinput

.PHONY: browser
browser: ## Install Debian's Chromium and a Chinese font if they are missing and this may install them
	@found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }; \
	fonts() { ! command -v fc-list || fc-list :lang=zh-cn | grep -q .; }; \
	if ! { found && fonts; } >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			export DEBIAN_FRONTEND=noninteractive; \
			{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } \
				</dev/null >/dev/null || echo "apt-get could not install chromium and fonts-noto-cjk"; \
		fi; \
	fi; \
	found >/dev/null || echo "No Chromium: the browser tests will be skipped (install the package chromium to run them)"
	@command -v soffice >/dev/null || echo "No LibreOffice: Word documents are not measured on paper (install libreoffice-writer-nogui to measure them)"

.PHONY: lock
lock: .tools/.stamp ## Write the lock files anew from pyproject.toml (UPGRADE=1 takes the newest versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --group build -o requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements*.lock

.PHONY: wheel
wheel: setup ## Build the wheel into dist/
	$(UV) build -q --wheel --offline --no-build-isolation --python $(BIN)/python --out-dir dist

.PHONY: clean
clean: ## Remove what make made; the data in var/ stays
	rm -rf .venv .tools build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

# ---------------------------------------------------------------------------------------------------------------------
# Stamps: a second `make run` finds them newer than the locks and touches no network.

.tools/.stamp: requirements-tools.lock
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer with venv is needed (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Making .tools with $(PYTHON)"
	@"$(PYTHON)" -m venv --clear .tools
	@.tools/bin/pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Once the tests' packages are in, the smaller lock would only take them out again.
.venv/.run: requirements.lock pyproject.toml .tools/.stamp
	@lock=requirements.lock; [ ! -e .venv/.dev ] || lock=requirements-dev.lock; $(call install,$$lock)
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@$(call install,requirements-dev.lock)
	@touch .venv/.run $@

# The commands of the README. Each does all of its set-up on a machine with Python >= 3.11, git and make.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$p; break; fi; done)
STAMP := $(VENV)/.liuke-ready
JOBS ?= auto
# Compiled code is kept, whatever the environment says: a start without it compiles some 2,000 files, two seconds of CPU.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-deploy check format lint types imports bench lock clean help console console-check miniapp miniapp-part miniapp-check docs audit advisories

help: ## What each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(STAMP): pyproject.toml requirements/dev.lock
	@test -n "$(PYTHON)" || { echo "Liuke needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements/dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python "uv>=0.9"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) console ## Replay a year of real orders through the engine (ARGS="--no-serve --limit 20000 --json")
	@$(BIN)/liuke demo $(ARGS)

test: $(STAMP) console ## All tests, against a real PostgreSQL and a real browser (ARGS are handed to pytest)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

test-deploy: $(STAMP) console ## Tests that need programs of the system: nginx, Caddy, systemd, openssl, setpriv, curl
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope -m system tests/deploy tests/docs $(ARGS)

check: format lint types imports audit console-check miniapp-check test ## What continuous integration runs

console: $(STAMP) ## Build the operators' console and the member app (Node comes from PyPI; nothing happens when they are up to date)
	@$(BIN)/python hatch_build.py

console-check: $(STAMP) ## Types, lint and unit tests of the console
	@$(BIN)/python hatch_build.py run --silent types
	@$(BIN)/python hatch_build.py run --silent lint
	@$(BIN)/python hatch_build.py run --silent test

miniapp: $(STAMP) ## Build the member app as a WeChat mini program, in miniapp/dist/mp-weixin (LIUKE_URL=https://…)
	@VITE_LIUKE_URL="$(LIUKE_URL)" VITE_LIUKE_RENEWAL="$(LIUKE_RENEWAL)" $(BIN)/python hatch_build.py miniapp run --silent build:mp

miniapp-part: $(STAMP) ## Build the member app as a sub-package of your mini program, in miniapp/dist/mp-part/ROOT (ROOT=member)
	@VITE_LIUKE_URL="$(LIUKE_URL)" VITE_LIUKE_RENEWAL="$(LIUKE_RENEWAL)" VITE_LIUKE_ROOT="$(or $(ROOT),member)" $(BIN)/python hatch_build.py miniapp exec -- uni build -p mp-weixin --subpackage="$(or $(ROOT),member)" --outDir dist/mp-part

miniapp-check: $(STAMP) ## Types of the member app
	@$(BIN)/python hatch_build.py miniapp run --silent types

format: $(STAMP)
	@$(BIN)/ruff format --check .

lint: $(STAMP)
	@$(BIN)/ruff check .

types: $(STAMP)
	@$(BIN)/basedpyright

imports: $(STAMP)
	@$(BIN)/lint-imports

audit: $(STAMP) ## The lock files: hashes, sources, licences, scripts, versions that were taken back
	@$(BIN)/python -m requirements.audit locks

advisories: $(STAMP) ## Look up known weaknesses of every locked package (asks pypi.org and npmjs.org)
	@$(BIN)/python -m requirements.audit advisories $(ARGS)

bench: $(STAMP) ## Benchmarks as ratios within one run (ARGS="ledger herd")
	@$(BIN)/liuke bench $(ARGS)

docs: $(STAMP) ## The documentation as a site, in site/
	@$(BIN)/uv run --quiet --no-project --python $(BIN)/python --with "mkdocs-material>=9.7" --with "mkdocs-static-i18n>=1.3" \
		mkdocs build --strict

lock: $(STAMP) ## Renew requirements/dev.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
		--python-version 3.11 --group dev --custom-compile-command "make lock" pyproject.toml -o requirements/dev.lock

clean: ## Remove what the build made (not the databases)
	rm -rf $(VENV) dist build console/dist console/node_modules miniapp/dist miniapp/node_modules .pytest_cache .ruff_cache

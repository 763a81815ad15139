# Two commands for a newcomer: `make demo` and `make test`. Each does its own set-up.
PYTHON ?= python3
BIN := .venv/bin
# As many tests at once as there are cores; whoever is done takes from who is not.
PYTEST := $(BIN)/pytest -q -p no:cacheprovider -n logical --maxprocesses 4 --dist worksteal

.PHONY: help demo test check test-long bench lock clean

help:  ## say what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .make/run  ## look at a real hospital's log, build the demonstration, serve it
	$(BIN)/wholeflow demo

test: check .make/browser  ## everything that must hold
	$(PYTEST) --cov
	$(PYTEST) --cov --cov-append --database postgresql tests/server
	node --test tests/js/

check: .make/dev .make/node  ## the fast half: format, lint, types, room contracts, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	node_modules/.bin/biome ci src tests/js
	node_modules/.bin/tsc

test-long: .make/browser  ## search longer: many random cases, the crash test many times
	WHOLEFLOW_TEST_EFFORT=long $(PYTEST)
	WHOLEFLOW_TEST_EFFORT=long $(PYTEST) --database postgresql tests/server

bench: .make/bench  ## measure, against a yardstick in the same run
	$(BIN)/pytest bench -q -s --benchmark-disable-gc -p no:randomly

lock:  ## renew the lock files (needs uv)
	for set in "run --group build" \
	           "dev --group build --extra postgres --group test --group docs -c requirements/run.txt" \
	           "bench --group build --group bench -c requirements/run.txt"; do \
	  set -- $$set; name=$$1; shift; \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
	    --no-annotate --no-header pyproject.toml "$$@" -o requirements/$$name.txt || exit 1; \
	done

clean:  ## remove what the commands above made
	rm -rf .venv .make node_modules

.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "wholeflow needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

.make/run: requirements/run.txt pyproject.toml | .venv
	@echo "Setting up: the first time takes a minute or two."
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@mkdir -p .make && touch $@

.make/dev: requirements/dev.txt .make/run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@mkdir -p .make && touch $@

.make/bench: requirements/bench.txt .make/dev
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@mkdir -p .make && touch $@

.make/node: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p .make && touch $@

# The browser tests drive the machine's Chromium; where there is none, Debian's is installed.
.make/browser: .make/dev .make/node
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  { echo "Installing Chromium for the browser tests"; \
	    apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium >/dev/null; }
	@mkdir -p .make && touch $@

# `make demo` shows the product, `make test` checks it; both set up everything they need.
PYTHON ?= python3
PORT ?= 8080
# Told to write no bytecode, Python would compile everything anew at each of many starts.
export PYTHONDONTWRITEBYTECODE :=
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo demo-reset run migrate test lint bench soak lock clean

demo: $(VENV)/.runtime
	$(BIN)/python -m bot demo --port $(PORT)

demo-reset: $(VENV)/.runtime
	rm -rf data/demo
	$(BIN)/python -m bot demo --port $(PORT)

run: $(VENV)/.runtime
	@$(BIN)/python -m bot run

migrate: $(VENV)/.runtime
	$(BIN)/python -m bot migrate

test: $(VENV)/.development
	$(BIN)/pytest -n 4 --dist loadgroup

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.development
	$(BIN)/python -m tests.bench

# On PostgreSQL, too, where TEST_POSTGRES_URL names one.
soak: $(VENV)/.development
	$(BIN)/python -m tests.soak

# Versions and hashes, for every platform; no index addresses.
lock: $(VENV)/.development
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) data/demo

# Debian packs `venv` apart from Python; virtualenv from pip does as well.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) 2>/dev/null || \
		{ rm -rf $(VENV); PIP_BREAK_SYSTEM_PACKAGES=1 $(PYTHON) -m pip install --quiet --user virtualenv && \
		$(PYTHON) -m virtualenv --quiet $(VENV); }

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.development: requirements-dev.lock | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime

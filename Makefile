# `make run` and `make test` do all the set-up themselves, inside this folder.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint types eval pictures faults bench fuzz audit clean

run: .venv/ready
	$(BIN)/helpline serve

test: .venv/ready lint types
	$(BIN)/pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

eval: .venv/ready
	$(BIN)/python docs/make_accuracy.py

faults: .venv/ready
	$(BIN)/pytest tests/faults -m "heavy or not heavy"

# Needs wrk, and nginx with a PostgreSQL on 127.0.0.1:5432 for the part with several machines; what is not there is left out.
bench: .venv/ready
	$(BIN)/python -m bench

# Bad messages: some minutes. MESSAGES=1000000 for the million; then, where atheris is installed, SECONDS for each part by coverage.
MESSAGES ?= 150000
SECONDS ?= 20
fuzz: .venv/ready
	$(BIN)/python -m tests.fuzz.run --messages $(MESSAGES)
	$(BIN)/python -m tests.fuzz.guided --seconds $(SECONDS)

# Known weaknesses of what is installed; needs https to pypi.org. --strict: what could not be looked up is a failure.
audit: .venv/ready
	$(PYTHON) -m venv var/audit
	var/audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip freeze --exclude-editable > var/audit/installed.txt
	var/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement var/audit/installed.txt

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $@

pictures: .venv/ready
	$(BIN)/python -m docs.make_pictures

clean:
	rm -rf .venv var build dist

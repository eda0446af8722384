# What is done here every day, a word each; `make` alone lists them.
SHELL := /bin/sh
PYTHON := .venv/bin/python

.PHONY: help setup quick test coverage lint format demo hooks lock

help:  # lists these words
	@sed -n 's/^\([a-z]*\):.*  # /\1	/p' Makefile

setup: .venv/ready  # the environment, in .venv, with the versions of constraints.txt

.venv/ready: pyproject.toml constraints.txt
	python3 -m venv .venv
	$(PYTHON) -m pip install -q -e ".[test]" -c constraints.txt
	@touch $@

quick: setup  # the fast tests: no browser, no database server, nothing slow
	$(PYTHON) -m pytest -q -n auto --dist loadfile -m "not browser and not database and not slow"

test: setup  # every test: the command of the README
	$(PYTHON) -m pytest -n auto --dist loadfile

coverage: setup  # every test, and which lines and branches none of them reaches
	$(PYTHON) -m pytest -n auto --dist loadfile --cov

lint: setup  # style, layout, types and the order of imports
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

format: setup  # mends what ruff can mend
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

demo: setup  # two made-up cohorts, closed, and the app opened on them
	.venv/bin/mentoring-toolkit demo

hooks: setup  # lint before every commit, by pre-commit
	$(PYTHON) -m pip install -q pre-commit
	.venv/bin/pre-commit install

lock:  # constraints.txt anew: the newest versions that pyproject.toml allows
	rm -rf build/lock && python3.11 -m venv build/lock
	build/lock/bin/python -m pip install -q -e ".[test]"
	echo '# The versions that the tests run with, for Python 3.11. Made by `make lock`.' > constraints.txt
	build/lock/bin/python -m pip freeze --exclude-editable >> constraints.txt
	rm -rf build/lock

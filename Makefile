# Two commands matter: `make run` and `make test`. Both set up what they need, once.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench screenshots browser lock

PYTHON ?= python3
PY := .venv/bin/python
INSTALLED := .venv/.installed

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: $(INSTALLED) ## Start OpenSearch and the app; with no data yet, load the sample first
	@$(PY) -m engine start
	@$(PY) -m indexing migrate --if-needed
	@$(PY) -m loaders sample --if-empty
	@exec $(PY) serve.py

test: lint browser ## Check style and types, then run every test
	@$(PY) -m pytest -n 2 --dist loadgroup

lint: $(INSTALLED) ## Check style and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy .

bench: $(INSTALLED) ## Measure loading, searching and filters against raw OpenSearch
	@$(PY) -m benchmarks

screenshots: $(INSTALLED) browser ## Take the pictures in docs/images from the sample
	@$(PY) -m docs.screenshots

browser: $(INSTALLED)
	@$(PY) -m tests.chromium

# Writes down the version of every package that the direct ones bring along.
lock: $(INSTALLED)
	@$(PY) -m pip install --quiet --dry-run --ignore-installed --report - -r requirements.txt | $(PY) -c 'import json, sys; \
	    found = [item["metadata"] for item in json.load(sys.stdin)["install"]]; \
	    print(*sorted(f"""{item["name"].lower()}=={item["version"]}""" for item in found), sep="\n")' > requirements.lock.new
	@mv requirements.lock.new requirements.lock
	@touch $(INSTALLED)

# The virtual environment: made when there is none that works, brought up to date when the requirements change.
$(INSTALLED): requirements.txt requirements.lock
	@if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	    python=; for candidate in '$(PYTHON)' python3.13 python3.12 python3.11; do \
	        if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	            python=$$candidate; break; fi; done; \
	    if [ -z "$$python" ]; then \
	        echo "Open360 needs Python 3.11 or later: install it, or name it, as in 'make PYTHON=/opt/python3.12/bin/python3 run'." >&2; exit 1; fi; \
	    if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	        echo "This Python cannot make virtual environments: install its venv package, on Debian and Ubuntu 'apt install python3-venv'." >&2; exit 1; fi; \
	    "$$python" -m venv --clear .venv || exit 1; fi; \
	echo "Installing the requirements into .venv (once; a minute or two) ..."; \
	if ! $(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock; then \
	    echo "The requirements could not be installed: see above, check the network and run the same command again." >&2; exit 1; fi
	@touch $@

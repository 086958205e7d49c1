# run: the registry with its real data.    test: everything that is proven, with its own set-up.
# check: what needs no test run.           bench: how fast it is, as docs/performance.md shows.
# data: the places of a country, rebuilt.  catalogues: translations, brought up to the code.
# Targets named for files are made again only when what they are made from has changed.

PYTHON ?= python3

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
PO := $(wildcard translations/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

.PHONY: run test check bench data catalogues setup setup-dev clean
.DELETE_ON_ERROR:

run: setup
	@exec scripts/run

test: check
	@scripts/chromium > /dev/null
	@scripts/postgresql > /dev/null
	@scripts/redis > /dev/null
	$(PY) -m pytest --hypothesis-profile=ci --numprocesses=auto --maxprocesses=4 --dist=worksteal

check: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: setup-dev
	@scripts/postgresql > /dev/null
	@scripts/wrk > /dev/null
	$(PY) -m bench $(addprefix --records ,$(RECORDS)) $(addprefix --rounds ,$(ROUNDS)) \
	    $(addprefix --seconds ,$(SECONDS)) $(BENCH)
	$(PY) -m bench.coverage

data: $(VENV)/data-packages
	$(PY) -m scripts.build_places --country $(or $(COUNTRY),kz) $(if $(BOUNDARIES),--boundaries $(BOUNDARIES))

catalogues: setup-dev
	$(PY) -m scripts.catalogues
	@$(MAKE) --no-print-directory setup

setup: $(VENV)/packages static/vendor/copied $(MO)

setup-dev: setup $(VENV)/development-packages

# The data in var/ stay: they are the registry itself.
clean:
	rm -rf $(VENV) node_modules static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -f $(MO)

$(VENV)/bin/pip:
	@scripts/python $(PYTHON)
	$(PYTHON) -m venv $(VENV)

$(VENV)/packages: requirements.txt | $(VENV)/bin/pip
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/development-packages: requirements-dev.txt requirements.txt | $(VENV)/bin/pip
	$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/data-packages: requirements-data.txt requirements.txt | $(VENV)/bin/pip
	$(PIP) -r requirements-data.txt
	@touch $@

node_modules/installed: package.json package-lock.json requirements-node.txt | $(VENV)/bin/pip
	@scripts/npm ci --omit=optional --ignore-scripts --loglevel=error
	@touch $@

static/vendor/copied: scripts/vendor.py $(wildcard licences/*) node_modules/installed | $(VENV)/bin/pip
	$(PY) -m scripts.vendor
	@touch $@

%.mo: %.po | $(VENV)/packages
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

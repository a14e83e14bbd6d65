# `make run` and `make test` are all you need; the other targets are for developers.
PYTHON ?= python3
VENV := .venv
# The lists are complete. Working out again what depends on what fails in pip 23 if two packages ask for the same extra.
PIP_OPTIONS := --quiet --disable-pip-version-check --no-deps --require-hashes
INSTALL := $(VENV)/bin/pip install $(PIP_OPTIONS)

.PHONY: run install dev test check lint messages lock bench drills audit sbom

run: $(VENV)/.run-installed
	@exec $(VENV)/bin/python manage.py start

# For servers, whose services may not write here: also the compiled form of the code.
install: $(VENV)/.run-installed
	@$(VENV)/bin/python -m compileall -q tianhe_site news pages

dev: $(VENV)/.run-installed
	@exec env DEBUG=1 $(VENV)/bin/python manage.py start --dev

test: $(VENV)/.test-installed
	@exec sh tests/run.sh

check: $(VENV)/.test-installed
	@exec sh tests/check.sh

lint: $(VENV)/.test-installed
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/python -m tests.templates fix
	@$(VENV)/bin/python -m tests.javascript fix

# Brings the catalogs in locale/ up to date with the code. Needs GNU gettext (Debian's package 'gettext').
messages: $(VENV)/.run-installed
	@command -v xgettext >/dev/null || { echo "GNU gettext is missing: install the package 'gettext'." >&2; exit 1; }
	@$(VENV)/bin/python manage.py makemessages

# Takes half an hour. `make drills ONLY=held_lock`: that one.
drills: $(VENV)/.test-installed
	@exec $(VENV)/bin/python -m tests.drills $(ONLY)

# Takes half an hour. `make bench ONLY=fresh`: one part; `make bench BEFORE=FOLDER`: also that checkout.
bench: .venv-bench/.installed
	@exec .venv-bench/bin/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(BEFORE),--before $(BEFORE))

.venv-bench/.installed: requirements/bench.txt
	@echo "Python packages: installing what the site is compared with in .venv-bench"
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install $(PIP_OPTIONS) -r requirements/bench.txt
	@touch $@

# Says so and fails where the database of vulnerabilities can't be reached.
audit: .venv-supply/.installed
	@.venv-supply/bin/python requirements/audit.py

sbom: .venv-supply/.installed
	@PYTHONWARNINGS=ignore .venv-supply/bin/cyclonedx-py requirements requirements/s3.txt --pyproject pyproject.toml \
		--output-reproducible --output-file sbom.json && echo "Written: sbom.json"

.venv-supply/.installed: requirements/supply.txt
	@echo "Python packages: installing what looks at packages in .venv-supply"
	@$(PYTHON) -m venv .venv-supply
	@.venv-supply/bin/pip install $(PIP_OPTIONS) -r requirements/supply.txt
	@touch $@

# The only target that needs uv.
lock:
	@for name in base s3 test bench supply; do uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		requirements/$$name.in -o requirements/$$name.txt; done

ifndef LOCKED
# Two runs at once would corrupt .venv. Without flock, as on macOS, they still can.
$(VENV)/.run-installed: requirements/base.txt
$(VENV)/.test-installed: requirements/test.txt
$(VENV)/.run-installed $(VENV)/.test-installed:
	@exec 9<Makefile; if command -v flock >/dev/null; then flock -n 9 || \
		{ echo "Python packages: another make is installing them: waiting until it is done"; flock 9; }; fi; \
		$(MAKE) --no-print-directory LOCKED=1 $@
else
$(VENV)/bin/pip:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python is missing: install Python 3.11 or newer, then run this again." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$$($(PYTHON) --version) is too old: install Python 3.11 or newer, or name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@echo "Python packages: making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "The virtual environment can't be made here. Make this folder writable; on Debian, also install python3-venv." >&2; exit 1; }

$(VENV)/.run-installed: requirements/base.txt | $(VENV)/bin/pip
	@echo "Python packages: installing what the site runs on"
	@$(INSTALL) -r requirements/base.txt
	@touch $@

$(VENV)/.test-installed: requirements/test.txt | $(VENV)/bin/pip
	@echo "Python packages: installing what the tests need"
	@$(INSTALL) -r requirements/test.txt
	@touch $@ $(VENV)/.run-installed
endif

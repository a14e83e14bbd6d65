#!/bin/sh
# Everything `make test` checks, in the order in which it is quickest to fail.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
TIANHE_DATA=$(mktemp -d)
export TIANHE_DATA
trap 'rm -rf "$TIANHE_DATA"' EXIT
# Where it is set, as in many images of containers, each of hundreds of processes compiles the site
# anew: a third of what loading it takes.
unset PYTHONDONTWRITEBYTECODE

echo "Lint and format"
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet .
$python -m tests.templates check

echo "System checks, also as in production; migrations"
$python -W error manage.py check --fail-level WARNING
env SITE_URL=https://www.example.org SECRET_KEY="$($python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    DATABASE_URL=postgres://tianhe@127.0.0.1/tianhe \
    $python -W error manage.py check --deploy --fail-level WARNING
$python manage.py makemigrations --check --dry-run

echo "Real parts"
$python tests/parts.py

echo "JavaScript"
$python -m tests.javascript check
$python -m tests.javascript test

echo "Tests"
$python -m tests.shares

#!/bin/sh
# Everything `make test` checks, in the order in which it is quickest to fail.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
TIANHE_DATA=$(mktemp -d)
export TIANHE_DATA
trap 'rm -rf "$TIANHE_DATA"' EXIT

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

# Files of tests go into folders of their own: pytest would first remove those of earlier runs, one
# by one. Side by side, a core each: the tests of the code, and those that wait for a server or a browser.
log="$TIANHE_DATA/beside.log"
(
    beside=0
    export TIANHE_DATA="$TIANHE_DATA/beside"
    mkdir "$TIANHE_DATA"
    echo "Publishing on PostgreSQL"
    $python tests/on_postgresql.py .venv/bin/pytest -q -m postgresql --ignore=tests/browser \
        --basetemp="$TIANHE_DATA/postgresql" || beside=1
    echo "The site in a browser"
    .venv/bin/pytest -q tests/browser --basetemp="$TIANHE_DATA/browser" || beside=1
    exit $beside
) >"$log" 2>&1 &
beside=$!

failed=0
echo "The code on SQLite"
.venv/bin/pytest -q --ignore=tests/browser --basetemp="$TIANHE_DATA/files" || failed=1

wait $beside || failed=1
cat "$log"
exit $failed

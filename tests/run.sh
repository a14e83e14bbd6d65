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

echo "System checks, also as in production; migrations"
$python -W error manage.py check --fail-level WARNING
env SITE_URL=https://www.example.org SECRET_KEY="$($python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    DATABASE_URL=postgres://tianhe@127.0.0.1/tianhe \
    $python -W error manage.py check --deploy --fail-level WARNING
$python manage.py makemigrations --check --dry-run

echo "Real parts"
$python tests/parts.py

# Side by side: each waits half of its time, for a server or a browser.
$python tests/on_postgresql.py .venv/bin/pytest -q -m postgresql >"$TIANHE_DATA/postgresql.log" 2>&1 &
postgresql=$!

failed=0
echo "All tests on SQLite"
.venv/bin/pytest -q || failed=1

echo "Publishing on PostgreSQL"
wait $postgresql || failed=1
cat "$TIANHE_DATA/postgresql.log"
exit $failed

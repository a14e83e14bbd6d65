#!/bin/sh
# The quick half of `make test`, for the inner loop: lint, system checks, and the tests of the code on
# SQLite that are not slow. Side by side, a core each.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
TIANHE_DATA=$(mktemp -d)
# Migrating takes as long as a hundred tests: one side does it for both.
TIANHE_PREPARED="$TIANHE_DATA/prepared"
export TIANHE_DATA TIANHE_PREPARED
mkdir "$TIANHE_PREPARED"
trap 'rm -rf "$TIANHE_DATA"' EXIT
# Where it is set, as in many images of containers, each of hundreds of processes compiles the site
# anew: a third of what loading it takes.
unset PYTHONDONTWRITEBYTECODE

.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet .

# Half of the tests, by their time.
HALF="tests/news tests/pages tests/tianhe_site/publishing tests/tianhe_site/editorial tests/tianhe_site/rich_text"
quick() {
    .venv/bin/pytest -q -m "not slow" "$@"
}

log="$TIANHE_DATA/beside.log"
(
    beside=0
    export TIANHE_DATA="$TIANHE_DATA/beside"
    mkdir "$TIANHE_DATA"
    $python -m tests.templates check || beside=1
    $python -m tests.javascript check || beside=1
    $python -m tests.javascript test || beside=1
    $python -W error manage.py check --fail-level WARNING || beside=1
    $python manage.py makemigrations --check --dry-run || beside=1
    # shellcheck disable=SC2046 # One option for each folder.
    quick --basetemp="$TIANHE_DATA/files" --ignore=tests/browser $(printf -- "--ignore=%s " $HALF) || beside=1
    exit $beside
) >"$log" 2>&1 &
beside=$!

failed=0
# shellcheck disable=SC2086 # Several folders.
quick --basetemp="$TIANHE_DATA/files" $HALF || failed=1

wait $beside || failed=1
cat "$log"
exit $failed

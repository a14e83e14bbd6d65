"""The site of each release is upgraded by a start of today while readers ask for its pages.

Short form: tests/releases/test_upgrades.py,
test_site_of_a_release_answers_gets_no_starter_text_twice_and_its_record_is_whole.
"""

import time
from contextlib import ExitStack

import psycopg

from tests.releases import kept
from tests.releases.test_upgrades import restore
from tests.site import RunningSite, prepare_files

from .drill import Result
from .load import Readers
from .sites import ALONE, new_folder, postgresql

BAR = (
    "On both databases: each answers within 60 s, nobody gets an error, all that was public is; "
    "the audit log is intact and has its old head"
)
# For readers to read once the site is there.
SECONDS_AFTER = 2


def run(scale):
    releases = kept.RELEASES[: max(1, round(len(kept.RELEASES) * scale))]
    found = [_upgrade(release, kind) for release in releases for kind in ("sqlite", "postgresql")]
    slowest = max(seconds for seconds, _errors, _faults in found)
    errors = sum(errors for _seconds, errors, _faults in found)
    faults = [fault for _seconds, _errors, faults in found for fault in faults]
    measured = (
        f"{len(releases)} releases, both databases: the slowest answered after {slowest:.0f} s, "
        f"{errors} errors; {'; '.join(faults) or 'all public as before, audit logs intact'}"
    )
    return Result(measured, slowest < 60 and not errors and not faults)


def _upgrade(release, kind):
    """Return the seconds until the site answered, how many readers got an error, and what is wrong
    with what is there then."""
    recorded = kept.MANIFEST[release][kind]
    public = [path for path, status in recorded["answers"].items() if status == 200]
    with new_folder() as folder, ExitStack() as stack:
        variables = _restore(release, kind, folder / "data", stack)
        site = RunningSite(folder, **ALONE, **variables)
        begun = time.monotonic()
        # They come before there is a server.
        readers = stack.enter_context(Readers(site.port, public))
        stack.enter_context(site)
        seconds = time.monotonic() - begun
        time.sleep(SECONDS_AFTER)
        faults = list(_faults(site, release, recorded))
        errors = sum(
            number
            for status, number in readers.answers.items()
            if status != "none" and status >= 400
        )
    return seconds, errors, faults


def _restore(release, kind, data, stack):
    """Put the database and the media of a release in place; return what names the database."""
    if kind == "sqlite":
        restore(release, data, {})
        return {}
    prepare_files(data)
    url = stack.enter_context(postgresql()).url
    with psycopg.connect(url) as database:
        database.execute(kept.postgresql(release))
    kept.unpack_media(release, kind, data)
    return {"DATABASE_URL": url}


def _faults(site, release, recorded):
    for path, status in recorded["answers"].items():
        answer = site.get(path)[0]
        # `get` follows a redirect.
        if answer != {301: 200}.get(status, status):
            yield f"{release}: {path} is {answer}"
    try:
        site.manage_in_turn(["verify_history", "--head", recorded["head"]])
    except AssertionError as error:
        yield f"{release}: {str(error).strip().splitlines()[-1]}"

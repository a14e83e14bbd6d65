"""Ten times as many people read and search as on a busy day, through nginx, while others publish.

Short form: tests/test_nginx.py, test_many_readers_at_once_all_get_their_page.
"""

import time
from urllib.parse import quote

from .drill import Result
from .front import DOOR, in_front
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators

BAR = (
    "200 pages and 10 searches per second: no error, 99 % within 1 s; 95 % of what editors do "
    "within 2 s"
)
# A busy day has 20 pages and a search per second: 1.7 million pages.
PAGES, SEARCHES, SECONDS = 200, 10, 60
WORDS = ["patent", "cells", "diabetes", "cord blood", "jinan", "trial", "no such words", "干细胞"]


def run(scale):
    searches = [f"/search/?q={quote(word)}&page={page}" for word in WORDS for page in (1, 2)]
    with in_front() as front:
        browsers = administrators(front, 2, **DOOR)
        with (
            Readers(front.port, per_second=PAGES, people=32, **DOOR) as readers,
            Readers(front.port, searches, per_second=SEARCHES, **DOOR) as seekers,
            Editors(browsers, pause=1) as editors,
        ):
            time.sleep(SECONDS * scale)
        ledger, after = editors.ledger, Aftermath(front, editors.ledger)
    slowest = max(readers.percentile(0.99), seekers.percentile(0.99))
    measured = (
        f"{readers}, 99 % within {readers.percentile(0.99):.2f} s; searches: {seekers}, 99 % "
        f"within {seekers.percentile(0.99):.2f} s; 95 % of what editors did within "
        f"{ledger.percentile_95:.1f} s; {after}"
    )
    errors = readers.faults + seekers.faults + ledger.errors + seekers.answers[429]
    is_quick = slowest < 1 and ledger.percentile_95 < 2
    return Result(measured, is_quick and after.is_whole and not errors)

"""Two hosts behind nginx get today's release one after the other, and then the one before again.

Short form: tests/releases/test_both_versions.py,
test_release_before_works_while_today_migrates_and_after_and_so_does_the_way_back.
"""

import secrets
import subprocess
import sys
from contextlib import ExitStack

from django.conf import settings

from tests.nginx import HOST, Nginx
from tests.releases import kept
from tests.releases.test_both_versions import SETTINGS, Writer
from tests.site import GUNICORN, PASSWORD, RunningSite

from .drill import Result
from .load import Readers
from .people import Browser
from .sites import new_folder, postgresql

BAR = "0 errors for readers, each draft saved or given back, audit log intact"
# Times there and back.
TURNS = 2
BEFORE, TODAY = "of_the_tests", "tianhe_site.settings"
COUNT = """
from news.models import NewsItem
print(NewsItem.objects.filter(slug__startswith="draft-").count())
"""


def run(scale):
    with ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        hosts = _hosts(folder, stack)
        nginx = stack.enter_context(Nginx(folder, *(host.port for host in hosts)))
        door = {"tls": True, "headers": {"Host": HOST}}
        person = Browser(nginx.port, **door)
        if not person.log_in(kept.PUBLISHER, PASSWORD):
            raise RuntimeError("The publisher can't log in.")
        with Readers(nginx.port, per_second=20, **door) as readers, Writer(person) as writer:
            for _turn in range(max(1, round(TURNS * scale))):
                _lead_to(hosts, settings.BASE_DIR, TODAY)
                _lead_to(hosts, folder / "before", BEFORE)
            _lead_to(hosts, settings.BASE_DIR, TODAY)
        lost = writer.answers.count(302) - int(hosts[0].shell(COUNT))
        is_intact = "intact" in hosts[0].manage_in_turn(["verify_history"])
    others = sorted({status for status in writer.answers if status not in (302, 503)})
    measured = (
        f"{readers}; {len(writer.answers)} drafts sent, {writer.answers.count(503)} given back, "
        f"{lost} lost; audit log {'intact' if is_intact else 'broken'}"
    )
    if others:
        measured += f"; also answered with {others}"
    return Result(measured, not (readers.faults or lost > 0 or others) and is_intact)


def _hosts(folder, stack):
    """Start two hosts with the release before and one PostgreSQL; return them."""
    code = folder / "before"
    kept.unpack_code(code)
    (code / "of_the_tests.py").write_text(SETTINGS)
    url = stack.enter_context(postgresql()).url
    kept.load_newest(url)
    variables = {
        "DATABASE_URL": url,
        "SITE_URL": f"https://{HOST}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SECOND_FACTOR": "optional",
    }
    return [
        stack.enter_context(
            RunningSite(
                folder,
                GUNICORN,
                code=code,
                TIANHE_DATA=str(folder / name),
                DJANGO_SETTINGS_MODULE=BEFORE,
                **variables,
            )
        )
        for name in ("first", "second")
    ]


def _lead_to(hosts, code, settings_module):
    """Restart one host after the other with the code of a release."""
    for host in hosts:
        chosen = {"DJANGO_SETTINGS_MODULE": settings_module}
        if settings_module == TODAY:
            prepare = [sys.executable, "manage.py", "prepare"]
            environment = {**host.environment, **chosen}
            subprocess.run(prepare, cwd=code, env=environment, check=True, capture_output=True)
        host.command, host.code = GUNICORN, code
        host.restart(**chosen)

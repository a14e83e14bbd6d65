"""A process goes on with the code that it began with, although the link to it leads to another
release by now."""

import shutil

from django.conf import settings

from tests.drills.people import ADD_NEWS, Browser
from tests.releases.make import PARTS_OF_CODE
from tests.site import GUNICORN, PASSWORD, RunningSite

# What nobody opened before.
OF_READERS = ["/", "/news/", "/search/?q=cells", "/glossary/", "/sitemap.xml", "/nothing-here/"]
OF_STAFF = ["/admin/", ADD_NEWS, "/admin/pages/page/", "/admin/help/", "/admin/auth/user/"]
MAKE_ADMINISTRATOR = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("admin", password={PASSWORD!r})
"""


def test_process_reads_its_own_release_after_the_link_was_switched(tmp_path):
    release, another, link = (tmp_path / name for name in ("release", "another", "link"))
    release.mkdir()
    for name in PARTS_OF_CODE:
        copy = shutil.copytree if (settings.BASE_DIR / name).is_dir() else shutil.copy2
        copy(settings.BASE_DIR / name, release / name)
    link.symlink_to(release)
    # As in a shell that went to the link.
    with RunningSite(tmp_path, GUNICORN, code=link, PWD=str(link)) as site:
        site.shell(MAKE_ADMINISTRATOR)
        another.mkdir()
        link.unlink()
        link.symlink_to(another)
        person = Browser(site.port)
        assert [person.ask("GET", path).status for path in OF_READERS] == [200] * 5 + [404]
        assert person.log_in("admin", PASSWORD)
        assert [person.ask("GET", path).status for path in OF_STAFF] == [200] * len(OF_STAFF)

"""A full disk takes no page from readers, and staff get a message."""

import http.cookiejar
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.factories import picture_upload
from tests.site import PASSWORD, RunningSite

MESSAGE = "The server&#x27;s disk is full. Tell an administrator, then try again."
MEGABYTES = 96


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A small separate disk; only root may create one."""
    folder = tmp_path_factory.mktemp("disk")
    options = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder]
    if subprocess.run(["mount", *options], capture_output=True).returncode:
        pytest.skip(
            "No disk can be mounted here: test_disk_space.py asks the same of a feigned one."
        )
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def site(disk):
    # What is counted for monitoring is in files on the same disk.
    token = "0123456789abcdef0123456789abcdef"
    with RunningSite(disk, MINIMUM_FREE_MB="1", MONITORING_TOKEN=token) as site:
        yield site


class Staff:
    """Somebody who works in the admin, with a browser's cookies."""

    def __init__(self, site):
        self.site = site
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def ask(self, path, data=None, content_type="application/x-www-form-urlencoded"):
        """Return the status and the text of a response; follows redirects."""
        headers = {"Content-Type": content_type} if data else {}
        request = urllib.request.Request(self.site.url + path, data, headers)
        try:
            with self.opener.open(request, timeout=60) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def send(self, path, **values):
        """Submit a form with the hidden fields of its page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path)[1])[1]
        values = {"csrfmiddlewaretoken": token, **values}
        return self.ask(path, urllib.parse.urlencode(values).encode())

    def upload(self, path, upload):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path)[1])[1]
        head = (
            "--part\r\nContent-Disposition: form-data; name=csrfmiddlewaretoken\r\n\r\n"
            f"{token}\r\n--part\r\nContent-Disposition: form-data; name=file; "
            f"filename={upload.name}\r\nContent-Type: image/png\r\n\r\n"
        )
        body = head.encode() + upload.read() + b"\r\n--part--\r\n"
        return self.ask(path, body, "multipart/form-data; boundary=part")

    def log_in(self):
        sent = {"login": "admin", "password": PASSWORD, "next": "/admin/"}
        return self.send("/admin/login/", **sent)


def fill(disk):
    """Fill the disk to the last byte; return the file that takes the space."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def test_full_disk(site, disk):
    staff, stranger = Staff(site), Staff(site)
    assert staff.log_in()[0] == 200
    shared = (disk / "data" / "db.sqlite3-shm").stat().st_ino
    filler = fill(disk)
    # Pages that nobody asked for before, on connections that are opened only now.
    for path in ("/", "/news/", "/company/", "/glossary/", "/search/?q=cells", "/sitemap.xml"):
        assert (path, site.get(path)[0]) == (path, 200)
        # What SQLite gives up it doesn't get again.
        fill(disk)
    assert (disk / "data" / "db.sqlite3-shm").stat().st_ino == shared
    assert staff.ask("/admin/news/newsitem/")[0] == 200

    status, text = stranger.log_in()
    assert (status, MESSAGE in text) == (503, True)
    status, text = staff.send("/admin/news/category/add/", name="Kept", slug="kept")
    assert (status, MESSAGE in text) == (503, True)
    assert "what you typed" in text or "Nothing you typed is lost" in text
    assert re.search(r'<textarea name="name" hidden>\s*Kept</textarea>', text)
    status, text = staff.upload("/admin/media_library/image/upload/", picture_upload())
    assert (status, MESSAGE in text) == (503, True)
    assert "damaged" not in text

    filler.unlink()
    assert stranger.log_in()[0] == 200
    status, text = staff.upload("/admin/media_library/image/upload/", picture_upload())
    assert (status, "Laboratory" in text) == (200, True)
    assert "Traceback" not in site.output

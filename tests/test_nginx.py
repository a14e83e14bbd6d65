"""nginx with the file that we ship holds finished pages, and nothing else."""

import http.client
import re
import secrets
import ssl
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from getpass import getuser

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tests import parts
from tests.ports import free_port
from tests.site import RunningSite

HOST = "www.example.org"
SECONDS_UNTIL = 60
# Around the file that we ship; `X-Held` says what nginx did.
AROUND = """
daemon off; user {account}; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
access_log off; add_header X-Held $upstream_cache_status always;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{shipped}
}}
"""
WITHDRAW = """
from django.contrib.auth.models import User
from news.models import NewsItem
from tianhe_site.publishing import links, workflow
item = NewsItem.objects.get(pk=links.reference_to("{path}"))
workflow.withdraw(item, by=User.objects.get(), note="For a test.")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    variables = {
        "SITE_URL": f"https://{HOST}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe(20),
    }
    with RunningSite(tmp_path_factory.mktemp("behind-nginx"), **variables) as site:
        yield site


class Nginx:
    """nginx with our file, in which only places and ports are others."""

    def __init__(self, site, folder):
        self.port, self.plain_port = free_port(), free_port()
        self.folder = folder
        certificate, key = self._certificate()
        shipped = (settings.BASE_DIR / "deploy/nginx.conf").read_text()
        for old, new in {
            "/var/cache/nginx/tianhe": f"{folder}/held",
            "127.0.0.1:8000": f"127.0.0.1:{site.port}",
            "listen 80;\n    listen [::]:80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl http2;\n    listen [::]:443 ssl http2;": (
                f"listen 127.0.0.1:{self.port} ssl http2;"
            ),
            "/etc/ssl/www.example.org/fullchain.pem": certificate,
            "/etc/ssl/www.example.org/privkey.pem": key,
        }.items():
            assert old in shipped
            shipped = shipped.replace(old, str(new))
        self.file = folder / "nginx.conf"
        self.file.write_text(AROUND.format(account=getuser(), folder=folder, shipped=shipped))

    def _certificate(self):
        key = ec.generate_private_key(ec.SECP256R1())
        name, now = x509.Name([]), datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now)
            .not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        files = self.folder / "certificate.pem", self.folder / "key.pem"
        files[0].write_bytes(certificate.public_bytes(pem))
        files[1].write_bytes(key.private_bytes(pem, *plain))
        return files

    def wait(self, process):
        """Wait until it answers."""
        while process.poll() is None:
            with suppress(ConnectionRefusedError):
                self.ask_plainly("/")
                return
        raise AssertionError((self.folder / "error.log").read_text())

    def ask(self, path, **headers):
        """Return a response by https, read."""
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=60, context=context
        )
        return self._ask(connection, path, headers)

    def ask_plainly(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=60)
        return self._ask(connection, path, {})

    def _ask(self, connection, path, headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": HOST, **names})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def ask_until(self, is_so, path, **headers):
        """Ask again and again; return the first response that `is_so`."""
        deadline = time.monotonic() + SECONDS_UNTIL
        while not is_so(response := self.ask(path, **headers)):
            assert time.monotonic() < deadline, dict(response.headers)
        return response

    def held(self, path, **headers):
        """Return a response that nginx gave from what it holds."""
        return self.ask_until(lambda response: response.headers["X-Held"] == "HIT", path, **headers)


@pytest.fixture(scope="module")
def nginx(site, tmp_path_factory):
    program = parts.needed(parts.NGINX)
    folder = tmp_path_factory.mktemp("nginx")
    nginx = Nginx(site, folder)
    process = subprocess.Popen([program, "-p", folder, "-c", nginx.file])
    try:
        nginx.wait(process)
        yield nginx
    finally:
        process.terminate()
        process.wait(30)


def test_finished_page_is_held_and_told_to_readers_as_before(nginx, site):
    response = nginx.held("/", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers.get_all("Cache-Control") == ["no-cache"]
    assert "X-Accel-Expires" not in response.headers
    seen = {"If_None_Match": response.headers["ETag"], "Accept_Encoding": "gzip"}
    assert nginx.held("/", **seen).status == 304


def test_each_encoding_is_held_for_itself_and_one_with_weights_not_at_all(nginx):
    found = nginx.held("/", Accept_Encoding="gzip").body, nginx.held("/").body
    assert (found[0][:2], found[1][:9]) == (b"\x1f\x8b", b"<!DOCTYPE")
    for _turn in range(3):
        response = nginx.ask("/", Accept_Encoding="identity;q=0, gzip;q=0.5")
        assert (response.headers["X-Held"], response.body[:2]) == ("BYPASS", b"\x1f\x8b")


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "gzip, deflate, br"])
def test_browser_gets_everything_compressed(nginx, accepted):
    style_sheet = re.search(rb'href="(/static/css/[^"]+)"', nginx.ask("/").body)[1].decode()
    codings = {
        path: nginx.ask(path, Accept_Encoding=accepted).headers["Content-Encoding"]
        for path in ("/", style_sheet, "/search/?q=cells")
    }
    assert codings == {"/": "br", style_sheet: "br", "/search/?q=cells": "gzip"}
    assert nginx.held("/", Accept_Encoding=accepted).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/", "/search/?q=cells", "/nothing/", "/preview/x/"]
)
def test_pages_of_staff_searches_and_what_is_missing_are_never_held(nginx, path):
    nginx.held("/")
    assert {nginx.ask(path).headers["X-Held"] for _turn in range(4)} == {"MISS"}


def test_what_is_withdrawn_is_gone(nginx, site):
    path = re.search(rb'href="(/news/[0-9]{4}/[^"]+/)"', nginx.ask("/news/").body)[1].decode()
    assert nginx.held(path).status == 200
    site.shell(WITHDRAW.format(path=path))
    assert nginx.ask_until(lambda response: response.status == 410, path).status == 410


def test_static_file_is_held_as_long_as_it_allows(nginx):
    path = re.search(rb'href="(/static/css/[^"]+)"', nginx.ask("/").body)[1].decode()
    assert "immutable" in nginx.held(path, Accept_Encoding="gzip").headers["Cache-Control"]


def test_plain_http_leads_to_https(nginx):
    response = nginx.ask_plainly("/news/?page=2")
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/news/?page=2")

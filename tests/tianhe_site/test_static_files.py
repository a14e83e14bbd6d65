"""Static files are sent in the form that a client asks for."""

import gzip
from contextlib import closing

import brotli
import pytest
import zstandard
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from tianhe_site.static_files import HashedStaticFilesStorage, StaticFilesMiddleware

# A response that is closed asks what connections are open, which an earlier test may have left.
pytestmark = pytest.mark.django_db

TEXT = b"p { margin: 0 }\n" * 1000
MISSING = b"no such file"
READ = {
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "gzip": gzip.decompress,
    "": bytes,
}


@pytest.fixture
def folder(tmp_path):
    """A folder of static files as a start leaves it: one of ours, one of a package, a picture."""
    for name in ("css/large.css", "package/large.css", "img/picture.png"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(TEXT)
    names = ["css/large.css", "package/large.css", "img/picture.png"]
    storage = HashedStaticFilesStorage(location=tmp_path)
    assert list(storage.compress_files(names))
    return tmp_path


@pytest.fixture
def ask(folder):
    """Return a function that asks for a file with request headers and returns the response and its
    body; what has no file is answered by Django."""
    served = StaticFilesMiddleware(
        lambda request: HttpResponse(MISSING), settings=_Settings(folder)
    )

    def get(name, **headers):
        response = served(RequestFactory().get(f"/static/{name}", headers=headers))
        with closing(response):
            return response, response.getvalue()

    return get


class _Settings:
    DEBUG, STATIC_URL, FORCE_SCRIPT_NAME = False, settings.STATIC_URL, None

    def __init__(self, folder):
        self.STATIC_ROOT = str(folder)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("zstd, gzip", "zstd"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5, zstd;q=0.8", "zstd"),
        ("identity, br;q=0.1", ""),
        ("*", "gzip"),
    ],
)
def test_form_is_the_best_that_the_client_takes(ask, accepted, coding):
    response, body = ask("css/large.css", accept_encoding=accepted)
    assert READ[coding](body) == TEXT
    assert response.headers.get("Content-Encoding", "") == coding
    assert response.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert response.headers["Vary"] == "Accept-Encoding"


def test_forms_have_tags_of_their_own_and_answer_to_them(ask):
    tags = {
        coding: ask("css/large.css", accept_encoding=coding)[0].headers["ETag"] for coding in READ
    }
    assert len(set(tags.values())) == len(READ)
    for coding, tag in tags.items():
        again, _body = ask("css/large.css", accept_encoding=coding, if_none_match=tag)
        assert (again.status_code, again.headers["ETag"]) == (304, tag)
    other, _body = ask("css/large.css", accept_encoding="br", if_none_match=tags["gzip"])
    assert other.status_code == 200


def test_only_readers_files_come_in_every_form(folder):
    names = {file.name for file in (folder / "css").iterdir()}
    assert names == {"large.css", "large.css.br", "large.css.gz", "large.css.zst"}
    # What a package brings is for staff, and the time of the first start matters more.
    names = {file.name for file in (folder / "package").iterdir()}
    assert names == {"large.css", "large.css.br", "large.css.gz"}
    assert [file.name for file in (folder / "img").iterdir()] == ["picture.png"]


def test_package_file_without_the_asked_form_comes_in_the_next_best(ask):
    response, _body = ask("package/large.css", accept_encoding="zstd, gzip;q=0.5")
    assert response.headers["Content-Encoding"] == "gzip"


def test_forms_have_no_address_of_their_own(ask):
    for suffix in (".br", ".zst", ".gz"):
        assert ask(f"css/large.css{suffix}")[1] == MISSING


def test_file_that_went_since_the_start_is_missing(ask, folder):
    (folder / "css/large.css").unlink()
    assert ask("css/large.css")[1] == MISSING

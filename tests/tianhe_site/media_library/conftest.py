"""Fixtures that store media in a folder or in a real S3 server, through the site's own code."""

import pytest

from tests import parts, s3
from tianhe_site import settings as site_settings


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    parts.needed(parts.RCLONE)
    with s3.S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def use_s3(settings, monkeypatch):
    """Return a function that configures S3 storage as the environment would."""

    def use(endpoint, bucket="media", secret_key=s3.SECRET_KEY):
        monkeypatch.setattr(site_settings, "MEDIA_IN_S3", True)
        monkeypatch.setattr(site_settings, "MEDIA_S3_ENDPOINT", endpoint)
        values = {
            "MEDIA_S3_BUCKET": bucket,
            "MEDIA_S3_ACCESS_KEY": s3.ACCESS_KEY,
            "MEDIA_S3_SECRET_KEY": secret_key,
            "MEDIA_S3_REGION": "us-east-1",
        }
        monkeypatch.setattr(site_settings, "MEDIA_S3", values)
        settings.STORAGES = {
            **settings.STORAGES,
            "private_media": site_settings._media_storage("private"),
            "public_media": site_settings._media_storage("public"),
        }

    return use


@pytest.fixture(params=["folder", "s3"])
def either_storage(request, media_folders):
    """Run a test with media in a folder, and again with media in S3."""
    if request.param == "s3":
        server = request.getfixturevalue("s3_server")
        request.getfixturevalue("use_s3")(server.url, server.new_bucket())

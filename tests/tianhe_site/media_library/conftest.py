"""A fixture that stores media in a folder or in a real S3 server, through the site's own code."""

import pytest


@pytest.fixture(params=["folder", "s3"])
def either_storage(request, media_folders):
    """Run a test with media in a folder, and again with media in S3."""
    if request.param == "s3":
        server = request.getfixturevalue("s3_server")
        request.getfixturevalue("use_s3")(server.url, server.new_bucket())

"""Litestream as `deploy/litestream.yml` configures it, with a real S3-compatible storage."""

import os
import subprocess

from django.conf import settings

from tests import parts, s3

CONFIGURATION = settings.BASE_DIR / "deploy" / "litestream.yml"


class Litestream:
    """Copies the database in a data folder, from `with` on, until it is killed after it."""

    def __init__(self, data, server):
        """`server` is a `s3.S3Server`."""
        self._database = data / "db.sqlite3"
        # It fails if the machine names authorities of its own for other storages.
        others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self._environment = {
            **others,
            "TIANHE_DATA": str(data),
            "LITESTREAM_S3_ENDPOINT": server.url,
            "LITESTREAM_S3_BUCKET": server.new_bucket(),
            "LITESTREAM_S3_REGION": "us-east-1",
            "LITESTREAM_ACCESS_KEY_ID": s3.ACCESS_KEY,
            "LITESTREAM_SECRET_ACCESS_KEY": s3.SECRET_KEY,
        }

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command("replicate"),
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *error):
        # As the machine would end.
        self._process.kill()
        self._process.wait()

    def restore(self, path, moment=None):
        """Restore the copy of a moment (aware), the newest without one, to the new file `path`;
        return whether there is one."""
        at = ["-timestamp", f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"] if moment else []
        done = subprocess.run(
            self._command("restore", "-integrity-check", "full", "-o", path, *at, self._database),
            env=self._environment,
            capture_output=True,
        )
        return done.returncode == 0

    def _command(self, name, *arguments):
        return [parts.LITESTREAM.find(), name, "-config", CONFIGURATION, *arguments]

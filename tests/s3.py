"""A real S3-compatible server on 127.0.0.1, in its own folder."""

import secrets
import subprocess
import urllib.error
import urllib.request
from contextlib import closing

import boto3

from tests import parts
from tests.ports import free_port

ACCESS_KEY = "for-tests"
SECRET_KEY = "only for the tests"
TRIES = 200


class S3Server:
    """Starts with `with`, stops after it."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        command = [parts.RCLONE.find(), "serve", "s3", "--addr", f"127.0.0.1:{self.port}"]
        command += ["--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--config", "", self.folder]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()

    def new_bucket(self):
        """Create an empty bucket and return its name."""
        name = f"media-{secrets.token_hex(6)}"
        # Through the server: what appears in the folder by itself it sees minutes later.
        client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )
        with closing(client):
            client.create_bucket(Bucket=name)
        return name

    def _wait(self):
        """Return once it answers; what it answers to a stranger is a refusal."""
        connect = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        for _try in range(TRIES):
            try:
                connect(self.url, timeout=0.2)
            except urllib.error.HTTPError as refusal:
                refusal.close()
                return
            except OSError:
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
                break
        self.__exit__()
        raise RuntimeError("The S3 server did not start.")

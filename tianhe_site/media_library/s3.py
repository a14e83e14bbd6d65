"""The S3-compatible storage; imported only if the settings name one."""

import shutil
import tempfile
import threading
from contextlib import ExitStack, closing
from functools import cache

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

# Seconds, and tries in total: if the storage is down, the editor knows within 15 seconds, decoding
# included.
CONNECT_SECONDS = 3
READ_SECONDS = 4
ATTEMPTS = 2
# Files up to this many bytes are read into memory, larger ones onto the disk.
MAX_IN_MEMORY = 1024 * 1024
# The maximum that S3 takes in one request. Our files are far smaller, and a multipart upload costs
# at least three requests.
ONE_REQUEST_BYTES = 5 * 1024**3

# Sessions aren't thread-safe; the clients they create are.
_one_at_a_time = threading.Lock()


class S3MediaStorage(S3Storage):
    """Private objects. Saving or opening a file takes one request."""

    def get_default_settings(self):
        return {
            **super().get_default_settings(),
            # Credentials that the machine has for other programs don't fit our key.
            "security_token": None,
            "session_profile": None,
            "querystring_auth": False,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                # Services other than Amazon's refuse the checksums that newer clients add.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            "transfer_config": TransferConfig(
                multipart_threshold=ONE_REQUEST_BYTES, use_threads=False
            ),
        }

    @property
    def connection(self):
        with _one_at_a_time:
            return super().connection

    def _create_session(self):
        """Return one session for all threads and both storages; each session takes ten
        megabytes."""
        return _session(self.access_key, self.secret_key)

    def _open(self, name, mode="rb"):
        """Return the whole content, so that a failing storage fails here and not halfway through a
        response."""
        client = self.connection.meta.client
        try:
            answer = client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
        except client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None
        with closing(answer["Body"]) as body, ExitStack() as on_failure:
            content = on_failure.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
            shutil.copyfileobj(body, content)
            on_failure.pop_all()
        content.seek(0)
        return File(content, name)

    def get_modified_time(self, name):
        try:
            return super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from None
            raise


@cache
def _session(access_key, secret_key):
    return boto3.Session(aws_access_key_id=access_key, aws_secret_access_key=secret_key)

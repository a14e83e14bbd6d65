"""What `make.py` kept of the releases, for tests."""

import gzip
import json
import tarfile
from pathlib import Path

import psycopg

from tests.releases import make
from tests.site import PASSWORD
from tianhe_site.accounts.passwords.hashing import Argon2Hasher

FOLDER = Path(__file__).parent
MANIFEST = json.loads(make.MANIFEST.read_text())
# The oldest first.
RELEASES = sorted(MANIFEST, key=lambda release: [int(number) for number in release.split(".")])
NEWEST = RELEASES[-1]
PUBLISHER = "paul"
# The archives are our own. Python asks for a filter since 3.12; Debian 12 has 3.11.2, without any.
_EXTRACT = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


def sqlite(release):
    """Return the file of a release's database on SQLite, as bytes."""
    return gzip.decompress((FOLDER / release / make.SQLITE).read_bytes())


def postgresql(release):
    """Return the SQL that makes a release's database in an empty one on PostgreSQL."""
    return gzip.decompress((FOLDER / release / make.POSTGRESQL).read_bytes()).decode()


def load_newest(url):
    """Load the newest release's database into an empty one on PostgreSQL, and let its publisher log
    in."""
    password = Argon2Hasher().encode(PASSWORD, "of the tests")
    with psycopg.connect(url) as database:
        database.execute(postgresql(NEWEST))
        database.execute(
            "UPDATE public.auth_user SET password = %s WHERE username = %s", [password, PUBLISHER]
        )


def unpack_media(release, vendor, folder):
    """Put the media of a release into a data folder, if it has any."""
    media = FOLDER / release / vendor / make.MEDIA
    if media.exists():
        _unpack(media, folder)


def unpack_code(folder):
    """Put the code of the newest release into a folder."""
    _unpack(make.CODE, folder)


def _unpack(archive, folder):
    with tarfile.open(archive) as unpacked:
        unpacked.extractall(folder, **_EXTRACT)

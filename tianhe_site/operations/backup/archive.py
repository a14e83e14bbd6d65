"""The file of a backup: a tar under Zstandard, with a manifest as its last member."""

import hashlib
import io
import json
import os
import re
import tarfile
from contextlib import contextmanager
from pathlib import Path

import pyrage
import zstandard
from django.utils.translation import gettext as _

from .errors import BackupError

MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media/"
# Of the format. A reader refuses those that it doesn't know.
VERSION = 1
_AGE_HEADER = b"age-encryption.org/"
_MAX_MANIFEST_BYTES = 2**30
_CHUNK = 2**20
# "" where it isn't known.
_RELEASE = re.compile(r"([0-9]+(\.[0-9]+)*)?")


class Writer:
    """Adds files to a backup, and notes their hashes for its manifest."""

    def __init__(self, tar):
        self._tar = tar
        self.files = []

    def add(self, name, path):
        """Add the local file at `path` under `name`."""
        with path.open("rb") as content:
            hashed = _HashingReader(content)
            member = tarfile.TarInfo(name)
            member.size, member.mode = path.stat().st_size, 0o600
            self._tar.addfile(member, hashed)
        self.files.append({"name": name, "bytes": member.size, "sha256": hashed.hexdigest()})

    def finish(self, facts):
        """Add the manifest: `facts`, and what was added."""
        manifest = {"version": VERSION, **facts, "files": self.files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(text), 0o600
        self._tar.addfile(member, io.BytesIO(text))


class _HashingReader:
    """A file to read from that knows the SHA-256 of what was read."""

    def __init__(self, content):
        self._content, self._hash = content, hashlib.sha256()

    def read(self, size=-1):
        chunk = self._content.read(size)
        self._hash.update(chunk)
        return chunk

    def hexdigest(self):
        return self._hash.hexdigest()


@contextmanager
def writing(path, folder, recipient=""):
    """Yield a `Writer` of a new backup at `path`, which has this name only when it is complete.

    Until then it is in `folder`, which is on the same disk and of this process alone. `recipient`
    is the public age key that it is encrypted for, "" for none.
    """
    _check_is_free(path)
    key = _parsed_recipient(recipient)
    unfinished = folder / "unfinished"
    try:
        with (
            zstandard.open(unfinished, "wb", cctx=zstandard.ZstdCompressor(level=3)) as stream,
            tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            yield Writer(tar)
        if key:
            _encrypt(unfinished, key)
        _flush(unfinished)
        # Another backup of that name may have been faster.
        _check_is_free(path)
        unfinished.replace(path)
    except OSError as error:
        raise BackupError(
            _("%(path)s can't be written (%(reason)s).") % {"path": path, "reason": error.strerror}
        ) from error


def _check_is_free(path):
    if path.exists():
        raise BackupError(_("%s already exists. Choose another name.") % path)


def _flush(path):
    """Have the disk keep what was written, before migrations or a person rely on it."""
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _parsed_recipient(recipient):
    if not recipient:
        return None
    try:
        return pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise BackupError(
            _("'%s' isn't a public age key. It begins with age1.") % recipient
        ) from None


def _encrypt(path, key):
    encrypted = path.with_name("encrypted")
    # Its `encrypt_file` takes no notice if the disk is full for the last bytes.
    with path.open("rb") as content, encrypted.open("wb") as target:
        pyrage.encrypt_io(content, target, [key])
    encrypted.replace(path)


def unpack(path, folder, identity=None):
    """Unpack the backup at `path` into an empty `folder`; return its manifest.

    `identity` is the file with the private age key of an encrypted one. Raises `BackupError` unless
    each file is what the manifest says.
    """
    try:
        if _is_encrypted(path):
            path = _decrypted(path, folder, identity)
        with (
            zstandard.open(path, "rb") as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            return _unpacked(tar, folder)
    except (zstandard.ZstdError, tarfile.TarError, EOFError) as error:
        raise BackupError(_("%s is damaged, or isn't a backup.") % path) from error
    except OSError as error:
        raise BackupError(
            _("%(path)s can't be read or unpacked (%(reason)s).")
            % {"path": error.filename or path, "reason": error.strerror or error}
        ) from error


def _is_encrypted(path):
    with path.open("rb") as content:
        return content.read(len(_AGE_HEADER)) == _AGE_HEADER


def _decrypted(path, folder, identity):
    if identity is None:
        raise BackupError(
            _("This backup is encrypted. Name the file with its private key: --identity FILE")
        )
    decrypted = folder / "decrypted"
    try:
        pyrage.decrypt_file(str(path), str(decrypted), _identities(identity))
    except pyrage.DecryptError:
        raise BackupError(
            _("%s can't be decrypted: it's for another key, or it's damaged.") % path
        ) from None
    return decrypted


def _identities(path):
    lines = [line.strip() for line in path.read_text(errors="replace").splitlines()]
    try:
        return [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError:
        raise BackupError(_("%s isn't a file with a private age key.") % path) from None


def _unpacked(tar, folder):
    """Write each member to `folder`, and compare all with the manifest."""
    found, manifest = {}, None
    for member in tar:
        if not member.isfile() or manifest is not None:
            raise BackupError(_("The backup has something in it that doesn't belong there."))
        if member.name == MANIFEST:
            manifest = _read_manifest(tar, member)
        else:
            found[member.name] = _write(tar.extractfile(member), _place(folder, member.name))
    if manifest is None:
        raise BackupError(_("The backup isn't complete: its end is missing."))
    _compare(found, manifest["files"])
    return manifest


def _read_manifest(tar, member):
    try:
        manifest = json.loads(tar.extractfile(member).read(_MAX_MANIFEST_BYTES))
        is_known = manifest["version"] == VERSION
        is_complete = not is_known or _is_complete(manifest)
    except (ValueError, KeyError, TypeError, RecursionError):
        is_complete = False
    if not is_complete:
        raise BackupError(_("The backup's manifest can't be read."))
    if not is_known:
        raise BackupError(_("This backup was made by a later release. Install that one first."))
    return manifest


def _is_complete(manifest):
    """Return whether a manifest says all that is read of it. Raises `KeyError` or `TypeError` if it
    lacks something or has another shape."""
    texts = [manifest[name] for name in ("made_at", "database", "release", "head")]
    for entry in manifest["files"]:
        texts += [entry["name"], entry["sha256"]]
    is_of_text = all(isinstance(text, str) for text in texts)
    return is_of_text and _RELEASE.fullmatch(manifest["release"]) and "entries" in manifest


def _place(folder, name):
    """Return where a member is written. Raises `BackupError` for a name that leads elsewhere."""
    place = folder / name
    is_ours = name == DATABASE or name.startswith(MEDIA)
    if not is_ours or ".." in Path(name).parts or "\0" in name:
        raise BackupError(_("The backup has something in it that doesn't belong there."))
    return place


def _write(content, place):
    place.parent.mkdir(parents=True, exist_ok=True)
    hashed = hashlib.sha256()
    with place.open("xb") as file:
        while chunk := content.read(_CHUNK):
            hashed.update(chunk)
            file.write(chunk)
    return hashed.hexdigest()


def _compare(found, listed):
    expected = {entry["name"]: entry["sha256"] for entry in listed}
    wrong = sorted(
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    )
    if wrong:
        raise BackupError(
            _("The backup is damaged. Missing or changed: %s") % ", ".join(wrong[:10])
        )

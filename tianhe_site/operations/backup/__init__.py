"""Backups: the database and the media of one moment in one file, and a site made of one again.

A backup is a tar file under Zstandard, optionally encrypted for an age key. Its last member is the
manifest, with the SHA-256 of each other member and the head of the audit log. Public copies of
media aren't in it: they are made again.
"""

# Not from `archive`: a server would load what encrypts, more than a megabyte that it never uses.
from .errors import BackupError

__all__ = ["BackupError"]

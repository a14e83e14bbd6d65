"""What the operator is told where a backup can't be made or restored."""


class BackupError(Exception):
    """A backup can't be made or restored; the message is for the operator."""

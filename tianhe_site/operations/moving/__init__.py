"""Moving a site: its database to one of the other kind, its media to another storage."""


class MoveError(Exception):
    """A site can't be moved; the message is for the operator."""

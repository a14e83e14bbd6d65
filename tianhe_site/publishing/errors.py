"""What a verb says when it can't be done."""


class PublishingError(Exception):
    """A verb was refused; the message is a sentence for the editor."""

"""What a verb says when it can't be done."""


class PublishingError(Exception):
    """A verb was refused; the message is a sentence for the editor."""


class SecondPersonError(PublishingError):
    """A verb was refused to one person alone: a second one is to be asked."""


class ContentError(PublishingError):
    """A verb was refused for what the content says; `findings` are what stands in the way."""

    def __init__(self, findings):
        super().__init__(" ".join(str(finding.sentence) for finding in findings))
        self.findings = findings

"""Email that is to be sent."""

from django.conf import settings
from django.db import models


class Message(models.Model):
    """One message to one person, kept until a mail server has accepted it.

    It names the person, not their address: whether they still want it, and where, is asked when it
    is sent.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The field of the person's preferences that says whether they want it; "" if it always comes.
    choice = models.CharField(max_length=30, blank=True)
    subject = models.TextField()
    text = models.TextField()
    # The item that it quotes, if any, so that a redaction finds it.
    item_id = models.BigIntegerField(null=True, db_index=True)
    # By which it can be canceled.
    about = models.CharField(max_length=100, blank=True, db_index=True)
    # From when it may be sent; after a failure, when it is tried again.
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # When it failed first.
    failed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.subject

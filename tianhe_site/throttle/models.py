"""How often something was tried, and until when it has to wait."""

from django.db import models


class Tries(models.Model):
    """What one account or address has tried in vain, in all processes and on all hosts."""

    # A hash: names and addresses of people who only mistyped aren't kept.
    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key

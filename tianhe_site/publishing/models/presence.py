"""Who has which form open."""

from django.db import models


class OpenForm(models.Model):
    """Someone has the form of an item open, and was last seen at `seen_at`."""

    item = models.ForeignKey("publishing.Publishable", models.CASCADE, related_name="open_forms")
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "user_id"], name="one_open_form_a_person")
        ]

    def __str__(self):
        return self.user_name

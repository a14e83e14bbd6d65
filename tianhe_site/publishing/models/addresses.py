"""The addresses of items over time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .times import FOREVER, TimedQuerySet, index_of_ends

# Characters of an address.
MAX_PATH = 600


class Address(models.Model):
    """The address of an item and its position in the menu, from one time to another."""

    item = models.ForeignKey("publishing.Publishable", models.PROTECT, related_name="addresses")
    path = models.CharField(max_length=MAX_PATH)
    position = models.IntegerField(default=0)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(default=FOREVER)

    CHANGEABLE = ("live_until",)

    objects = TimedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["path", "live_from", "live_until"], name="address_path_idx"),
            models.Index(fields=["item", "live_from", "live_until"], name="address_item_idx"),
            models.Index(fields=["live_from"], name="address_from_idx"),
            index_of_ends("address_ends_idx"),
        ]
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self):
        return self.path

    @classmethod
    def erasable(cls):
        return ()

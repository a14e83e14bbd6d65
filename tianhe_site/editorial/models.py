"""What the site keeps about how people work: views of lists that they saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_QUERY = 500


class SavedFilter(models.Model):
    """A view of a list that one person saved: the filters, search and order in its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The label of the model whose list it is about.
    kind = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=40)
    # The query string, with the names of the list's own filters only, in a fixed order.
    query = models.CharField(max_length=MAX_QUERY)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "name"], name="one_filter_per_name")
        ]
        default_permissions = ()

    def __str__(self):
        return self.name

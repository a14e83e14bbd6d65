"""What drafts of this app have in common: who may do what, and which rules they are under."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PERMISSIONS = ("add", "change", "delete", "view", "approve", "publish", "import")


class Approved(models.Model):
    """A draft that says for itself whether two people stand behind it."""

    needs_second_person = models.BooleanField(
        _("a second person approves"),
        default=False,
        help_text=_("Needs approval by someone who didn't write it, also for taking the tick off."),
    )

    class Meta:
        abstract = True


class Marked(Approved):
    """A draft that also says whether it speaks of a therapy."""

    medical = models.BooleanField(
        _("medical"),
        default=False,
        help_text=_("It speaks of a therapy: each claim in it needs a source."),
    )

    class Meta:
        abstract = True

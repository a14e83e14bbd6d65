"""What drafts of this app have in common: who may do what, and which rules they are under."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PERMISSIONS = ("add", "change", "delete", "view", "approve", "publish", "import")


class Marked(models.Model):
    """A draft that says for itself which rules it is under."""

    needs_second_person = models.BooleanField(
        _("a second person approves"),
        default=False,
        help_text=_(
            "This page goes live only when somebody has approved it who wrote none of it. "
            "Taking the tick off works from the next approved edition on."
        ),
    )
    medical = models.BooleanField(
        _("medical"),
        default=False,
        help_text=_("This page speaks of a therapy: each claim in it needs a source."),
    )

    class Meta:
        abstract = True

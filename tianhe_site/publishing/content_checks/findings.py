"""Findings, and the limit on their number."""

from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.limits import MAX_FINDINGS


class Level(models.TextChoices):
    BLOCK = "block", gettext_lazy("Must be fixed")
    WARN = "warn", gettext_lazy("Needs checking")


@dataclass(frozen=True)
class Finding:
    """The result of a check. `field` is the content field, "" for the whole item; `message` is the
    message for the editor. `word` is what was found in the field. `sentence` is what is missing,
    and `place` the field it belongs in."""

    level: str
    field: str
    message: str
    code: str
    detail: str = ""
    word: str = ""
    sentence: str = ""
    place: str = ""

    @property
    def key(self):
        """Identifies this finding among those of the same item, also when it is found again."""
        return f"{self.code}:{self.field}:{self.detail}"


def limited(findings):
    """Yield the first findings of each kind per field, and one blocking finding instead of the
    rest: nobody answers thousands of questions."""
    numbers = Counter()
    for finding in findings:
        kind = (finding.code, finding.field)
        numbers[kind] += 1
        if numbers[kind] <= MAX_FINDINGS:
            yield finding
        elif numbers[kind] == MAX_FINDINGS + 1:
            message = _(
                "There are more than %(count)d findings like this: %(first)s Fix those first, "
                "then save."
            ) % {"count": MAX_FINDINGS, "first": finding.message}
            yield Finding(Level.BLOCK, finding.field, message, "too-many", finding.code)

"""Watched words: editors are asked about them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import LanguageField
from tianhe_site.limits import MAX_PHRASES
from tianhe_site.plain_text import LineField, ParagraphsField


class WatchedWord(models.Model):
    """A word that editors are asked about before it is published."""

    class Kind(models.TextChoices):
        RISKY = "risky", _("risky word")
        PRODUCT = "product", _("product name")

    language = LanguageField(
        _("language"),
        default=settings.LANGUAGE_CODE,
        help_text=_(
            "English words match whole words only; Chinese words match anywhere. Risky words are "
            "checked in every language, product names only in this one."
        ),
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.RISKY,
        help_text=_(
            "Editors are asked about a risky word wherever it appears. They are asked about a "
            "product name only if no statement says the product isn't approved."
        ),
    )
    word = LineField(
        _("word"),
        max_length=200,
        help_text=_(
            "All forms of the word, separated by commas, for example: cure, cures, cured, curing. "
            "Upper and lower case are treated the same."
        ),
    )
    phrases = ParagraphsField(
        _("phrases"),
        blank=True,
        help_text=_(
            "One per line. For a risky word: phrases where it's fine, such as 'not cured'. For a "
            "product name: statements, one of which must be on the same page, such as 'has not "
            "been approved'."
        ),
    )
    advice = LineField(
        _("advice"),
        max_length=200,
        blank=True,
        help_text=_(
            "What the editor should do instead. If left empty for a risky word: This therapy "
            "isn't approved. Say what was measured, or explain why you need the word."
        ),
    )

    class Meta:
        ordering = ["language", "kind", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "kind", "word"],
                name="one_row_a_word",
                violation_error_message=_(
                    "This word is already on the list. Edit that entry instead."
                ),
            )
        ]
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")

    def __str__(self):
        return self.word

    def clean(self):
        if not self.forms():
            raise ValidationError({"word": _("Enter the word.")})
        if signs := [form for form in self.forms() if not any(map(str.isalnum, form))]:
            # No text is searched for signs alone, so such a name would be found in every text.
            message = _("“%s” has no letter or digit. Add the word it belongs to, or remove it.")
            raise ValidationError({"word": message % signs[0]})
        if len(self.statements()) > MAX_PHRASES:
            message = _("You can have up to %d phrases. Remove the ones you need least.")
            raise ValidationError({"phrases": message % MAX_PHRASES})
        if self.kind == self.Kind.PRODUCT and not self.statements():
            message = _("Enter at least one statement that the product isn't approved.")
            raise ValidationError({"phrases": message})

    def covers(self, other):
        """Whether this watches everything that `other` watches, so that no text is released."""
        same = ("language", "kind")
        return (
            all(getattr(self, name) == getattr(other, name) for name in same)
            and _folded(other.forms()) <= _folded(self.forms())
            and _folded(self.statements()) <= _folded(other.statements())
        )

    def forms(self):
        """Return the forms of the word; the first one is its name."""
        return [form.strip() for form in re.split("[,，、]", self.word) if form.strip()]

    def statements(self):
        """Return the phrases as a list."""
        return [line.strip() for line in self.phrases.splitlines() if line.strip()]


def _folded(texts):
    return {text.casefold() for text in texts}

"""The words that an editor is asked about."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.limits import MAX_PHRASES
from tianhe_site.plain_text import LineField, ParagraphsField


class WatchedWord(models.Model):
    """A word that an editor is asked about before it is published."""

    class Kind(models.TextChoices):
        RISKY = "risky", _("risky word")
        PRODUCT = "product", _("product name")

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_(
            "English words are found as whole words, Chinese ones anywhere. A risky word is "
            "looked for in texts of every language, a product name only in texts of this one."
        ),
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.RISKY,
        help_text=_(
            "A risky word is asked about wherever it stands. A product name is asked about where "
            "no statement says that the product is not approved."
        ),
    )
    word = LineField(
        _("word"),
        max_length=200,
        help_text=_(
            "With all its forms, parted by commas, for example: cure, cures, cured, curing. "
            "Capital and small letters are the same."
        ),
    )
    phrases = ParagraphsField(
        _("phrases"),
        blank=True,
        help_text=_(
            "One a line. For a risky word: where it may stand unasked, such as 'not cured'. For "
            "a product name: statements of which one must stand on the same page, such as "
            "'has not been approved'."
        ),
    )
    advice = LineField(
        _("advice"),
        max_length=200,
        blank=True,
        help_text=_(
            "What to do instead, in a sentence for the editor. Empty for a risky word: This "
            "therapy is not approved. Say what was measured, or explain why the word is needed."
        ),
    )

    class Meta:
        ordering = ["language", "kind", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "kind", "word"],
                name="one_row_a_word",
                violation_error_message=_("This word is on the list already. Change that one."),
            )
        ]
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")

    def __str__(self):
        return self.word

    def clean(self):
        if not self.forms():
            raise ValidationError({"word": _("Enter the word.")})
        if len(self.statements()) > MAX_PHRASES:
            sentence = _("There can be %d phrases at the most. Take out those you need least.")
            raise ValidationError({"phrases": sentence % MAX_PHRASES})
        if self.kind == self.Kind.PRODUCT and not self.statements():
            sentence = _("Enter at least one statement that the product is not approved.")
            raise ValidationError({"phrases": sentence})

    def covers(self, other):
        """Whether this watches all that `other` watches, so that no text is freed by it."""
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

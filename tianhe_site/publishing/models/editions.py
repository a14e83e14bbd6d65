"""Editions: frozen drafts, and the only thing that readers get."""

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..search import texts
from .addresses import MAX_PATH, Address
from .content import ContentMixin
from .times import FOREVER, TimedQuerySet

# Replaces an erased text where a template needs one. It is content, so it isn't translated.
REMOVED = "[removed]"


class EditionQuerySet(TimedQuerySet):
    def ended(self, at):
        """Return what was live before the moment `at` and no longer is."""
        return self.filter(live_until__lte=at)

    def with_path(self, at):
        """Annotate each edition with `path`, where its item stands at the moment `at`."""
        address = Address.objects.live(at).filter(item=models.OuterRef("item_id"))
        return self.annotate(path=models.Subquery(address.values("path")[:1]))


class Review(models.TextChoices):
    """The review state of an edition."""

    NONE = "", _("Not submitted")
    WAITING = "waiting", _("In review")
    CHANGES = "changes", _("Changes requested")
    APPROVED = "approved", _("Approved")
    IMPORTED = "imported", _("Imported without approval")


class ChangeKind(models.TextChoices):
    """The kind of change since the previous live edition."""

    NONE = "", _("Not asked")
    CORRECTION = "correction", _("Correction: readers see a note with its date")
    TYPO = "typo", _("Minor edit: only spelling or formatting changed, so readers see no note")


class Edition(ContentMixin):
    """What a draft said at one moment. Its content never changes again; triggers see to it.

    A subclass adds `item`, a protected key to its draft with `related_name="editions"`, and
    its content as plain columns: values, no rows of other tables, so that nothing can be
    slipped in later.
    """

    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("frozen"))
    frozen_by_id = models.BigIntegerField(null=True)
    frozen_by_name = models.CharField(_("frozen by"), max_length=150)
    release = models.CharField(max_length=20)
    # The marks of the draft, as they were.
    needs_second_person = models.BooleanField(default=False)
    medical = models.BooleanField(default=False)
    # The codes of the other rules of review that bound it then; see `review_policy.Rule`.
    bound_by = models.JSONField(default=list, blank=True)
    # Where it was to stand, as long as its item had stood nowhere.
    first_path = models.CharField(max_length=MAX_PATH, blank=True, default="")
    change_kind = models.CharField(max_length=20, choices=ChangeKind, blank=True, default="")
    # What readers are told was corrected.
    correction = models.TextField(blank=True, default="")
    # What it shows of the media library, as that had it then; see `Publishable.media`.
    media = models.JSONField(_("pictures and documents"), default=list, blank=True)

    live_from = models.DateTimeField(_("live from"), default=FOREVER)
    live_until = models.DateTimeField(_("live until"), default=FOREVER)
    # The end that was asked for. `live_until` is this or the successor's beginning, whichever
    # is first, so that cancelling the successor gives it back.
    asked_until = models.DateTimeField(default=FOREVER)
    withdrawn = models.BooleanField(default=False)
    withdrawal_reason = models.TextField(blank=True, default="")

    review = models.CharField(max_length=20, choices=Review, blank=True, default="")
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_by_name = models.CharField(_("reviewed by"), max_length=150, blank=True, default="")
    # Whether who approved it had changed none of it since an edition of which this is true.
    by_second_person = models.BooleanField(default=False)
    # Where the law wanted the content erased, why: the row is a tombstone then.
    redaction_reason = models.TextField(blank=True, default="")

    # What the verbs of workflow may still write; everything else is guarded.
    TIMES = ("live_from", "live_until", "asked_until", "withdrawn", "withdrawal_reason")
    REVIEW = ("review", "reviewed_at", "reviewed_by_id", "reviewed_by_name", "by_second_person")
    REDACTION = ("redaction_reason",)
    RECORD = ("language", "content_hash", "frozen_at", "frozen_by_id", "frozen_by_name", "release")
    RECORD += ("needs_second_person", "medical", "bound_by", "first_path")
    RECORD += ("change_kind", "correction")
    CHANGEABLE = TIMES + REVIEW + REDACTION
    # Content that says nothing of anybody and that templates need; a tombstone keeps it.
    KEPT_IN_TOMBSTONE = ()

    # The column of the day, or of the year, by which readers know it, if any.
    dated_by = ""

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def content_fields(cls):
        """Return the names of the columns that hold content; lists, as of sources, come last."""
        others = ("id", "item", *cls.RECORD, *cls.CHANGEABLE)
        fields = [field for field in cls._meta.concrete_fields if field.name not in others]
        fields.sort(key=lambda field: isinstance(field, models.JSONField))
        return [field.name for field in fields]

    @classmethod
    def erasable(cls):
        """Return the columns that redaction, and nothing else, may empty."""
        return (*cls.content_fields(), "correction")

    @classmethod
    def marker(cls):
        """Return the column whose filling, once, lets `erasable` columns change with it."""
        return "redaction_reason"

    def content(self):
        """Return what this edition says, by field name."""
        return {name: getattr(self, name) for name in self.content_fields()}

    @classmethod
    def draft_model(cls):
        """Return the model of the drafts that its rows are editions of."""
        return cls._meta.get_field("item").related_model

    @classmethod
    def section(cls):
        """Return the section's name in addresses, for example `newsitem`."""
        return cls.draft_model()._meta.model_name

    @classmethod
    def section_name(cls):
        """Return the section's name for readers."""
        return capfirst(cls.draft_model()._meta.verbose_name_plural)

    @classmethod
    def withdrawal_reasons(cls, language, at):
        """Return the sentences of this section of which readers in `language` may be told one
        where an item was withdrawn; most sections have none."""
        return []

    def search_texts(self):
        """Return what readers can find this by besides its title, by field name, as plain text."""
        return texts.texts_of(self)

    def search_title(self):
        """Return what counts as the title of this where it is searched, as plain text."""
        return str(self)

    def search_day(self):
        """Return the day by which readers know this, None if they know it without one."""
        return None if self.is_dated_by_year() else getattr(self, self.dated_by, None)

    def search_year(self):
        """Return the year by which readers know this, None if they know it without one."""
        if self.is_dated_by_year():
            return getattr(self, self.dated_by)
        day = self.search_day()
        return day.year if day else None

    @classmethod
    def is_dated_by_year(cls):
        """Whether the column that dates this is a number."""
        field = cls.dated_by and cls._meta.get_field(cls.dated_by)
        return isinstance(field, models.IntegerField)

    def become_tombstone(self, reason):
        """Empty every text of this edition, without saving it; `content_hash` stays."""
        self.redaction_reason = reason
        for name in self.erasable():
            field = self._meta.get_field(name)
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                kept = field.choices or name in self.KEPT_IN_TOMBSTONE
                setattr(self, name, getattr(self, name) if kept else _emptied(field))


def _emptied(field):
    if isinstance(field, models.JSONField):
        return []
    return "" if field.blank else REMOVED

"""Editions: frozen drafts, and the only thing that readers get."""

from functools import cache

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import LanguageField

from .. import age
from ..search import texts
from .addresses import MAX_PATH, Address
from .content import ContentMixin, FoundByMixin, HidesContactsMixin
from .times import FOREVER, TimedQuerySet

# Replaces an erased text where a template needs one. It is content, so it isn't translated.
REMOVED = "[removed]"


class EditionQuerySet(TimedQuerySet):
    def ended(self, at):
        """Return what was live before `at` and no longer is."""
        return self.ending().filter(live_until__lte=at)

    def with_path(self, at):
        """Annotate each edition with `path`, the address of its item at `at`."""
        address = Address.objects.live(at).filter(item=models.OuterRef("item_id"))
        return self.annotate(path=models.Subquery(address.values("path")[:1]))

    def with_past(self):
        """Annotate each edition with `has_past`: whether readers saw, or will see, another one of
        its item."""
        others = self.model.objects.filter(item=models.OuterRef("item_id"), live_from__lt=FOREVER)
        return self.annotate(has_past=models.Exists(others.exclude(pk=models.OuterRef("pk"))))


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


# The same in a few words, for reviewers, publishers and the history.
_KINDS_OF_CHANGE = {
    ChangeKind.CORRECTION: _("Correction"),
    ChangeKind.TYPO: _("Minor: spelling or layout"),
}


def kind_of_change(value):
    """Return the label of a kind of change, "" if nobody was asked."""
    return str(_KINDS_OF_CHANGE.get(value, ""))


class Edition(ContentMixin):
    """A frozen draft. Its content never changes again, which triggers enforce.

    A subclass adds `item`, a protected key to its draft with `related_name="editions"`, and its
    content as plain columns: values, not rows of other tables, which could change later.
    """

    language = LanguageField()
    content_hash = models.CharField(max_length=64)
    # For a translation: the content hash of the version of its source that it says. "No change
    # needed" gives it that of a newer one.
    source_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    frozen_at = models.DateTimeField(_("frozen"))
    frozen_by_id = models.BigIntegerField(null=True)
    frozen_by_name = models.CharField(_("frozen by"), max_length=150)
    release = models.CharField(max_length=20)
    # The marks of the draft at that time.
    needs_second_person = models.BooleanField(default=False)
    medical = models.BooleanField(default=False)
    # The codes of the other review rules that bound it then; see `review_policy.Rule`.
    bound_by = models.JSONField(default=list, blank=True)
    # Its intended address, while its item had never had one.
    first_path = models.CharField(max_length=MAX_PATH, blank=True, default="")
    change_kind = models.CharField(max_length=20, choices=ChangeKind, blank=True, default="")
    # The note for readers about a correction.
    correction = models.TextField(blank=True, default="")
    # Its pictures and documents as they were in the library then; see `Publishable.media`.
    media = models.JSONField(_("pictures and documents"), default=list, blank=True)

    live_from = models.DateTimeField(_("live from"), default=FOREVER)
    live_until = models.DateTimeField(_("live until"), default=FOREVER)
    # The requested end. `live_until` is this or the start of the successor, whichever is first, so
    # that canceling the successor restores the end.
    asked_until = models.DateTimeField(default=FOREVER)
    withdrawn = models.BooleanField(default=False)
    withdrawal_reason = models.TextField(blank=True, default="")

    review = models.CharField(max_length=20, choices=Review, blank=True, default="")
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_by_name = models.CharField(_("reviewed by"), max_length=150, blank=True, default="")
    # Whether the approver had written nothing since the previous edition of which this is true.
    by_second_person = models.BooleanField(default=False)
    # Why the content was erased by law. If set, the row is a tombstone.
    redaction_reason = models.TextField(blank=True, default="")

    # What verbs may still write; triggers refuse changes to everything else.
    TIMES = ("live_from", "live_until", "asked_until", "withdrawn", "withdrawal_reason")
    REVIEW = ("review", "reviewed_at", "reviewed_by_id", "reviewed_by_name", "by_second_person")
    REDACTION = ("redaction_reason",)
    SOURCE = ("source_hash",)
    RECORD = ("language", "content_hash", "frozen_at", "frozen_by_id", "frozen_by_name", "release")
    RECORD += ("needs_second_person", "medical", "bound_by", "first_path")
    RECORD += ("change_kind", "correction")
    CHANGEABLE = TIMES + REVIEW + REDACTION + SOURCE
    # Content that a tombstone keeps: it says nothing about anyone, and templates need it.
    KEPT_IN_TOMBSTONE = ()

    # The column of the date or the year by which readers know it, if any.
    dated_by = ""

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    @cache
    def content_fields(cls):
        """Return the names of the content columns. Words to be found by, and what a page leaves
        out, come after what readers see, lists such as sources last."""
        others = ("id", "item", *cls.RECORD, *cls.CHANGEABLE)
        fields = [field for field in cls._meta.concrete_fields if field.name not in others]
        mixins = (FoundByMixin, HidesContactsMixin)
        unseen = [field.name for mixin in mixins for field in mixin._meta.fields]
        fields.sort(key=lambda field: (isinstance(field, models.JSONField), field.name in unseen))
        return tuple(field.name for field in fields)

    @classmethod
    def erasable(cls):
        """Return the columns that only a redaction may empty."""
        return (*cls.content_fields(), "correction")

    @classmethod
    def marker(cls):
        """Return the column that a redaction fills; the `erasable` columns may change only with
        it."""
        return "redaction_reason"

    def content(self):
        """Return the content of this edition, by field name."""
        return {name: getattr(self, name) for name in self.content_fields()}

    @classmethod
    def draft_model(cls):
        """Return the model of the drafts of these editions."""
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
        """Return the approved messages of this section for readers of a withdrawn item in
        `language`; most sections have none."""
        return []

    def search_texts(self):
        """Yield (field name, plain text) for each searchable text of this edition except its
        title."""
        return texts.texts_of(self)

    def search_title(self):
        """Return the title for search, as plain text. Who asks for exactly one of its lines finds
        this first."""
        return str(self)

    @classmethod
    def search_synonyms(cls, language, at):
        """Return the words that mean the same by what is live, as lists of plain texts."""
        return []

    def search_day(self):
        """Return the date by which readers know this, None if it has none."""
        return None if self.is_dated_by_year() else getattr(self, self.dated_by, None)

    def search_year(self):
        """Return the year by which readers know this, None if it has none."""
        if self.is_dated_by_year():
            return getattr(self, self.dated_by)
        day = self.search_day()
        return day.year if day else None

    def aged_from(self, at):
        """Return the day from which its age counts for readers at `at`, None if it isn't live yet,
        and the sentence of `age` about it: the day by which they know it, else the day its text
        went live."""
        if day := self.search_day():
            return day, age.PUBLISHED
        return (timezone.localdate(self.live_from) if self.live_from <= at else None), age.CHANGED

    @classmethod
    def is_dated_by_year(cls):
        """Whether the column that dates this is a number."""
        field = cls.dated_by and cls._meta.get_field(cls.dated_by)
        return isinstance(field, models.IntegerField)

    def become_tombstone(self, reason):
        """Empty all texts of this edition, without saving it; `content_hash` stays."""
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

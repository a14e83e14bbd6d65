"""Drafts, editions, addresses, the history and the watched words: what every section stands on."""

import re
import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tianhe_site.media_library import shown
from tianhe_site.media_library.models import File
from tianhe_site.rich_text import references
from tianhe_site.rich_text.fields import RichTextField

from . import clock, search_texts
from .hashing import digest

# The end of what has no end, and the beginning of what was never published. A value instead of
# NULL, so that `live()` is two comparisons on a covering index.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)

# Stands where a text had to be erased and a template needs one. Content, so it is not translated.
REMOVED = "[removed]"


valid_slug = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use small letters, digits and single hyphens, for example: new-trial."),
)


class Publishable(models.Model):
    """A draft: an ordinary row, edited freely, never read by the public.

    Sections derive their drafts from it; all share one table of identities, so that an address,
    a link or a history entry names an item by one number, whatever its kind.
    """

    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    # Rows that say the same in several languages share this key.
    translation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    # Kept beside the draft so that "Live + draft" is a comparison the database can make.
    content_hash = models.CharField(max_length=64, editable=False, default="")
    # What the draft said when the history last noted who wrote it. Where the two differ, somebody
    # wrote past the verbs.
    recorded_hash = models.CharField(max_length=64, editable=False, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)
    # Set for a draft in the trash, and for an archived item.
    trashed_at = models.DateTimeField(null=True, editable=False)

    # Fields that say where an item stands. They belong to no edition; `workflow.move` owns them
    # once the item has been public.
    place_fields = ()
    # What is examined in this section besides `checks.GENERAL`.
    own_checks = ()
    # What the admin's first page reminds of in this section; see `desk.Reminder`.
    own_reminders = ()
    # Marks, for a section to override by a column or a property. They are kept in each edition.
    needs_second_person = False
    medical = False
    # Whether an editor who publishes over a live edition is asked if this is a correction.
    asks_for_corrections = False
    # The picture that leads it, for a section that has one; see `Pictured`.
    picture_id = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "translation_key"], name="one_row_a_language"
            )
        ]

    def __str__(self):
        return f"{self.pk}"

    def save(self, *args, update_fields=None, **kwargs):
        self.clean_rich_text()
        content = self.content()
        self.content_hash = digest(content)
        if update_fields is not None:
            update_fields = {*update_fields, "content_hash", "modified_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
        MediaUse.note(self, content["media"])

    @classmethod
    def edition_model(cls):
        """Return the model that keeps this section's editions."""
        return cls._meta.get_field("editions").related_model

    @property
    def kind(self):
        """The section's name in history and permissions, for example `news.newsitem`."""
        return self._meta.label_lower

    def content(self):
        """Return what an edition of this draft would hold, by field name."""
        return {name: getattr(self, name) for name in self.edition_model().content_fields()}

    @property
    def media(self):
        """What the draft shows of the media library, as the library has it now: the entries
        (see `media_library.shown`) of its picture and of those in its texts, in order."""
        lead = [("image", self.picture_id)] if self.picture_id else []
        texts = (getattr(self, name) for name in self.rich_text_fields())
        in_texts = [each for text in texts for each in references.media_in(text or "")]
        entries = shown.entries_of([*lead, *dict.fromkeys(in_texts)], self.language)
        if lead and entries and entries[0].get("image") == self.picture_id:
            entries[0]["lead"] = True
        return entries

    @classmethod
    def rich_text_fields(cls):
        """Return the names of the fields that hold formatted text."""
        return [each.name for each in cls._meta.concrete_fields if isinstance(each, RichTextField)]

    def take_content(self, edition):
        """Copy what `edition` holds into this draft, without saving it."""
        own_fields = {field.name for field in self._meta.get_fields()}
        for name, value in edition.content().items():
            if name in own_fields:
                setattr(self, name, value)

    def clean_rich_text(self):
        """Sanitise the texts now, so that what is hashed is what will be stored."""
        for name in self.rich_text_fields():
            self._meta.get_field(name).pre_save(self, add=False)

    def as_edition(self):
        """Return an unsaved edition of this draft, as a preview shows it."""
        self.clean_rich_text()
        return self.edition_model()(
            item_id=self.pk,
            language=self.language,
            content_hash=digest(self.content()),
            needs_second_person=self.needs_second_person,
            medical=self.medical,
            **self.content(),
        )

    # The place among siblings in a menu; a section with an order has a column of this name.
    position = 0

    def path_for(self, content):
        """Return the address for `content` (a draft or an edition), None if it has none."""

    def branch(self):
        """Return this item and all that stands below it, top down."""
        return [self]

    def check_path(self, path):
        """Raise `PublishingError` if `path` can't be this item's address."""

    def check_move(self, changes):
        """Raise `PublishingError` if this item may not get these values of its place fields."""

    def check_place(self):
        """Raise `PublishingError` if this item can't stand where its place fields say."""

    def check_put_away(self):
        """Raise `PublishingError` if this item is still needed in the lists of the admin."""

    def check_periods(self, at):
        """Raise `PublishingError` if the item may not be public just as it is to be after `at`."""

    def has_stood(self):
        """Whether this item, or one below it, has an address, now or to come, or once had one."""
        rows = Address.objects.filter(item__in=[part.pk for part in self.branch()])
        return rows.exclude(live_until=models.F("live_from")).exists()

    def was_ever_public(self):
        """Whether readers ever saw an edition of this item, or are to see one that is scheduled."""
        return self.editions.filter(live_from__lt=FOREVER).exists()

    def public_periods(self, at):
        """Return when this item is public after `at`, as disjoint (begin, end) in order."""
        periods = []
        published = self.editions.filter(live_from__lt=FOREVER, live_until__gt=at)
        for begins, ends in published.order_by("live_from").values_list("live_from", "live_until"):
            if periods and periods[-1][1] == begins:
                begins, _end = periods.pop()
            periods.append((max(begins, at), ends))
        return periods

    def stays_public(self, at):
        """Whether an item that was public at `at` or before is so without an end."""
        periods = self.public_periods(at)
        was_public = self.editions.filter(live_from__lte=at).exists()
        if was_public:
            return periods == [(at, FOREVER)]
        return not periods or [ends for _begins, ends in periods] == [FOREVER]

    def was_imported(self):
        """Whether this item was public before this system was."""
        imports = HistoryEntry.objects.filter(verb=HistoryEntry.Verb.IMPORT)
        return imports.filter(item_id=self.pk).exists()

    def remarks(self, starts):
        """Return sentences an editor should read before publishing at `starts`."""
        return []


class TimedQuerySet(models.QuerySet):
    """Rows that hold from `live_from` until just before `live_until`."""

    def live(self, at=None):
        """Return what holds at the moment `at` (now if None). The one place that says so."""
        at = at or clock.now()
        return self.filter(live_from__lte=at, live_until__gt=at)

    def pending(self, at):
        """Return what begins after the moment `at`."""
        return self.filter(live_from__gt=at, live_from__lt=FOREVER).exclude(
            live_until=models.F("live_from")
        )


class EditionQuerySet(TimedQuerySet):
    def ended(self, at):
        """Return what was live before the moment `at` and no longer is."""
        return self.filter(live_until__lte=at)

    def with_path(self, at):
        """Annotate each edition with `path`, where its item stands at the moment `at`."""
        address = Address.objects.live(at).filter(item=models.OuterRef("item_id"))
        return self.annotate(path=models.Subquery(address.values("path")[:1]))


class Review(models.TextChoices):
    """What reviewers have said of an edition."""

    NONE = "", _("Not submitted")
    WAITING = "waiting", _("In review")
    CHANGES = "changes", _("Changes requested")
    APPROVED = "approved", _("Approved")
    IMPORTED = "imported", _("Imported without approval")


class ChangeKind(models.TextChoices):
    """What an edition is to the one that readers saw before it."""

    NONE = "", _("Not asked")
    CORRECTION = "correction", _("A correction: readers see a note, with its date")
    TYPO = "typo", _("Spelling or looks only: it says what it said. Recorded, not shown")


class Edition(models.Model):
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
    RECORD += ("needs_second_person", "medical", "change_kind", "correction")
    CHANGEABLE = TIMES + REVIEW + REDACTION
    # Content that says nothing of anybody and that templates need; a tombstone keeps it.
    KEPT_IN_TOMBSTONE = ()

    # Whether readers can search for it, and the column of the day by which they know it, if any.
    is_searched = True
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
    def section(cls):
        """Return the section's name in addresses, for example `newsitem`."""
        return cls._meta.get_field("item").related_model._meta.model_name

    @classmethod
    def section_name(cls):
        """Return the section's name for readers."""
        return capfirst(cls._meta.get_field("item").related_model._meta.verbose_name_plural)

    def search_texts(self):
        """Return what readers can find this by besides its title, by field name, as plain text."""
        return search_texts.texts_of(self)

    def search_title(self):
        """Return what counts as the title of this where it is searched, as plain text."""
        return str(self)

    def search_day(self):
        """Return the day by which readers know this, None if they know it without one."""
        return getattr(self, self.dated_by) if self.dated_by else None

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


class Pictured(models.Model):
    """A draft with a picture that leads it. In editions it is the entry of `media` so marked."""

    picture = models.ForeignKey(
        "media_library.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_(
            "Stands at the head of the page and in lists. It is cut to their shapes around its "
            "focal point."
        ),
    )

    class Meta:
        abstract = True

    def take_content(self, edition):
        super().take_content(edition)
        lead = next((each for each in edition.media if each.get("lead")), {})
        self.picture_id = lead.get("image")


class MediaUse(models.Model):
    """A draft or an edition shows a file of the media library.

    What it shows it says itself; this is for asking the other way round.
    """

    item = models.ForeignKey(Publishable, models.CASCADE, related_name="media_uses")
    # The model of the edition and its id; empty for the draft.
    kind = models.CharField(max_length=60, blank=True, default="")
    edition_id = models.BigIntegerField(null=True)
    asset = models.ForeignKey("media_library.Asset", models.PROTECT, related_name="uses")
    file = models.ForeignKey("media_library.File", models.PROTECT, related_name="uses")

    class Meta:
        indexes = [models.Index(fields=["kind", "edition_id"], name="media_use_edition_idx")]

    def __str__(self):
        return f"{self.item_id}: {self.asset_id}"

    @classmethod
    def note(cls, content, entries):
        """Remember that a draft or an edition shows just these entries."""
        is_edition = isinstance(content, Edition)
        place = {
            "item_id": content.item_id if is_edition else content.pk,
            "kind": content._meta.label_lower if is_edition else "",
            "edition_id": content.pk if is_edition else None,
        }
        known = cls.objects.filter(**place)
        keys = {each["key"] for each in entries}
        if set(known.values_list("file__key", flat=True)) != keys:
            known.delete()
            files = File.objects.filter(key__in=keys)
            cls.objects.bulk_create(
                cls(**place, asset_id=file.asset_id, file=file) for file in files
            )


class Address(models.Model):
    """Where an item stood, and in which place of the menu, from when until when."""

    item = models.ForeignKey(Publishable, models.PROTECT, related_name="addresses")
    path = models.CharField(max_length=600)
    position = models.IntegerField(default=0)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(default=FOREVER)

    CHANGEABLE = ("live_until",)

    objects = TimedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["path", "live_from", "live_until"], name="address_path_idx"),
            models.Index(fields=["item", "live_from", "live_until"], name="address_item_idx"),
        ]
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self):
        return self.path

    @classmethod
    def erasable(cls):
        return ()


class HistoryEntry(models.Model):
    """One act: who did what to which item, when and why. Rows form a chain of hashes.

    The actor is kept as plain values: with a foreign key, deleting a user would have to change
    the record.
    """

    class Verb(models.TextChoices):
        WRITE = "write", _("Changed the draft")
        FREEZE = "freeze", _("Made an edition of the draft")
        SUBMIT = "submit", _("Submitted for review")
        TAKE_BACK = "take-back", _("Took back the submission")
        APPROVE = "approve", _("Approved")
        REQUEST_CHANGES = "request-changes", _("Asked for changes")
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Scheduled")
        RESCHEDULE = "reschedule", _("Changed the times")
        CANCEL = "cancel", _("Cancelled the schedule")
        WITHDRAW = "withdraw", _("Withdrew")
        MOVE = "move", _("Changed the address or the order")
        RESTORE = "restore", _("Copied an edition into the draft")
        IMPORT = "import", _("Imported")
        SHARE = "share", _("Made a preview link")
        UNSHARE = "unshare", _("Revoked a preview link")
        TRASH = "trash", _("Put the draft in the trash")
        ARCHIVE = "archive", _("Archived")
        BRING_BACK = "bring-back", _("Brought back")
        DESTROY = "destroy", _("Emptied from the trash")
        ASK_REDACTION = "ask-redaction", _("Asked for a redaction")
        REDACT = "redact", _("Redacted")

    at = models.DateTimeField(_("when"))
    verb = models.CharField(_("act"), max_length=20, choices=Verb)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=150)
    kind = models.CharField(_("kind"), max_length=60)
    item_id = models.BigIntegerField()
    item_title = models.CharField(_("item"), max_length=250)
    note = models.TextField(_("note"), blank=True)
    # The editions and addresses the act touched, with their hashes and times after it.
    touched = models.JSONField(default=dict)
    # The warnings that may stand, each with its reason. They quote what the edition says.
    passed = models.JSONField(default=list, blank=True)
    # How `hash` is made. Rows of release 0.1.0 have scheme 1.
    scheme = models.PositiveSmallIntegerField(default=1)
    # Digests of texts that had to be erased, by column, so that the chain still holds.
    erased = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    CHANGEABLE = ()
    SCHEME = 2
    TEXTS = ("item_title", "note", "passed")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["item_id", "-id"], name="history_item_idx")]
        permissions = [
            ("walk_historyentry", _("Can walk the site as it was at a moment")),
            ("redact_historyentry", _("Can ask for a redaction, and carry out another's")),
        ]
        verbose_name = _("history entry")
        verbose_name_plural = _("history")

    def __str__(self):
        return f"{self.verb}: {self.item_title}"

    @classmethod
    def erasable(cls):
        return cls.TEXTS

    @classmethod
    def marker(cls):
        return "erased"

    def erase_texts(self):
        """Leave digests in place of the texts, without saving; the hash of the row stays."""
        self.erased = {name: digest({name: getattr(self, name)}) for name in self.TEXTS}
        for name in self.TEXTS:
            setattr(self, name, self._meta.get_field(name).get_default())

    def make_hash(self):
        """Return the hash over everything in this row but the hash itself.

        Texts count by their digest, so that one that had to be erased breaks nothing.
        """
        values = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in ("hash", "erased")
        }
        if self.scheme == 1:
            return digest({k: v for k, v in values.items() if k not in ("id", "scheme")})
        texts = {name: self.erased.get(name) or digest({name: values[name]}) for name in self.TEXTS}
        return digest({**values, **texts})


class PreviewLink(models.Model):
    """A link under which somebody without an account may read one edition for some days."""

    kind = models.CharField(max_length=60)
    item_id = models.BigIntegerField()
    edition_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    note = models.CharField(_("for whom"), max_length=200)

    class Meta:
        indexes = [models.Index(fields=["item_id", "-id"], name="preview_item_idx")]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self):
        return self.note

    def is_open(self, at):
        """Whether the link still leads to its edition at the moment `at`."""
        return self.revoked_at is None and at < self.expires_at


class OpenForm(models.Model):
    """Somebody has the form of an item open, and was there at `seen_at`."""

    item = models.ForeignKey(Publishable, models.CASCADE, related_name="open_forms")
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "user_id"], name="one_open_form_a_person")
        ]

    def __str__(self):
        return self.user_name


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
    word = models.CharField(
        _("word"),
        max_length=200,
        help_text=_(
            "With all its forms, parted by commas, for example: cure, cures, cured, curing. "
            "Capital and small letters are the same."
        ),
    )
    phrases = models.TextField(
        _("phrases"),
        blank=True,
        help_text=_(
            "One a line. For a risky word: where it may stand unasked, such as 'not cured'. For "
            "a product name: statements of which one must stand on the same page, such as "
            "'has not been approved'."
        ),
    )
    advice = models.CharField(
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
        if self.kind == self.Kind.PRODUCT and not self.statements():
            sentence = _("Enter at least one statement that the product is not approved.")
            raise ValidationError({"phrases": sentence})

    def forms(self):
        """Return the forms of the word; the first one is its name."""
        return [form.strip() for form in re.split("[,，、]", self.word) if form.strip()]

    def statements(self):
        """Return the phrases as a list."""
        return [line.strip() for line in self.phrases.splitlines() if line.strip()]

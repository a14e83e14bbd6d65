"""Drafts: what editors write, before it is published."""

import uuid
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import LanguageField
from tianhe_site.media_library import media_snapshot
from tianhe_site.prepared_queries import prepared
from tianhe_site.rich_text import references

from ..hashing import digest, plain
from .addresses import MAX_PATH, Address
from .content import ContentMixin
from .history import HistoryEntry
from .media_use import MediaUse
from .times import FOREVER

# The `default_permissions` of a draft's `Meta`.
PERMISSIONS = ("add", "change", "delete", "view", "approve", "publish", "import")


class Publishable(ContentMixin):
    """A draft: an ordinary row, edited freely, never read by the public.

    Sections derive their drafts from it. All share one table of ids, so that an address, a link or
    a history entry refers to an item of any section by one id.
    """

    language = LanguageField(_("language"), default=settings.LANGUAGE_CODE)
    # An item and its translations share this key.
    translation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    # The item that this is a translation of; None for an original.
    source = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="translations",
        # `draft_source_idx` is smaller: most items are originals.
        db_index=False,
    )
    # The content hash of the version of the source that this draft says.
    source_hash = models.CharField(max_length=64, editable=False, default="", db_default="")
    # Identifies the form that created the draft: sent again, it changes this draft instead of
    # creating a second one. Null for a draft that no form created.
    draft_key = models.UUIDField(null=True, unique=True, editable=False)
    # Kept beside the draft so that "Live + draft" is a comparison the database can make.
    content_hash = models.CharField(max_length=64, editable=False, default="")
    # The content hash when the history last recorded a writer. If the two differ, someone saved
    # without the verbs.
    recorded_hash = models.CharField(max_length=64, editable=False, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)
    # Set for drafts in the trash and for archived items.
    trashed_at = models.DateTimeField(null=True, editable=False)

    # Fields that determine the address. They aren't part of editions; only `workflow.move` changes
    # them once the item has been public.
    place_fields = ()
    # The checks of this section besides `content_checks.GENERAL`.
    content_checks = ()
    # The review rules of this section besides `review_policy.GENERAL`: a tuple, which may be empty.
    # A system check requires it.
    review_rules = None
    # The reminders of this section on the dashboard; see `reminders.Reminder`.
    reminders = ()
    # What this section misses on the public site, on the dashboard of everyone; see
    # `reminders.Alert`.
    alerts = ()
    # Marks, which a section may override with a column or a property. Editions keep them.
    needs_second_person = False
    medical = False
    # Whether an editor who publishes over a live edition is asked if this is a correction.
    asks_for_corrections = False
    # The main picture and the attached document, for sections that have one; see `PicturedMixin`
    # and `AttachedMixin`.
    picture_id = None
    document_id = None
    # Whether it shows the pictures that are released for the press.
    shows_released_pictures = False
    # Columns that editions don't have, because readers never get them.
    draft_only = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "translation_key"], name="one_item_per_language"
            )
        ]
        indexes = [
            models.Index(
                fields=["trashed_at"],
                name="draft_trashed_idx",
                condition=models.Q(trashed_at__isnull=False),
            ),
            models.Index(
                fields=["source"],
                name="draft_source_idx",
                condition=models.Q(source__isnull=False),
            ),
        ]

    def save(self, *args, update_fields=None, **kwargs):
        self.clean_rich_text()
        content = self.content()
        self.content_hash = digest(content)
        if update_fields is not None:
            update_fields = {*update_fields, "content_hash", "modified_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
        MediaUse.record(self, content["media"])

    @classmethod
    def edition_model(cls):
        """Return the model of this section's editions."""
        return cls._meta.get_field("editions").related_model

    @classmethod
    def in_language(cls, language):
        """Return the drafts of this section in a language."""
        # SQLite would look up the language first, and read the items of all sections that have it.
        return cls.objects.exclude(cls.is_in_other(language))

    @staticmethod
    def is_in_other(language):
        """Return the condition that an item isn't in a language. The languages of the setting
        aren't all that items are in: it may have had others before."""
        return models.Q(language__lt=language) | models.Q(language__gt=language)

    @property
    def kind(self):
        """The section's name in history and permissions, for example `news.newsitem`."""
        return self._meta.label_lower

    def content(self):
        """Return what an edition of this draft would contain, by field name."""
        return {name: getattr(self, name) for name in self.edition_model().content_fields()}

    @property
    def media(self):
        """The pictures and documents of the draft as they are in the library now: the entries (see
        `media_snapshot`) of its main picture, of those in its texts and of those released for the
        press, if it shows them, in order."""
        chosen = {("image", self.picture_id): "lead", ("document", self.document_id): "attached"}
        marks = [(reference, mark) for reference, mark in chosen.items() if reference[1]]
        texts = (getattr(self, name) for name in self.rich_text_fields())
        in_texts = [each for text in texts for each in references.media_in(text or "")]
        released = media_snapshot.released_references() if self.shows_released_pictures else []
        in_order = dict.fromkeys([*in_texts, *released])
        wanted = [*(reference for reference, _mark in marks), *in_order]
        entries = media_snapshot.entries_of(wanted, self.language) if wanted else []
        for entry in entries:
            if media_snapshot.reference_of(entry) in released:
                entry["press"] = True
        for (reference, mark), entry in zip(marks, entries, strict=False):
            if media_snapshot.reference_of(entry) == reference:
                entry[mark] = True
        return entries

    @classmethod
    def with_released_pictures(cls):
        """Return the drafts that show the pictures released for the press."""
        return cls.objects.none()

    def copy_content_from(self, edition):
        """Copy the content of `edition` into this draft, without saving it."""
        own_fields = {field.name for field in self._meta.get_fields()}
        for name, value in edition.content().items():
            if name in own_fields:
                setattr(self, name, value)
        self.source_hash = edition.source_hash

    @classmethod
    @cache
    def kept_fields(cls):
        """Return the fields that a version of a draft keeps: everything that it says, but neither
        its address nor its marks."""
        own = {field.name: field for field in cls._meta.concrete_fields}
        others = ("picture", "document", "source_hash", *cls.draft_only)
        names = [*cls.edition_model().content_fields(), *others]
        return tuple(own[name] for name in names if name in own)

    def kept_content(self):
        """Return what a version of this draft keeps, as JSON values by field name."""
        return {each.name: plain(each.value_from_object(self)) for each in self.kept_fields()}

    def copy_kept_content(self, content):
        """Copy `content`, from `kept_content`, into this draft, without saving it. What it refers
        to may be deleted by now, and is left out then."""
        for field in self.kept_fields():
            if field.name not in content:
                continue
            value = field.to_python(content[field.name])
            if field.is_relation and not field.related_model.objects.filter(pk=value).exists():
                value = None
            setattr(self, field.attname, value)

    def clean_rich_text(self):
        """Sanitize the texts now, so that the hash covers what will be stored."""
        for name in self.rich_text_fields():
            self._meta.get_field(name).pre_save(self, add=False)

    def as_edition(self):
        """Return an unsaved edition of this draft, for a preview."""
        self.clean_rich_text()
        content = self.content()
        return self.edition_model()(
            item=self,
            language=self.language,
            content_hash=digest(content),
            source_hash=self.source_hash,
            needs_second_person=self.needs_second_person,
            medical=self.medical,
            first_path=self.first_path(),
            **content,
        )

    def first_path(self):
        """Return the address for the first publication, "" after that. Until then the address is
        free to change, and is part of what is approved."""
        has_had_one = self.pk and _any_address(item=self.pk)
        return "" if has_had_one else (self.path_for(self) or "")[:MAX_PATH]

    # The position among siblings in a menu. A section with an order has a column of this name.
    position = 0

    def path_for(self, content):
        """Return the address for `content` (a draft or an edition), None if it has none."""

    def branch(self):
        """Return this item and everything below it, top down."""
        return [self]

    def check_path(self, path):
        """Raise `PublishingError` if `path` can't be this item's address."""

    def check_move(self, changes):
        """Raise `PublishingError` if this item may not get these values of its place fields."""

    def check_place(self):
        """Raise `PublishingError` if this item can't have the place that its fields say."""

    def check_archive(self):
        """Raise `PublishingError` if this item can't be archived or moved to the trash yet."""

    def check_periods(self, at, periods):
        """Raise `PublishingError` if the item may not be public in exactly these `periods` after
        `at`, disjoint (begin, end) in order."""

    def has_had_address(self):
        """Whether this item or one below it has, will have or had an address."""
        rows = Address.objects.filter(item__in=[part.pk for part in self.branch()])
        return rows.exclude(live_until=models.F("live_from")).exists()

    def was_ever_public(self):
        """Whether an edition of this item was ever live, or is scheduled."""
        return self.editions.filter(live_from__lt=FOREVER).exists()

    def live_edition(self, at):
        """Return the edition that readers get at `at`, None if there is none."""
        live = _live_editions(self.edition_model(), item=self.pk, at=at)
        return next(iter(self.own(live)), None)

    def pending_editions(self, at):
        """Return the editions that begin after `at`."""
        return self.own(pending_editions(self.edition_model(), items=(self.pk,), at=at))

    def own(self, editions):
        """Return these editions of this item, each with this object as its `item`."""
        for edition in editions:
            edition.item = self
        return editions

    def public_periods(self, at):
        """Return the periods after `at` in which this item is public, as disjoint (begin, end) in
        order."""
        published = self.editions.filter(live_from__lt=FOREVER, live_until__gt=at)
        return self.periods_of(published.values_list("live_from", "live_until", named=True), at)

    @staticmethod
    def periods_of(editions, at):
        """Return the periods after `at` in which one of `editions` is public, as disjoint (begin,
        end) in order."""
        periods = []
        for edition in sorted(editions, key=lambda each: each.live_from):
            begins, ends = edition.live_from, edition.live_until
            if ends <= at:
                continue
            if periods and periods[-1][1] == begins:
                begins, _end = periods.pop()
            periods.append((max(begins, at), ends))
        return periods

    def stays_public(self, at, periods):
        """Whether these `periods` after `at` keep an item public without an end once it is
        public."""
        was_public = self.editions.filter(live_from__lte=at).exists()
        if was_public:
            return periods == [(at, FOREVER)]
        return not periods or [ends for _begins, ends in periods] == [FOREVER]

    def was_imported(self):
        """Whether this item was public before this system was."""
        imports = HistoryEntry.objects.filter(verb=HistoryEntry.Verb.IMPORT)
        return imports.filter(item_id=self.pk).exists()

    @property
    def shown_date(self):
        """The date by which readers know this item; None in sections without one."""
        name = self.edition_model().dated_by
        return getattr(self, name) if name else None

    @shown_date.setter
    def shown_date(self, date):
        setattr(self, self.edition_model().dated_by, date)

    def fitting_date(self, starts, zone):
        """Return the date that would fit better if this goes live at `starts`: that day in the time
        zone `zone`. None if its own fits, or if it has none."""

    def publishing_notes(self, starts):
        """Return messages that an editor should read before publishing at `starts`."""
        return []


@prepared
def _any_address(*, item):
    """Return a row if the item has, had or will have an address."""
    rows = Address.objects.filter(item=item).exclude(live_until=models.F("live_from"))
    return rows.values_list("pk")[:1]


@prepared
def _live_editions(edition_model, *, item, at):
    return edition_model.objects.live(at).filter(item=item)


@prepared
def pending_editions(edition_model, *, items, at):
    """Return the editions of these items that begin after `at`."""
    return edition_model.objects.pending(at).filter(item__in=items)

"""News: dated items, their categories and their editions."""

from datetime import UTC, date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from news import content_checks
from tianhe_site.plain_text import LineField
from tianhe_site.publishing import clock, links
from tianhe_site.publishing.models import (
    PERMISSIONS,
    Edition,
    FoundByMixin,
    HidesContactsMixin,
    PicturedMixin,
    Publishable,
    SlugMixin,
    index_of_ends,
)
from tianhe_site.publishing.sources import SourcedMixin
from tianhe_site.rich_text.claims import HoldsClaim
from tianhe_site.rich_text.fields import RichTextField


class Category(models.Model):
    """A kind of news. Editions store its name and address, so it can be renamed."""

    name = LineField(_("name"), max_length=60, unique=True)
    # By language code, for the languages besides the default one.
    names = models.JSONField(
        _("names in other languages"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
    )
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The last part of the category's address. You can't change it after saving."),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first.")
    )

    needs_second_person = models.BooleanField(
        _("second approver"),
        default=False,
        help_text=_(
            "News in this category needs approval by someone who didn't write it. So does "
            "unchecking this box."
        ),
    )
    medical = models.BooleanField(
        _("medical"),
        default=False,
        help_text=_("Check this for news about therapies. Every claim in it then needs a source."),
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        before = Category.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        # The name and the address are part of an item's next edition.
        if before:
            for item in self.items.filter(language__in=self.renamed_in(before)):
                item.save(update_fields=[])

    def name_in(self, language):
        """Return the name for readers of a language: that of the default language if it has none
        of its own."""
        return self.names.get(language) or self.name

    def renamed_in(self, before):
        """Return the languages in which items of this category say something else than with
        `before`, the same category."""
        return [
            code
            for code, _name in settings.LANGUAGES
            if (before.name_in(code), before.slug) != (self.name_in(code), self.slug)
        ]


class NewsContent(SourcedMixin, FoundByMixin, HidesContactsMixin):
    """What a news item says: the same columns in the draft and in its editions."""

    title = LineField(
        _("title"),
        max_length=90,
        help_text=_("Say what happened, in up to 90 characters. This is the headline everywhere."),
    )
    date = models.DateField(
        _("date"),
        default=timezone.localdate,
        validators=[
            MinValueValidator(date(1900, 1, 1), _("Check the year in this date.")),
            MaxValueValidator(date(2999, 12, 31), _("Check the year in this date.")),
        ],
        error_messages={"invalid": _("Enter the date like this: 2026-03-02.")},
        help_text=_(
            "The date readers see. News is listed by this date, and the address includes its year."
        ),
    )
    summary = LineField(
        _("summary"),
        max_length=160,
        help_text=_(
            "One or two sentences for lists, search results and feeds. Say what happened, "
            "not what it means for the future."
        ),
    )
    dateline_place = LineField(
        _("place"),
        max_length=100,
        blank=True,
        help_text=_(
            "The city where this release is issued, for example: Jinan, China. It appears before "
            "the date."
        ),
    )
    body = RichTextField(
        _("text"),
        blank=True,
        help_text=_(
            "Write '7 of 20 people' rather than 'a third'. Write 'is being studied in', "
            "not 'treats'. You can paste from Word: headings, lists, tables and links are kept."
        ),
    )
    company_announcement = models.BooleanField(
        _("company announcement only"),
        default=False,
        help_text=_(
            "Check this if the company itself is the only source, for example for a new office. "
            "Facts recorded by someone else need a source."
        ),
    )

    titled_by = "title"
    described_by = "summary"
    details_shown = ("footer_note", "about", "cautionary_text")

    class Meta:
        abstract = True


class NewsItem(NewsContent, SlugMixin, PicturedMixin, Publishable):
    """The draft of a news item. What the public reads are its editions."""

    category = models.ForeignKey(
        Category,
        models.PROTECT,
        # Only until it is frozen: readers need one, see `content_checks.missing`.
        null=True,
        related_name="items",
        verbose_name=_("category"),
    )
    # Editions keep its name and address as values.
    draft_only = ("category",)
    content_checks = content_checks.NEWS_CHECKS
    # Its category decides.
    review_rules = ()
    asks_for_corrections = True

    class Meta:
        default_permissions = PERMISSIONS
        ordering = ["-date", "-publishable_ptr"]
        indexes = [
            models.Index(fields=["-date", "-publishable_ptr"], name="news_draft_idx"),
            models.Index(
                fields=["category", "-date", "-publishable_ptr"], name="news_draft_category_idx"
            ),
        ]
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    @property
    def category_name(self):
        return self.category.name_in(self.language) if self.category else ""

    @property
    def category_slug(self):
        return self.category.slug if self.category else ""

    @property
    def needs_second_person(self):
        return self.category is not None and self.category.needs_second_person

    @property
    def medical(self):
        return self.category is not None and self.category.medical

    def copy_content_from(self, edition):
        super().copy_content_from(edition)
        slug, name = edition.category_slug, edition.category_name
        known = Category.objects.filter(Q(slug=slug) | Q(name=name)).order_by("id")
        # The category may have been deleted since, or its name given to another one.
        by_slug = next((category for category in known if category.slug == slug), known.first())
        is_new = name and not by_slug
        self.category = Category.objects.create(slug=slug, name=name) if is_new else by_slug

    def path_for(self, content):
        return f"{links.root(self.language)}news/{content.date.year}/{self.slug}/"

    def fitting_date(self, starts, zone):
        days = {starts.astimezone(zone).date() for zone in clock.OFFICES.values()}
        # A correction of a live item keeps its date.
        if self.date in days or (self.pk and self.live_edition(clock.now())):
            return None
        return starts.astimezone(zone).date()

    def publishing_notes(self, starts):
        if not self.fitting_date(starts, UTC):
            return []
        return [
            _(
                "Check the date: it's %(date)s, but the item goes live on %(moment)s. If this is "
                "that day's news, change the date."
            )
            % {"date": date_format(self.date), "moment": clock.describe(starts)}
        ]


class NewsEdition(NewsContent, Edition):
    """A frozen version of a news item. Public views read only these."""

    item = models.ForeignKey(NewsItem, models.PROTECT, related_name="editions")
    category_name = models.CharField(_("category"), max_length=60)
    category_slug = models.SlugField(_("category address"), max_length=60)

    KEPT_IN_TOMBSTONE = ("category_name", "category_slug")
    dated_by = "date"

    class Meta:
        indexes = [
            # Item, not edition: a corrected item keeps its place among the items of its day.
            models.Index(
                fields=["language", "-date", "-item", "live_from", "live_until"],
                name="news_list_idx",
            ),
            models.Index(
                fields=["language", "category_slug", "-date", "-item", "live_from", "live_until"],
                name="news_category_idx",
            ),
            models.Index(
                fields=["item", "live_from", "live_until", "content_hash"], name="news_states_idx"
            ),
            models.Index(fields=["live_from", "review"], name="news_from_idx"),
            index_of_ends("news_ends_idx"),
            models.Index(
                fields=["live_from"], name="news_claims_idx", condition=Q(HoldsClaim("body"))
            ),
        ]
        verbose_name = _("version of a news item")
        verbose_name_plural = _("versions of news items")

    @classmethod
    def section_name(cls):
        return gettext("News")

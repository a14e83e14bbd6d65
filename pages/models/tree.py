"""Pages: a tree of drafts, and their editions."""

from collections import defaultdict

from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from pages import content_checks, privacy, reminders, review_rules
from tianhe_site.plain_text import LineField, ParagraphsField
from tianhe_site.publishing import age, links
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import (
    PERMISSIONS,
    Edition,
    FoundByMixin,
    HidesContactsMixin,
    MarkedMixin,
    PicturedMixin,
    Publishable,
    index_of_ends,
    valid_slug,
)
from tianhe_site.publishing.sources import SourcedMixin
from tianhe_site.rich_text.claims import HoldsClaim
from tianhe_site.rich_text.fields import RichTextField

# Top-level addresses reserved for other languages and future parts of the site.
RESERVED_SLUGS = {
    "static",
    "media",
    "search",
    "accounts",
    "preview",
    *(code for code, _name in settings.LANGUAGES),
}


class Layout(models.TextChoices):
    HOME = "home", _("Home page: introduction and latest news")
    STANDARD = "standard", _("Standard page")
    DIVISION = "division", _("Company division")
    GLOSSARY = "glossary", _("Glossary: introduction and all terms")
    PRESS = "press", _("Press: facts, pictures and media contact")
    CONTACT = "contact", _("Contact: introduction and whom to contact")
    PRIVACY = privacy.LAYOUT, _("Privacy: how personal data is handled")


# Layouts of pages with contacts.
WITH_CONTACTS = (Layout.CONTACT, Layout.PRESS)


class Illustration(models.TextChoices):
    NONE = "", _("No drawing")
    DIVIDING = "dividing", _("Dividing ripple")
    LINEAGE = "lineage", _("Line of cells")
    MEETING = "meeting", _("Meeting ripples")
    SPRING = "spring", _("Rings around a spring")


def _privacy_field(name, help_text):
    """Return a column for one part of a privacy page."""
    return ParagraphsField(
        name, max_length=2000, blank=True, default="", db_default="", help_text=help_text
    )


class PageContent(SourcedMixin, FoundByMixin, HidesContactsMixin):
    """What a page says: the same columns in the draft and in its editions."""

    title = LineField(
        _("title"), max_length=90, help_text=_("The heading of the page, up to 90 characters.")
    )
    menu_title = LineField(
        _("menu title"),
        max_length=30,
        blank=True,
        help_text=_(
            "A short name for the menu, up to 30 characters. Leave empty to use the title."
        ),
    )
    in_menu = models.BooleanField(
        _("show in menu"),
        default=True,
        help_text=_("Top-level pages appear in the main menu, other pages on their parent page."),
    )
    in_footer = models.BooleanField(
        _("show in footer"),
        default=False,
        help_text=_("Adds a link to the footer of every page, for example for contact or privacy."),
    )
    layout = models.CharField(_("layout"), max_length=20, choices=Layout, default=Layout.STANDARD)
    illustration = models.CharField(
        _("drawing"), max_length=20, choices=Illustration, blank=True, default=""
    )
    summary = LineField(
        _("summary"),
        max_length=160,
        help_text=_(
            "One or two sentences, up to 160 characters. They open the page and appear in search "
            "results."
        ),
    )
    body = RichTextField(
        _("text"),
        blank=True,
        help_text=_(
            "Write 'is being studied in', not 'treats'. You can paste from Word: headings, "
            "lists, tables and links are kept."
        ),
    )
    status = LineField(
        _("status"),
        max_length=120,
        blank=True,
        help_text=_(
            "Where the therapy is today, in a few words, for example: A clinical trial has been "
            "initiated. It appears at the top of the page, with the other details you enter here."
        ),
    )
    status_date = models.DateField(
        _("status as of"),
        null=True,
        blank=True,
        help_text=_("The day this status was true. Readers see it beside the status."),
    )
    approval_statement = LineField(
        _("approval"),
        max_length=300,
        blank=True,
        help_text=_(
            "Which authority has approved it, or that none has. Leave empty to show the approval "
            "statement of the site details. What you enter here replaces that on this page."
        ),
    )
    last_reviewed = models.DateField(
        _("last reviewed"),
        null=True,
        blank=True,
        help_text=_("When an expert last read this page. Leave empty to show no date."),
    )
    reviewed_by = LineField(
        _("reviewed by"),
        max_length=120,
        blank=True,
        help_text=_(
            "The reviewer's name and profession, as readers will see them. Ask this person first."
        ),
    )
    next_review = models.DateField(
        _("next review"),
        null=True,
        blank=True,
        help_text=_(
            "When someone will check whether this page is still correct. Readers see the date. "
            "Leave empty to show no date."
        ),
    )
    privacy_handler = _privacy_field(
        _("who is responsible"),
        _(
            "The company that handles personal data, with its address and a way to reach it, for "
            "example an email address."
        ),
    )
    privacy_purpose = _privacy_field(
        _("purpose"), _("What the data is used for, for example: to answer your question.")
    )
    privacy_kinds = _privacy_field(
        _("kinds of data"),
        _("Each kind of personal data, for example: IP addresses in the server log."),
    )
    privacy_method = _privacy_field(
        _("method"),
        _("How the data is collected, stored and shared, and in which country."),
    )
    privacy_retention = _privacy_field(
        _("retention"), _("How long each kind of data is kept, for example: 30 days.")
    )
    privacy_rights = _privacy_field(
        _("rights"),
        _("How readers see, correct or delete their data, and whom they ask."),
    )

    titled_by = "title"
    described_by = "summary"
    stated_by = "approval_statement"

    class Meta:
        abstract = True

    @property
    def details_shown(self):
        always = super().details_shown
        return (*always, "about") if self.layout == Layout.PRESS else always

    def always_states_approval(self):
        return bool(self.status)

    def page_parts(self):
        parts = privacy.parts_of(self) if self.layout == Layout.PRIVACY else ()
        return [name for name, _heading, _text in parts]

    def lists_news(self):
        return self.layout == Layout.PRESS or super().lists_news()


class Page(TreeNode, PageContent, MarkedMixin, PicturedMixin, Publishable):
    """The draft of a page, with its place in the tree."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent page"),
        help_text=_("The address of this page begins with the parent page's address."),
    )
    slug = models.CharField(
        _("address"),
        max_length=80,
        validators=[valid_slug],
        blank=True,
        help_text=_(
            "The last part of the address, filled in from the title. Only the home page has none. "
            "After publication, use 'Change address' to change it."
        ),
    )
    position = models.PositiveIntegerField(default=0, editable=False)
    to_do = ParagraphsField(
        _("to do"),
        blank=True,
        help_text=_(
            "A note for you and your colleagues: what this page still needs, and who to ask. "
            "Readers never see it."
        ),
    )

    place_fields = ("parent", "slug", "position")
    draft_only = ("to_do",)
    content_checks = content_checks.PAGE_CHECKS
    reminders = reminders.PAGE_REMINDERS
    review_rules = review_rules.PAGE_RULES

    class Meta:
        default_permissions = PERMISSIONS
        ordering = ["position"]
        # Of the few pages that the dashboard reminds of.
        indexes = [
            models.Index(
                fields=["next_review"],
                name="page_next_review_idx",
                condition=models.Q(next_review__isnull=False),
            ),
            models.Index(
                fields=["status_date"],
                name="page_status_date_idx",
                condition=models.Q(status_date__isnull=False),
            ),
            models.Index(fields=["title"], name="page_to_do_idx", condition=~models.Q(to_do="")),
            models.Index(
                fields=["publishable_ptr"],
                name="page_press_idx",
                condition=models.Q(layout=Layout.PRESS),
            ),
            models.Index(
                fields=["publishable_ptr"],
                name="page_privacy_idx",
                condition=models.Q(layout=Layout.PRIVACY),
            ),
        ]
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def save(self, *args, **kwargs):
        if self._state.adding and not self.position and not self.is_home:
            self.position = self._last_position() + 10
        super().save(*args, **kwargs)

    @property
    def is_home(self):
        """Whether this page is at the root. Its place decides, not its layout: a layout is content
        and can change with an edition, a place can't."""
        return not self.slug and self.parent_id is None

    @property
    def shows_released_pictures(self):
        return self.layout == Layout.PRESS

    @classmethod
    def with_released_pictures(cls):
        return cls.objects.filter(layout=Layout.PRESS)

    def path_for(self, content=None):
        root = links.root(self.language)
        if self.is_home:
            return root
        above = self.parent.path_for() if self.parent else root
        return f"{above}{self.slug}/"

    def branch(self):
        # Level by level, since most pages have none below them. For the tree, PostgreSQL would read
        # all pages (36 ms for 2,000).
        below, level = defaultdict(list), [self.pk] if self.pk else []
        while level:
            found = list(Page.objects.filter(parent__in=level).order_by("position", "pk"))
            for page in found:
                below[page.parent_id].append(page)
            level = [page.pk for page in found]
        return self._with_pages(below)

    def _with_pages(self, below):
        """Return this page and all below it, in the order of the menu. `below` are the children of
        each page, by its key."""
        parts = [self]
        for page in below[self.pk]:
            # As changed here, saved or not.
            page.parent = self
            parts += page._with_pages(below)
        return parts

    def check_path(self, path):
        first_part = path.removeprefix(links.root(self.language)).partition("/")[0]
        if first_part in RESERVED_SLUGS or not is_page_path(path):
            raise PublishingError(
                _(
                    "The address %s is reserved for another part of the site. Choose a different "
                    "one."
                )
                % path
            )

    def check_move(self, changes):
        moves = any(changes.get(name, old) != old for name, old in self._address_parts().items())
        if self.is_home and moves:
            raise PublishingError(_("You can't move the home page. Change its text instead."))

    def _address_parts(self):
        return {"slug": self.slug, "parent": self.parent}

    def check_place(self):
        if not self.slug and (self.parent_id or self._another_home()):
            raise PublishingError(_("Enter the last part of the address."))
        if self.parent_id and self.parent.is_home:
            raise PublishingError(
                _("The home page can't be a parent page. Choose another page, or none.")
            )
        if self.parent_id and self.parent.language != self.language:
            raise PublishingError(_("Choose a parent page in the same language."))
        if self.parent_id and self.pk and self.parent in self.branch():
            raise PublishingError(_("A page can't be below itself. Choose another parent page."))
        self.check_path(self.path_for())

    def _another_home(self):
        pages = Page.in_language(self.language).filter(slug="", parent=None)
        return pages.exclude(pk=self.pk).exists()

    def check_archive(self):
        child = self.children.filter(trashed_at=None).first()
        if child:
            raise PublishingError(
                _(
                    "'%s' is below this page. First move it elsewhere, archive it or move it to "
                    "the trash."
                )
                % child
            )

    def check_periods(self, at, periods):
        if self.is_home and not self.stays_public(at, periods):
            raise PublishingError(
                _(
                    "You can't withdraw the home page or set an end date for it. Publish a new "
                    "version instead."
                )
            )
        if self.parent and not _all_within(periods, self.parent.public_periods(at)):
            raise PublishingError(
                _("The parent page, '%s', must be public for at least as long as this page.")
                % self.parent
            )
        for child in self.children.all() if self.pk else ():
            if not _all_within(child.public_periods(at), periods):
                raise PublishingError(
                    _("'%s' is below this page. Withdraw it or move it first.") % child
                )

    def _last_position(self):
        siblings = (
            Page.in_language(self.language).without_tree_fields().filter(parent=self.parent_id)
        )
        return siblings.aggregate(last=models.Max("position"))["last"] or 0


def _all_within(inner, outer):
    return all(
        any(begins <= begin and end <= ends for begins, ends in outer) for begin, end in inner
    )


def is_page_path(path):
    """Whether the address `path` belongs to pages, not to another section."""
    try:
        return resolve(path).app_name == "pages"
    except Resolver404:
        return False


class PageEdition(PageContent, Edition):
    """A frozen version of a page. Public views read only these."""

    item = models.ForeignKey(Page, models.PROTECT, related_name="editions")

    def aged_from(self, at):
        """Count from the last review if that is later than the last change. What is shown of terms
        or contacts has days of its own."""
        if self.layout in (Layout.GLOSSARY, Layout.CONTACT):
            return None, ""
        day, sentence = super().aged_from(at)
        reviewed = self.last_reviewed
        return (reviewed, age.REVIEWED) if day and reviewed and reviewed > day else (day, sentence)

    class Meta:
        indexes = [
            models.Index(fields=["item", "live_from"], name="page_item_idx"),
            models.Index(fields=["live_from", "review"], name="page_from_idx"),
            index_of_ends("page_ends_idx"),
            models.Index(fields=["language", "live_from", "live_until"], name="page_live_idx"),
            models.Index(
                fields=["live_from"],
                name="page_claims_idx",
                condition=models.Q(HoldsClaim("body")),
            ),
        ]
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")

    def search_title(self):
        return "\n".join(filter(None, [self.title, self.menu_title]))

    def search_texts(self):
        """Leave out the title in the menu, which belongs to the title."""
        return (pair for pair in super().search_texts() if pair[0] != "menu_title")

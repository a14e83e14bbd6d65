"""Types of pages, snippets and settings."""

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.snippets.models import register_snippet

from benchmarks.contenders.plain_django import structured_data

ITEMS_PER_PAGE = 20
LATEST = 4
RELATED = 3


class TextMixin(models.Model):
    summary = models.CharField(max_length=300)
    rich_body = RichTextField(blank=True)
    sources = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @cached_property
    def body(self):
        return expand_db_html(self.rich_body)


@register_snippet
class Category(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/news/category/{self.slug}/"


@register_snippet
class Term(TextMixin):
    title = models.CharField(max_length=90)
    slug = models.SlugField(max_length=80, unique=True)
    other_forms = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/glossary/{self.slug}/"

    def forms(self):
        return [self.title, *filter(None, map(str.strip, self.other_forms.split(",")))]


@register_setting
class SiteDetails(BaseSiteSetting):
    name = models.CharField(max_length=60)
    legal_name = models.CharField(max_length=120)
    footer_note = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    cautionary_text = models.TextField(blank=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(max_length=100, blank=True)

    def __str__(self):
        return self.name


class AddressMixin:
    def get_absolute_url(self):
        return self.url

    @property
    def published_at(self):
        return self.first_published_at


class ContentPage(AddressMixin, TextMixin, Page):
    """The home page, and each page below it."""

    menu_title = models.CharField(max_length=30, blank=True)
    in_footer = models.BooleanField(default=False)
    layout = models.CharField(max_length=20, default="standard")
    illustration = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=120, blank=True)
    approval_statement = models.CharField(max_length=300, blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    next_review = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.title

    @property
    def short_title(self):
        return self.menu_title or self.title

    def get_template(self, request, *args, **kwargs):
        return f"plain/{self.layout}.html"

    def get_context(self, request, *args, **kwargs):
        is_home = self.layout == "home"
        above = [] if is_home else list(ContentPage.objects.ancestor_of(self).filter(depth__gt=2))
        below = [] if is_home else ContentPage.objects.child_of(self).live().in_menu()
        context = {
            **super().get_context(request, *args, **kwargs),
            "pages_above": above,
            "pages_below": below,
            "drawing": self.illustration,
            "data": structured_data.page(self, above),
        }
        if is_home:
            context["latest"] = live_news()[:LATEST]
        return context


class NewsIndexPage(AddressMixin, RoutablePageMixin, Page):
    @path("")
    def all_news(self, request):
        return self._list(request, live_news(), "News", "Announcements by date, newest first.")

    @path("<int:year>/")
    def of_year(self, request, year):
        items = live_news().filter(date__year=year)
        description = f"Announcements from {year}, newest first."
        return self._list(request, items, f"News from {year}", description, year=year)

    @path("category/<slug:slug>/")
    def of_category(self, request, slug):
        category = Category.objects.get(slug=slug)
        items = live_news().filter(category=category)
        description = f"Announcements in the category {category}, newest first."
        return self._list(request, items, f"News: {category}", description, category=category)

    def _list(self, request, items, heading, description, **chosen):
        days = NewsPage.objects.live().dates("date", "year", "DESC")
        context = {
            "items": Paginator(items, ITEMS_PER_PAGE).get_page(request.GET.get("page", 1)),
            "years": [(day.year, f"{self.url}{day.year}/") for day in days],
            "categories": Category.objects.all(),
            "heading": heading,
            "description": description,
            "drawing": "ring",
            "data": structured_data.news_list(request.path, heading, description),
            # Readers see when a text was published, not when the list was.
            "page": None,
            **chosen,
        }
        return self.render(request, template="plain/list.html", context_overrides=context)


class NewsPage(AddressMixin, TextMixin, Page):
    template = "plain/item.html"

    date = models.DateField(db_index=True)
    dateline_place = models.CharField(max_length=100, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="items")

    def __str__(self):
        return self.title

    def get_context(self, request, *args, **kwargs):
        older = Q(date__lt=self.date) | Q(date=self.date, id__lt=self.id)
        newer = Q(date__gt=self.date) | Q(date=self.date, id__gt=self.id)
        return {
            **super().get_context(request, *args, **kwargs),
            "older": live_news().filter(older).first(),
            "newer": live_news().filter(newer).order_by("date", "id").first(),
            "related": self._related(older, newer),
            "category": self.category,
            "drawing": "ring",
            "data": structured_data.item(self),
        }

    def _related(self, older, newer):
        items = live_news().filter(category=self.category)
        near = items.filter(newer).order_by("date", "id")[:RELATED]
        near = [*items.filter(older)[:RELATED], *near]
        return sorted(near, key=lambda other: abs(other.date - self.date))[:RELATED]


def live_news():
    return NewsPage.objects.live().select_related("category").order_by("-date", "-id")

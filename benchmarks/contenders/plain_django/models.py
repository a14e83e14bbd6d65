"""Pages, news, the glossary and what every page shows, one row each."""

from django.db import models
from django.urls import reverse
from django.utils import timezone


class PublishedQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__lte=timezone.now())


class Published(models.Model):
    title = models.CharField(max_length=90)
    summary = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField()

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


class Category(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("category", args=[self.slug])


class NewsItem(Published):
    slug = models.SlugField(max_length=80)
    date = models.DateField()
    dateline_place = models.CharField(max_length=100, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="items")

    class Meta:
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["-date", "-id"]),
            models.Index(fields=["category", "-date", "-id"]),
        ]

    def get_absolute_url(self):
        return reverse("item", args=[self.date.year, self.slug])


class Page(Published):
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    position = models.PositiveIntegerField(default=0)
    menu_title = models.CharField(max_length=30, blank=True)
    in_menu = models.BooleanField(default=True)
    in_footer = models.BooleanField(default=False)
    layout = models.CharField(max_length=20, default="standard")
    illustration = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=120, blank=True)
    approval_statement = models.CharField(max_length=300, blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    next_review = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]

    def get_absolute_url(self):
        return self.path

    @property
    def short_title(self):
        return self.menu_title or self.title


class Term(Published):
    slug = models.SlugField(max_length=80, unique=True)
    other_forms = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["title"]

    def get_absolute_url(self):
        return reverse("term", args=[self.slug])

    def forms(self):
        return [self.title, *filter(None, map(str.strip, self.other_forms.split(",")))]


class SiteDetails(models.Model):
    name = models.CharField(max_length=60)
    legal_name = models.CharField(max_length=120)
    footer_note = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    cautionary_text = models.TextField(blank=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "site details"

    def __str__(self):
        return self.name

"""Builds the archive: people, categories, pictures, and then one story per item."""

import io
import random
from datetime import UTC, datetime, timedelta
from itertools import cycle

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Drawing

from news.models import Category, NewsItem
from pages.models import Page
from tianhe_site.media_library import library
from tianhe_site.media_library.models import ImageText
from tianhe_site.operations import starter_content
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.media import public_media
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.search import edition_index

from .ledger import Ledger
from .stories import AT_WORK, DONE, People, Story, imported, published
from .texts import Writer

BEGINNING = datetime(2014, 4, 1, 12, tzinfo=UTC)
ITEMS_PER_BATCH = 1_000
# The newest items are still at work: this part of all, and no fewer than so many.
PART_AT_WORK, MIN_AT_WORK = 0.02, 100
# One item of so many is a page, and one has a picture. One page of so many has the others below it,
# and one of so many is in its menu.
ITEMS_PER_PAGE, ITEMS_PER_PICTURE = 50, 20
PAGES_PER_BRANCH, PAGES_PER_LINK = 50, 10
# Within this part of the time between two items all is done that happens to the first.
STEPS = 12
CATEGORIES = ("Research", "Company", "Events", "Publications", "Regulation", "Awards")
NAMES = {
    "Authors": ("Anna Berg", "Bo Chen", "Carla Diaz", "Dan Evans", "Eva Fischer", "Fei Gao"),
    "Reviewers": ("Gita Hall", "Han Li", "Ines Jung"),
    "Publishers": ("Jun Kato", "Kim Lee", "Lena Moser"),
}
COLORS = ("teal", "navy", "olive")


def why_not_new():
    """Return why this site isn't new, as a sentence; "" if it is. An archive is built in a new one
    only, so that it never mixes with what people wrote."""
    if HistoryEntry.objects.exists() or User.objects.exists():
        return "This site has accounts or an audit log already."
    return ""


def build(count, progress):
    """Build an archive of `count` items beside the starter content, all of it or nothing. Calls
    `progress` with the number of items so far."""
    with workflow.publishing_lock():
        with clock.set_to(BEGINNING - timedelta(days=1)):
            starter_content.load()
            staff, categories, pictures = _add_people(), _add_categories(), _add_pictures()
        with edition_index.filling() as index:
            # Its entries follow those of people and categories.
            items = _Items(Ledger(index), categories, pictures)
            _tell_stories(items, staff, count, progress)
        items.ledger.tables.tell_database()
        public_media.sync([each.current for each in items.pictures], clock.now())


def _tell_stories(items, staff, count, progress):
    ledger, stories, present = items.ledger, _Stories(count), timezone.now()
    between = (present - BEGINNING) / count
    for number in range(count):
        begins = BEGINNING + number * between
        item = items.make(number, begins.date())
        people = People(*(accounts[number % len(accounts)] for accounts in staff))
        story = Story(ledger, item, people, begins, between / STEPS, present)
        stories.of(item, number)(story)
        if (number + 1) % ITEMS_PER_BATCH == 0 or number + 1 == count:
            ledger.write()
            progress(number + 1)


class _Stories:
    """Which story each item has: of the newest items an unfinished one."""

    def __init__(self, count):
        self._done, self._at_work = _mixed(DONE), _mixed(AT_WORK)
        self._first_at_work = count - max(MIN_AT_WORK, count * PART_AT_WORK)

    def of(self, item, number):
        if isinstance(item, Page):
            # What is below it must find it public.
            return imported if item.parent is None else published
        return next(self._done if number < self._first_at_work else self._at_work)


def _mixed(shares):
    """Repeat stories forever, each as often as its share says, in an order that looks like none."""
    stories = [story for story, share in shares.items() for _turn in range(share)]
    random.Random(1).shuffle(stories)
    return cycle(stories)


class _Items:
    """Makes drafts that aren't stored yet."""

    def __init__(self, ledger, categories, pictures):
        self.ledger, self.pictures = ledger, pictures
        self._categories, self._writer = categories, Writer()
        self._pages, self._branch = 0, None

    def make(self, number, day):
        """Return the draft with this number: a news item of this day, or a page."""
        return self._page(number) if number % ITEMS_PER_PAGE == 0 else self._news_item(number, day)

    def _news_item(self, number, day):
        shows_picture = number % ITEMS_PER_PICTURE == 1
        picture = self.pictures[number % len(self.pictures)] if shows_picture else None
        return self.ledger.add(
            NewsItem,
            slug=f"item-{number}",
            date=day,
            category=self._categories[number % len(self._categories)],
            dateline_place="Jinan, China",
            company_announcement=True,
            picture=picture,
            **self._texts(number),
        )

    def _page(self, number):
        is_branch = self._pages % PAGES_PER_BRANCH == 0
        page = self.ledger.add(
            Page,
            slug=f"page-{number}",
            parent=None if is_branch else self._branch,
            # The menus of a site with thousands of pages don't have them all.
            in_menu=self._pages % PAGES_PER_LINK == 1,
            position=self._pages,
            **self._texts(number),
        )
        self._pages += 1
        self._branch = page if is_branch else self._branch
        return page

    def _texts(self, number):
        writer = self._writer
        return {"title": writer.title(), "summary": writer.summary(), "body": writer.body(number)}


def _add_people():
    """Return the accounts of authors, of reviewers and of publishers. None has a password."""
    return [
        [_add_person(name, Group.objects.get(name=group)) for name in names]
        for group, names in NAMES.items()
    ]


def _add_person(name, group):
    first, last = name.split()
    user = User.objects.create_user(
        first.lower(), is_staff=True, first_name=first, last_name=last, password=None
    )
    user.groups.add(group)
    return user


def _add_categories():
    for position, name in enumerate(CATEGORIES, 11):
        Category.objects.create(name=name, slug=name.lower(), position=position)
    # News about trials needs a second person, whom not every story has.
    return list(Category.objects.filter(needs_second_person=False))


def _add_pictures():
    return [_add_picture(color) for color in COLORS]


def _add_picture(color):
    drawn = io.BytesIO()
    Drawing.new("RGB", (800, 500), color).save(drawn, "JPEG")
    upload = SimpleUploadedFile(f"{color}.jpg", drawn.getvalue())
    image, _is_new = library.add(upload, by=workflow.COMMAND_LINE)
    ImageText.objects.create(image=image, language="en", description=f"A {color} rectangle")
    return image

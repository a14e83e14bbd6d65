"""Makes drafts, or imported versions, of the records of another system."""

import re
from datetime import UTC, datetime, time, timedelta
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from news.models import Category
from tianhe_site import languages
from tianhe_site.editorial import starting
from tianhe_site.publishing import clock, slugs, workflow
from tianhe_site.publishing.content_checks import sizes
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import MAX_PATH, Publishable
from tianhe_site.rich_text.bounds import TooLargeError, check_bounds
from tianhe_site.rich_text.cleaning import clean_typed
from tianhe_site.rich_text.reading import read

from ..models import ImportedItem, OldAddress
from ..old_addresses import normal

_HREF = re.compile(r'href="([^"]+)"')
BETWEEN_LINES = 100


class Importer:
    """Takes records one at a time. `finish` joins what belongs together: links, pages above, and
    with `as_editions` the versions that readers get."""

    def __init__(self, report, *, is_dry_run=False, as_editions=False, progress=lambda count: None):
        self.report, self.is_dry_run, self.as_editions = report, is_dry_run, as_editions
        self.progress = progress
        # What waits for `finish`: ids and small facts, never texts.
        self.linked, self.below, self.public, self.hosts = [], [], [], set()
        self.translated, self.taken = [], set()
        self.count = 0

    def take(self, record):
        """Make a draft of a record, unless it was imported before or can't be kept."""
        self.count += 1
        if self.count % BETWEEN_LINES == 0:
            self.progress(self.count)
        if self.knows(record.key):
            return
        try:
            self._take(record)
        except (PublishingError, TooLargeError) as error:
            self.report.refused += 1
            self.report.say(record.label, str(error))

    def knows(self, key):
        """Return whether an item was imported before, and count it."""
        is_known = ImportedItem.objects.filter(key=key).exists()
        self.report.known += is_known
        return is_known

    def _take(self, record):
        model = apps.get_model(record.kind)
        if model._meta.model_name == "sitedetails":
            language = record.language or settings.LANGUAGE_CODE
            if model.in_language(language).exists():
                self.report.known += 1
                return
        self._clean(record, model.edition_model())
        if self.is_dry_run:
            self.report.made[str(model._meta.verbose_name_plural)] += 1
            return
        with transaction.atomic():
            draft = self._make(record, model)
        self.report.made[str(model._meta.verbose_name_plural)] += 1
        self._remember(record, draft)

    def _clean(self, record, edition_model):
        for name in edition_model.rich_text_fields():
            markup = record.fields.get(name) or ""
            check_bounds(markup)
            record.fields[name] = clean_typed(markup)
        self._fit(record, edition_model)

    def _fit(self, record, edition_model):
        """Shorten lines that are too long, and say so."""
        for field in edition_model._meta.concrete_fields:
            value = record.fields.get(field.name)
            if isinstance(value, str) and field.max_length and len(value) > field.max_length:
                record.fields[field.name] = starting.fitted(value, field.max_length)
                self.report.say(
                    record.label,
                    _("The %(field)s was shortened. It was: %(text)s")
                    % {"field": field.verbose_name, "text": value[:1000]},
                )

    def _make(self, record, model):
        _ensure_category(record)
        edition = model.edition_model()(media=_chosen(record), **record.fields)
        draft = model(**record.draft_values)
        if record.language:
            draft.language = record.language
        if record.translation_key and _may_share_key(record, model):
            draft.translation_key = record.translation_key
        draft.copy_content_from(edition)
        self._place(record, draft)
        if message := sizes.why_too_large(draft):
            raise PublishingError(message)
        workflow.write(draft, by=workflow.COMMAND_LINE, note=_note(record))
        ImportedItem.objects.create(key=record.key, item_id=draft.pk)
        for path in record.old_paths:
            if path and len(path) <= MAX_PATH:
                OldAddress.objects.get_or_create(path=path, defaults={"item_id": draft.pk})
        return draft

    def _place(self, record, draft):
        if record.is_own and record.slug == "" and "parent" in draft.place_fields:
            draft.check_place()
            return
        starting.choose_address(draft, record.slug)
        if record.slug and draft.slug != record.slug:
            self.report.say(
                record.label,
                _("The address is now %(path)s. It was: %(slug)s")
                % {"path": draft.path_for(draft), "slug": record.slug},
            )

    def _remember(self, record, draft):
        model = draft._meta.label_lower
        markup = "".join(getattr(draft, name) for name in draft.rich_text_fields())
        if any(self._old_path(unescape(href)) for href in _HREF.findall(markup)):
            self.linked.append((model, draft.pk))
        self.taken.add(record.key)
        if record.translation_key:
            facts = (record.translation_key, record.source, record.is_up_to_date)
            self.translated.append((draft.pk, *facts))
        if record.parent:
            self.below.append((model, draft.pk, record.parent, record.slug, record.label))
        if self.as_editions and record.is_public and record.published_at:
            self.public.append((model, draft.pk, record.published_at, _note(record), record.label))

    def finish(self):
        """Join what belongs together, once all records were taken."""
        for below in self.below:
            self._put_below(*below)
        for model, pk in self.linked:
            self._link(model, pk)
        if languages.has_several():
            for pk, translation_key, source, is_up_to_date in self.translated:
                # What was imported before may say something else by now.
                says_it = is_up_to_date and source in self.taken
                _name_source(pk, translation_key, source, says_it)
        for public in sorted(self.public, key=self._depth):
            self._import(*public)

    def _put_below(self, model, pk, parent, slug, label):
        draft = apps.get_model(model).objects.get(pk=pk)
        above = ImportedItem.objects.filter(key=parent).first()
        above = above and type(draft).objects.filter(pk=above.item_id).first()
        if above is None:
            self.report.say(label, _("The page above it wasn't imported, so it has none."))
            return
        if _is_at_or_below(above, draft):
            self.report.say(label, _("The page above it is also below it, so it has none."))
            return
        draft.parent = above
        starting.choose_address(draft, slug)
        self._write(draft, label)

    def _link(self, model, pk):
        """Turn links to the old addresses of imported items into links to the items."""
        draft = apps.get_model(model).objects.get(pk=pk)
        for name in draft.rich_text_fields():
            markup = getattr(draft, name)
            linked = _HREF.sub(self._new_link, markup)
            setattr(draft, name, linked)
        self._write(draft, str(draft))

    def _write(self, draft, label):
        try:
            workflow.write(draft, by=workflow.COMMAND_LINE)
        except PublishingError as error:
            self.report.say(label, str(error))

    def _new_link(self, found):
        path, _hash, fragment = unescape(found[1]).partition("#")
        old = self._old_path(path)
        row = old and OldAddress.objects.filter(path=old).first()
        if not row:
            return found[0]
        ending = f"#{escape(fragment)}" if fragment else ""
        return f'href="item:{row.item_id}{ending}"'

    def _old_path(self, href):
        """Return the path on the old site that a link leads to, "" if it leads elsewhere."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return ""
        is_own = parts.netloc.lower().removeprefix("www.") in self.hosts
        if not (is_own or (not parts.scheme and not parts.netloc and parts.path.startswith("/"))):
            return ""
        return normal(parts.path) or _by_number(parts.query)

    def _depth(self, public):
        model, pk, *_rest = public
        draft = apps.get_model(model).objects.get(pk=pk)
        # The site details first: pages show them. Then pages before those below them.
        return len(draft.path_for(draft) or "")

    def _import(self, model, pk, live_from, note, label):
        draft = apps.get_model(model).objects.get(pk=pk)
        at = min(live_from, clock.now() - timedelta(seconds=1))
        above = getattr(draft, "parent", None)
        if above and (began := above.editions.order_by("live_from").first()):
            # A page is public only while the one above it is.
            at = max(at, began.live_from)
        try:
            workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=at, note=note)
        except PublishingError as error:
            self.report.say(label, _("It stays a draft: %s") % error)


def _name_source(pk, translation_key, key, is_up_to_date):
    """Note what an imported item is a translation of: of what the record says, else of the first
    item with its key."""
    named = ImportedItem.objects.filter(key=key).first() if key else None
    others = Publishable.objects.filter(translation_key=translation_key).exclude(pk=pk)
    if named:
        source = others.filter(pk=named.item_id).first()
    else:
        source = others.filter(pk__lt=pk, source=None).order_by("pk").first()
    if source:
        said = source.content_hash if is_up_to_date else ""
        Publishable.objects.filter(pk=pk).update(source=source, source_hash=said)


def _is_at_or_below(page, other):
    while page is not None and page.pk != other.pk:
        page = page.parent
    return page is not None


def _by_number(query):
    """Return the path that stands for "/?p=12"."""
    values = parse_qs(query)
    number = next((values[name][0] for name in ("p", "page_id") if name in values), "")
    return f"/?p={number}" if number.isdecimal() else ""


def _ensure_category(record):
    """Create the category of an item of another site of this system, with its marks. Like drafts,
    it takes the place of one with its address or its name."""
    values = record.category
    known = values and Category.objects.filter(Q(slug=values["slug"]) | Q(name=values["name"]))
    if values and not known.exists():
        Category.objects.create(**values)


def _chosen(record):
    chosen = ((record.lead, "lead"), (record.attached, "attached"))
    entries = []
    for reference, mark in chosen:
        kind, _colon, number = reference.partition(":")
        if number:
            entries.append({kind: int(number), mark: True})
    return entries


def _may_share_key(record, model):
    """Whether the item of a record may be a translation of those that have its key: items of its
    section in other languages."""
    same = Publishable.objects.filter(translation_key=record.translation_key)
    language = record.language or settings.LANGUAGE_CODE
    others = same.exclude(pk__in=model.objects.values("pk"))
    return not same.filter(language=language).exists() and not others.exists()


def _note(record):
    if record.author:
        return _("Imported. Author there: %s") % record.author
    return _("Imported.")


def summary_of(markup, limit):
    """Return the first words of a text, as a summary that nobody wrote."""
    text = " ".join(read(clean_typed(markup)).text.split())
    return Truncator(text).chars(limit) if text else ""


def at_noon(day):
    """Return noon UTC of a day: the same day in New York and in Jinan."""
    return datetime.combine(day, time(12), UTC)


def category_slug(name):
    """Return the address of a category by its name."""
    return slugs.from_words(name)[:60].strip("-") or "imported"

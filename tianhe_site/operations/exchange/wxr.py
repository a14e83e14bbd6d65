"""Reads WordPress exports (WXR): posts and pages as records, attachments as files.

A file is read twice: first what is where, then the texts, one at a time.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import unquote, urlsplit

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import NewsEdition
from pages.models import PageEdition
from tianhe_site.publishing import slugs
from tianhe_site.rich_text.bounds import TooLargeError, check_bounds

from ..old_addresses import normal
from . import xml_items
from .content_file import focus_of, own_record
from .importing import category_slug, summary_of
from .records import MediaFile, Record
from .wordpress_text import Converter

# The post meta in which an export of this system keeps what WordPress has no place for.
OWN = "_tianhe"
KINDS = {"post": "news.newsitem", "page": "pages.page"}
# WordPress's way to say that there is no date.
NO_DATE = "0000-00-00 00:00:00"


@dataclass
class _Index:
    """What the first reading remembers: numbers and addresses, no texts."""

    authors: dict = field(default_factory=dict)
    hosts: set = field(default_factory=set)
    # Addresses of attachments, by number; numbers of those below a post, by its number.
    attachments: dict = field(default_factory=dict)
    below: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)


class WordPress:
    """One export. `category` is the name for posts that have none."""

    def __init__(self, path, media, importer, report, category):
        self.path, self.media, self.importer, self.report = path, media, importer, report
        self.category, self.index = category, _Index()

    def run(self):
        """Import the file. Raises `ExchangeError`."""
        for item in xml_items.items(self.path):
            self._note(item)
        self.importer.hosts |= self.index.hosts
        for item in xml_items.items(self.path):
            if item.tag == "item":
                self._take(item)
        self.importer.finish()

    # The first reading

    def _note(self, item):
        if item.tag == "channel":
            for name in ("link", "wp:base_site_url", "wp:base_blog_url"):
                self._note_host(item.get(name))
        elif item.tag == "wp:author":
            name = item.get("wp:author_display_name") or item.get("wp:author_login")
            self.index.authors[item.get("wp:author_login")] = name[:150]
        elif item.tag == "item":
            self.index.keys[item.get("wp:post_id")] = _key(item)
            if item.get("wp:post_type") == "attachment":
                self._note_attachment(item)

    def _note_host(self, address):
        try:
            host = urlsplit(address).netloc.lower().removeprefix("www.")
        except ValueError:
            return
        # WordPress.com names itself as the site.
        if host and host != "wordpress.com":
            self.index.hosts.add(host)

    def _note_attachment(self, item):
        address = item.get("wp:attachment_url") or item.get("guid")
        number = item.get("wp:post_id")
        self.index.attachments[number] = address
        self.index.below.setdefault(item.get("wp:post_parent"), []).append(number)
        own = _own(item)
        self.media.describe(
            MediaFile(
                address=address,
                path=str(own.get("file", "")),
                title=item.get("title")[:120],
                description=" ".join(item.meta.get("_wp_attachment_image_alt", "").split())[:300],
                caption=" ".join(item.get("excerpt:encoded").split())[:300],
                credit=str(own.get("credit", "")),
                licence=str(own.get("licence", "")),
                focus=focus_of(own.get("focus")),
                decorative=own.get("decorative") is True,
                language=str(own.get("language", "")),
            )
        )

    # The second

    def _take(self, item):
        kind, status = item.get("wp:post_type"), item.get("wp:status")
        own = _own(item)
        if kind == "attachment":
            return
        if self.importer.knows(_key(item)):
            return
        self.report.left[_("comments")] += item.comments
        if kind not in KINDS and not own:
            self.report.left[_("entries of the type '%s'") % kind[:40]] += 1
        elif status in ("trash", "auto-draft", "inherit"):
            self.report.left[_("entries with the status '%s'") % status] += 1
        elif item.is_too_long:
            self.report.refused += 1
            self.report.say(self._label(item), _("It is too long to read."))
        else:
            self._take_text(item, own)

    def _take_text(self, item, own):
        try:
            record = self._own_record(item, own) if own else self._record(item)
        except TooLargeError as error:
            self.report.refused += 1
            self.report.say(self._label(item), str(error))
            return
        self._lead(item, record)
        self.importer.take(record)

    def _label(self, item):
        title = " ".join(item.get("title").split())[:80] or _("Untitled")
        return f"{item.get('wp:post_type')} {item.get('wp:post_id')[:20]} “{title}”"

    def _record(self, item):
        kind = item.get("wp:post_type")
        record = Record(
            key=_key(item),
            kind=KINDS[kind],
            fields={"body": self._body(item)},
            label=self._label(item),
            slug=_slug(item),
            author=self._author(item),
            published_at=_moment(item),
            is_public=item.get("wp:status") == "publish" and not item.get("wp:post_password"),
            old_paths=[*dict.fromkeys(filter(None, _paths(item)))],
        )
        self._add_lines(item, record)
        if kind == "post":
            self._add_news_fields(item, record)
        else:
            record.parent = self.index.keys.get(item.get("wp:post_parent"), "")
            # A menu of all pages of a large site would be endless.
            record.fields["in_menu"] = False
        self._count_rest(item)
        return record

    def _add_lines(self, item, record):
        title = " ".join(item.get("title").split())
        record.fields["title"] = title or _("Untitled")
        summary = " ".join(item.get("excerpt:encoded").split())
        summary = summary_of(summary, 100_000) if summary else ""
        if not summary and self.importer.as_editions:
            # Readers see it in lists.
            summary = summary_of(
                record.fields["body"], PageEdition._meta.get_field("summary").max_length
            )
            self.report.left[_("summaries: none was there, so the first words became one")] += 1
        record.fields["summary"] = summary

    def _add_news_fields(self, item, record):
        record.fields["date"] = _day(item)
        names = [(slug, text) for domain, slug, text in item.categories if domain == "category"]
        slug, name = names[0] if names else ("", self.category)
        length = NewsEdition._meta.get_field("category_name").max_length
        record.fields["category_name"] = " ".join(name.split())[:length] or self.category
        record.fields["category_slug"] = category_slug(unquote(slug) or name)
        if len(names) > 1:
            others = ", ".join(name for _slug, name in names[1:])
            self.report.say(record.label, _("Only its first category was kept, not: %s") % others)

    def _count_rest(self, item):
        tags = sum(domain == "post_tag" for domain, _slug, _text in item.categories)
        self.report.left[_("tags")] += tags
        status = item.get("wp:status")
        if item.get("wp:post_password"):
            self.report.say(self._label(item), _("It had a password. It is a draft now."))
        elif status != "publish":
            self.report.say(self._label(item), _("It was '%s' there. It is a draft now.") % status)
        if item.get("wp:is_sticky") == "1":
            self.report.left[_("marks that keep a post at the top")] += 1

    def _body(self, item):
        content = item.values.get("content:encoded", "")
        check_bounds(content)
        number = item.get("wp:post_id")
        converter = Converter(
            self._picture,
            self._link,
            lambda ids: self._gallery(ids, number),
            with_hints=not self.importer.as_editions,
        )
        markup = converter.convert(content)
        for (kind, name), count in converter.left.items():
            self.report.left[f"{LEFT.get(kind, kind)} {name}".strip()] += count
        for src in dict.fromkeys(converter.missing):
            self.report.say(self._label(item), _("No file for the picture %s") % src[:300])
        return markup

    def _picture(self, src):
        reference = self.media.reference(src, "en")
        return reference if reference and reference.startswith("image:") else None

    def _link(self, href):
        """Return where a link leads: to a document of the library, or where it led."""
        own = self._is_own(href)
        if own and "/uploads/" in href or href in self.index.attachments.values():
            reference = self.media.reference(href, "en")
            if reference:
                # A picture that led to its own large size: readers get the right size anyway.
                return reference if reference.startswith("document:") else ""
        return href

    def _is_own(self, href):
        try:
            return urlsplit(href).netloc.lower().removeprefix("www.") in self.index.hosts
        except ValueError:
            return False

    def _gallery(self, ids, number):
        numbers = (
            [each.strip() for each in ids.split(",")] if ids else self.index.below.get(number, [])
        )
        found = (self.index.attachments.get(each, "") for each in numbers[:100])
        return [address for address in found if address]

    def _author(self, item):
        login = item.get("dc:creator")
        return self.index.authors.get(login, login)[:150]

    def _lead(self, item, record):
        address = self.index.attachments.get(item.meta.get("_thumbnail_id", "").strip(), "")
        if address and record.kind in KINDS.values():
            reference = self._picture(address)
            if reference:
                record.lead = reference
            else:
                self.report.say(record.label, _("No file for the main picture %s") % address[:300])

    # What this system exported

    def _own_record(self, item, own):
        body = item.values.get("content:encoded", "")
        fields = {**own.get("fields", {}), "body": body}
        names = own.get("standard", {})
        fields[str(names.get("title", "title"))] = item.values.get("title", "")
        if names.get("summary"):
            fields[str(names["summary"])] = item.values.get("excerpt:encoded", "")
        return own_record({**own, "fields": fields}, self.media)


# What the report calls what was left out, by kind.
LEFT = {
    "block": gettext_lazy("blocks made by a program:"),
    "shortcode": gettext_lazy("shortcodes:"),
    "element": gettext_lazy("elements:"),
    "picture": gettext_lazy("pictures without a file"),
    "page break": gettext_lazy("page breaks"),
}


def _key(item):
    # Sites that were merged or copied have guids twice.
    guid = item.get("guid") or item.get("link")
    return f"wordpress:{item.get('wp:post_id')[:20]}:{guid}"[:500]


def _own(item):
    """Return what an export of this system says about an item, an empty dictionary if nothing."""
    try:
        own = json.loads(item.meta.get(OWN, "{}"))
    except (ValueError, RecursionError):
        return {}
    return own if isinstance(own, dict) else {}


def _slug(item):
    # Addresses in other alphabets are stored as percent signs and digits.
    return (
        slugs.from_words(unquote(item.get("wp:post_name")))
        or f"{item.get('wp:post_type')}-{item.get('wp:post_id')}"
    )


def _paths(item):
    """Yield the paths at which an item was."""
    for address in (item.get("link"), item.get("guid")):
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        # An address such as "/?p=12" is the home page for a program that reads paths.
        yield normal(parts.path)
    yield f"/?p={item.get('wp:post_id')}"


def _moment(item):
    """Return when an item was published; None if the export doesn't say."""
    for name in ("wp:post_date_gmt", "wp:post_date"):
        text = item.get(name)
        if text and text != NO_DATE:
            try:
                return datetime.fromisoformat(text).replace(tzinfo=UTC)
            except ValueError:
                continue
    return None


def _day(item):
    """Return the day that readers saw: in the time zone of the old site."""
    try:
        day = parse_date(item.get("wp:post_date")[:10])
    except ValueError:
        day = None
    moment = _moment(item)
    return day or (moment.date() if moment else date.today())

"""Reads news from a table in CSV: one item per row, under a line of headings.

| Heading | What is in it |
|---|---|
| title | needed |
| date | needed, for example 2014-03-31 |
| text | HTML, or plain text with empty lines between paragraphs |
| summary, place, category, author | |
| address | where it was on the old site: that address leads to the item |
| picture | the name of a file in the folder given with --media |
| source, source address | one source |
| key | what identifies the row when it is imported again; else its address, or date and title |
"""

import csv

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tianhe_site.publishing import slugs
from tianhe_site.publishing.sources import SourcesFormField
from tianhe_site.rich_text.bounds import TooLargeError, check_bounds

from ..old_addresses import normal
from .importing import at_noon, category_slug, summary_of
from .records import ExchangeError, Record
from .wordpress_text import Converter

NEEDED = ("title", "date")
HEADINGS = (*NEEDED, "text", "summary", "place", "category", "author", "address", "picture")
HEADINGS += ("source", "source address", "key")
MAX_CELL = 1_000_000
MAX_SUMMARY = 160


class Table:
    """One file. `category` is the name for rows that have none."""

    def __init__(self, path, media, importer, report, category):
        self.path, self.media, self.importer, self.report = path, media, importer, report
        self.category = category

    def run(self):
        """Import the file. Raises `ExchangeError`."""
        csv.field_size_limit(MAX_CELL)
        try:
            # Spreadsheets write a byte order mark.
            with open(self.path, encoding="utf-8-sig", newline="") as file:
                self._read(file)
        except UnicodeDecodeError:
            raise ExchangeError(
                _("This file isn't in UTF-8. Save it as “CSV UTF-8” in the spreadsheet.")
            ) from None
        except csv.Error as error:
            raise ExchangeError(_("This file is no CSV table: %s") % error) from None
        except OSError as error:
            raise ExchangeError(f"{self.path}: {error.strerror}") from None
        self.importer.finish()

    def _read(self, file):
        head = file.readline(MAX_CELL)
        file.seek(0)
        delimiter = max(",;\t", key=head.count)
        rows = csv.DictReader(file, delimiter=delimiter, restkey="")
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        if missing := [name for name in NEEDED if name not in rows.fieldnames]:
            raise ExchangeError(
                _("The first line must have these headings: %s") % ", ".join(missing)
            )
        if unknown := [name for name in rows.fieldnames if name and name not in HEADINGS]:
            raise ExchangeError(
                _("These headings aren't known: %(unknown)s. Known are: %(known)s")
                % {"unknown": ", ".join(unknown), "known": ", ".join(HEADINGS)}
            )
        for row in rows:
            # The file may have fewer cells in a row than headings.
            values = {name: (row.get(name) or "").strip() for name in HEADINGS}
            if any(values.values()):
                self._take(values, _("line %d") % rows.line_num)

    def _take(self, row, label):
        try:
            day = parse_date(row["date"])
        except ValueError:
            day = None
        if not row["title"] or day is None:
            self._refuse(label, _("It needs a title, and a date such as 2014-03-31."))
            return
        try:
            record = self._record(row, day, label)
        except TooLargeError as error:
            self._refuse(label, str(error))
            return
        self.importer.take(record)

    def _refuse(self, label, sentence):
        self.report.refused += 1
        self.report.say(label, sentence)

    def _record(self, row, day, label):
        path = normal(row["address"].partition("://")[2].partition("/")[2] or row["address"])
        path = f"/{path.lstrip('/')}" if path else ""
        category = " ".join(row["category"].split())[:60] or self.category
        body = self._body(row["text"])
        summary = " ".join(row["summary"].split())
        if not summary and self.importer.as_editions:
            summary = summary_of(body, MAX_SUMMARY)
        return Record(
            key=f"csv:{row['key'] or path or row['date'] + ' ' + row['title']}"[:500],
            kind="news.newsitem",
            fields={
                "title": " ".join(row["title"].split()),
                "date": day,
                "summary": summary,
                "dateline_place": " ".join(row["place"].split()),
                "body": body,
                "category_name": category,
                "category_slug": category_slug(category),
                "sources": self._sources(row, label),
            },
            label=f"{label} “{row['title'][:80]}”",
            slug=slugs.from_words(path.rpartition("/")[2]),
            author=row["author"][:150],
            published_at=at_noon(day),
            is_public=True,
            old_paths=[path] if path else [],
            lead=self._picture(row["picture"], label),
        )

    def _body(self, text):
        check_bounds(text)
        converter = Converter(
            lambda src: self.media.reference(src, "en"), lambda href: href, lambda ids: [], True
        )
        return converter.convert(text)

    def _sources(self, row, label):
        if not row["source"]:
            return []
        source = {"title": row["source"], "url": row["source address"]}
        field = SourcesFormField(required=False)
        try:
            return field.clean([source])
        except ValidationError as error:
            self.report.say(label, " ".join(error.messages))
            return []

    def _picture(self, name, label):
        reference = self.media.reference(name, "en") if name else ""
        if name and not reference:
            self.report.say(label, _("No file for the main picture %s") % name[:300])
        return reference or ""

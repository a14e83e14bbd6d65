"""Writes a WordPress export (WXR 1.2)."""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.utils import timezone

from .wxr import KINDS, OWN

_TYPES = {kind: name for name, kind in KINDS.items()}
_SPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}


# Characters that XML can't hold. Text that was typed has none.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class WordPressFile:
    """A file being written, as a context manager."""

    def __init__(self, path, at):
        self.path, self.at = path, at
        self.number, self.numbers, self.attachments = 0, {}, {}

    def __enter__(self):
        self.file = self.path.open("w", encoding="utf-8")
        spaces = "".join(f" xmlns:{name}={quoteattr(uri)}" for name, uri in _SPACES.items())
        self.file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{spaces}>\n')
        self.file.write("<channel>\n")
        for name in ("link", "wp:base_site_url", "wp:base_blog_url"):
            self._value(name, settings.SITE_URL)
        self._value("wp:wxr_version", "1.2")
        return self

    def __exit__(self, *error):
        if not any(error):
            self.file.write("</channel>\n</rss>\n")
        self.file.close()

    def write(self, item):
        """Write one item, and before it the files that it shows."""
        for file in item["media"]:
            self._attachment(file)
        kind, fields = item["kind"], item["fields"]
        names = item["standard"]
        key = f"tianhe:{item['translation_key']}:{item['language']}"
        number = self.numbers[key] = self._next()
        self.file.write("<item>\n")
        self._value("title", fields.get(names["title"], ""))
        self._value("link", settings.SITE_URL + item["path"])
        self._value("guid", key, ' isPermaLink="false"')
        self._value("dc:creator", "")
        self._value("content:encoded", _absolute(fields.get("body", "")))
        self._value("excerpt:encoded", fields.get(names["summary"], "") if names["summary"] else "")
        self._value("wp:post_id", str(number))
        self._dates(item)
        self._value("wp:post_name", item["slug"])
        self._value("wp:status", "publish" if item["is_public"] else "draft")
        self._value("wp:post_parent", str(self.numbers.get(item["parent"], 0)))
        self._value("wp:post_type", _TYPES.get(kind, kind.rpartition(".")[2]))
        self._category(item["category"])
        if item["lead"]:
            self._meta("_thumbnail_id", str(self.attachments[item["lead"]]))
        self._meta(OWN, json.dumps(_own(item), ensure_ascii=False))
        self.file.write("</item>\n")

    def _attachment(self, file):
        if file["address"] in self.attachments:
            return
        self.attachments[file["address"]] = self._next()
        self.file.write("<item>\n")
        self._value("title", file["title"])
        self._value("guid", file["address"], ' isPermaLink="false"')
        self._value("excerpt:encoded", file.get("caption", ""))
        self._value("wp:post_id", str(self.number))
        self._value("wp:status", "inherit")
        self._value("wp:post_type", "attachment")
        self._value("wp:attachment_url", file["address"])
        self._meta("_wp_attachment_image_alt", file.get("description", ""))
        kept = ("credit", "licence", "focus", "decorative", "language", "path")
        own = {name: file[name] for name in kept if file.get(name)}
        self._meta(OWN, json.dumps({"file": own.pop("path"), **own}, ensure_ascii=False))
        self.file.write("</item>\n")

    def _dates(self, item):
        text = item["published_at"]
        moment = datetime.fromisoformat(text) if text else self.at
        # The date that readers see, if the item has one of its own.
        day = item["fields"].get("date") or timezone.localdate(moment).isoformat()
        utc = moment.astimezone(UTC)
        self._value("pubDate", format_datetime(utc))
        self._value("wp:post_date", f"{day} {timezone.localtime(moment):%H:%M:%S}")
        self._value("wp:post_date_gmt", f"{utc:%Y-%m-%d %H:%M:%S}")

    def _category(self, category):
        if category:
            slug = quoteattr(category["slug"])
            self._value("category", category["name"], f' domain="category" nicename={slug}')

    def _meta(self, key, value):
        self.file.write("<wp:postmeta>")
        self._value("wp:meta_key", key)
        self._value("wp:meta_value", value)
        self.file.write("</wp:postmeta>\n")

    def _value(self, name, text, attributes=""):
        text = escape(_NO_XML.sub("", text))
        self.file.write(f"<{name}{attributes}>{text}</{name}>\n")

    def _next(self):
        self.number += 1
        return self.number


def _absolute(markup):
    """Return markup with full addresses, which WordPress needs."""
    return markup.replace('href="/', f'href="{settings.SITE_URL}/')


def _own(item):
    """Return what WordPress has no place for: everything but the texts."""
    names = {*item["standard"].values(), "body"}
    fields = {name: value for name, value in item["fields"].items() if name not in names}
    rest = {name: value for name, value in item.items() if name != "media"}
    # The others are in the text, and each has an entry of its own.
    released = [file for file in item["media"] if file.get("press")]
    return {**rest, "fields": fields, "media": released}

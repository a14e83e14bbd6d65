"""Reads the items of an RSS file one at a time, however large it is.

Document types are refused, so there are no entities to expand or fetch. What is longer than an
item may be is skipped, not kept in memory.
"""

import re
from xml.parsers import expat

from django.utils.translation import gettext as _

from .records import ExchangeError

CHUNK = 64 * 1024
# Characters of one value, and of everything in one item: several times what a text may have.
MAX_VALUE = 1_000_000
MAX_ITEM = 3_000_000
# Bytes that expat may hold back because a tag or a name doesn't end.
MAX_HELD_BACK = 4_000_000
MAX_DEPTH = 50
# WordPress has changed the addresses of its namespaces; the words in them are the same.
_PREFIXES = (
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/"), "wp"),
    (re.compile(r"http://purl\.org/rss/1\.0/modules/content/"), "content"),
    (re.compile(r"http://purl\.org/dc/elements/1\.1/"), "dc"),
)
_INSIDE = {"wp:postmeta", "wp:comment", "wp:author", "wp:category", "wp:tag", "wp:term"}


class Item:
    """An element with children: `values` by name, and lists of those that come several times."""

    def __init__(self, tag):
        self.tag, self.values, self.categories, self.meta = tag, {}, [], {}
        self.comments, self.size, self.is_too_long = 0, 0, False

    def get(self, name):
        return self.values.get(name, "").strip()


def items(path):
    """Yield each `Item` of an RSS file: authors and values of the channel, then its items.

    The channel's own values come as an item with the tag "channel" before the first item. Raises
    `ExchangeError`.
    """
    reader = _Reader()
    try:
        with open(path, "rb") as file:
            fed = 0
            while chunk := file.read(CHUNK):
                fed += len(chunk)
                reader.parser.Parse(chunk, False)
                if fed - reader.parser.CurrentByteIndex > MAX_HELD_BACK:
                    raise ExchangeError(_("This file is no WordPress export: a tag doesn't end."))
                yield from reader.take()
            reader.parser.Parse(b"", True)
            yield from reader.take()
    except OSError as error:
        raise ExchangeError(f"{path}: {error.strerror}") from None
    except expat.ExpatError as error:
        raise ExchangeError(
            _("Line %(line)d isn't valid XML (%(reason)s). Export the site again, or fix the line.")
            % {"line": error.lineno, "reason": expat.ErrorString(error.code)}
        ) from None
    if not reader.is_rss:
        raise ExchangeError(_("This file is no WordPress export: it has no <rss> element."))


class _Reader:
    def __init__(self):
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_document_type
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._text
        self.open, self.done, self.names = [], [], {}
        self.channel, self.item, self.group, self.text = Item("channel"), None, None, None
        self.is_rss = False

    def take(self):
        done, self.done = self.done, []
        return done

    def _start(self, name, attributes):
        name = self._name(name)
        if not self.open:
            self.is_rss = name == "rss"
        self.open.append(name)
        if len(self.open) > MAX_DEPTH:
            raise ExchangeError(_("This file is no WordPress export: its elements are too deep."))
        if name == "item":
            self._finish_channel()
            self.item = Item("item")
        elif name in _INSIDE and self.group is None:
            self.group = Item(name)
        self.text, self.size, self.attributes = [], 0, attributes

    def _text(self, text):
        target = self.group or self.item
        if self.text is None:
            return
        self.size += len(text)
        if target:
            target.size += len(text)
        if self.size > MAX_VALUE or (target and target.size > MAX_ITEM):
            self.text = None
            if self.item:
                self.item.is_too_long = True
        else:
            self.text.append(text)

    def _end(self, _name):
        name = self.open.pop()
        text, self.text = "".join(self.text or ()), None
        if name == "item":
            self.done.append(self.item)
            self.item = None
        elif self.group is not None and name == self.group.tag:
            self._finish_group()
        elif self.group is not None:
            self.group.values.setdefault(name, text)
        elif self.item is not None:
            self._take_value(name, text)
        elif len(self.open) == 2:
            self.channel.values.setdefault(name, text)
        elif name == "channel":
            self._finish_channel()

    def _take_value(self, name, text):
        if name == "category" and len(self.item.categories) < 100:
            domain = self.attributes.get("domain", "category")
            self.item.categories.append((domain, self.attributes.get("nicename", ""), text))
        elif name != "category":
            self.item.values.setdefault(name, text)

    def _finish_group(self):
        group, self.group = self.group, None
        if self.item is None:
            self.done.append(group)
        elif group.tag == "wp:comment":
            self.item.comments += 1
        elif group.tag == "wp:postmeta" and len(self.item.meta) < 500:
            self.item.meta[group.get("wp:meta_key")] = group.values.get("wp:meta_value", "")

    def _finish_channel(self):
        if self.channel:
            self.done.append(self.channel)
            self.channel = None

    def _name(self, name):
        if name not in self.names:
            space, _mark, local = name.rpartition("}")
            prefix = next((p for pattern, p in _PREFIXES if pattern.fullmatch(space)), "")
            # A bounded number of names: a hostile file could have millions.
            if len(self.names) > 1000:
                self.names.clear()
            self.names[name] = f"{prefix}:{local}" if prefix else (f"?{local}" if space else local)
        return self.names[name]


def _refuse_document_type(*_declaration):
    raise ExchangeError(
        _(
            "This file has a document type (<!DOCTYPE …>), which no WordPress export has. Remove "
            "that line if you trust the file."
        )
    )

"""Writes the content of this site for other systems: as JSON and as a WordPress export.

Only what is live is written, and with `with_drafts` what was never public. Versions of drafts,
accounts and what was redacted never are. One item at a time is in memory.
"""

import json
import posixpath
import re
from html import escape

from django.conf import settings

from tianhe_site import RELEASE
from tianhe_site.media_library import media_snapshot, storage
from tianhe_site.media_library.models import ENDINGS, File
from tianhe_site.publishing import clock, links, sections, translations
from tianhe_site.publishing.hashing import plain
from tianhe_site.publishing.models import Address
from tianhe_site.rich_text import references

from ..models import OldAddress
from ..old_addresses import normal
from .content_file import FORMAT
from .wxr_writing import WordPressFile

BATCH = 100
CONTENT, WORDPRESS, MEDIA = "content.json", "wordpress.xml", "media"
_ATTRIBUTE = re.compile(r'\b(src|href)="((?:image|document|item):[^"]+)"')
_MEDIA_TEXTS = ("description", "caption", "credit", "licence", "decorative", "press")


def write_content(folder, *, with_drafts, progress):
    """Write `content.json`, `wordpress.xml` and the files that they name into an existing
    `folder`; return the numbers of items and files. `progress` is called with the number of items
    so far."""
    return _Export(folder, with_drafts, progress).write()


class _Export:
    def __init__(self, folder, with_drafts, progress):
        self.folder, self.with_drafts, self.progress = folder, with_drafts, progress
        self.at = clock.now()
        self.copied = set()

    def write(self):
        count = 0
        head = {
            "format": FORMAT,
            "site": settings.SITE_URL,
            "release": RELEASE,
            "made_at": plain(self.at),
        }
        with (
            (self.folder / CONTENT).open("w", encoding="utf-8") as content,
            WordPressFile(self.folder / WORDPRESS, self.at) as wordpress,
        ):
            content.write(json.dumps(head)[:-1] + ', "items": [\n')
            for item in self._items():
                content.write((",\n" if count else "") + json.dumps(item, ensure_ascii=False))
                wordpress.write(item)
                count += 1
                self.progress(count)
            content.write("\n]}\n")
        return count, len(self.copied)

    def _items(self):
        """Yield all items as `content_file.own_record` reads them: pages before those below."""
        for model in sections.draft_models():
            for contents in self._batches(model):
                yield from (self._described(model, draft, each) for draft, each in contents)

    def _batches(self, model):
        """Yield lists of (draft, what it says), where an edition says it if it's public."""
        for pks in _in_batches(self._ordered(model)):
            live = model.edition_model().objects.live(self.at).filter(redaction_reason="")
            editions = {each.item_id: each for each in live.filter(item__in=pks)}
            drafts = model.objects.in_bulk(pks)
            yield [(drafts[pk], editions.get(pk) or drafts[pk]) for pk in pks]

    def _ordered(self, model):
        """Return the ids to write, by address and order: only numbers are in memory."""
        live = model.edition_model().objects.live(self.at).filter(redaction_reason="")
        wanted = set(live.values_list("item_id", flat=True))
        if self.with_drafts:
            unpublished = model.objects.filter(trashed_at=None, editions=None)
            wanted.update(unpublished.values_list("pk", flat=True))
        places = {
            item: (path.count("/"), position, item)
            for item, path, position in Address.objects.live(self.at)
            .filter(item__in=model.objects.values("pk"))
            .values_list("item_id", "path", "position")
        }
        return sorted(wanted, key=lambda pk: places.get(pk, (99, 0, pk)))

    def _described(self, model, draft, content):
        is_public = content is not draft
        media = {media_snapshot.reference_of(each): each for each in content.media}
        files = {reference: self._file(each) for reference, each in media.items()}
        chosen = {
            mark: next((files[ref]["address"] for ref, each in media.items() if each.get(mark)), "")
            for mark in ("lead", "attached")
        }
        parent, source = getattr(draft, "parent", None), translations.source_of(draft)
        path = (is_public and links.link(draft, self.at)) or draft.path_for(content) or ""
        return {
            "kind": model._meta.label_lower,
            "language": draft.language,
            "translation_key": str(draft.translation_key),
            "path": path,
            "old_paths": self._old_paths(draft, path) if is_public else [],
            "parent": _key_of(parent),
            "source": _key_of(source),
            "is_up_to_date": bool(source) and self._says(content, source),
            "slug": getattr(draft, "slug", ""),
            "is_public": is_public,
            "published_at": plain(content.live_from) if is_public else "",
            "fields": self._fields(model, content, files),
            "standard": {"title": model.titled_by, "summary": model.described_by},
            "marks": {name: getattr(content, name) for name in ("needs_second_person", "medical")},
            "category": _category_of(draft),
            "media": [*files.values()],
            **chosen,
        }

    def _says(self, content, source):
        """Whether a translation says what the export has of its source."""
        said = source.live_edition(self.at) or source
        return content.source_hash == said.content_hash

    def _fields(self, model, content, files):
        names = [name for name in model.edition_model().content_fields() if name != "media"]
        texts = model.rich_text_fields()
        return {
            name: self._with_addresses(getattr(content, name), files)
            if name in texts
            else plain(getattr(content, name))
            for name in names
        }

    def _with_addresses(self, markup, files):
        """Return stored markup with addresses in place of references."""
        paths = references.paths_in(markup, self.at)

        def address(found):
            kind, _colon, rest = found[2].partition(":")
            number = int(re.match("[0-9]+", rest)[0])
            if kind == "item":
                path = paths.get(number)
                return f'{found[1]}="{escape(path + rest[len(str(number)) :])}"' if path else ""
            file = files.get((kind, number))
            return f'{found[1]}="{escape(file["address"])}"' if file else ""

        return _ATTRIBUTE.sub(address, markup)

    def _file(self, entry):
        """Copy a file into the folder; return its description."""
        name = f"{entry['key']}.{ENDINGS[entry['type']]}"
        path = posixpath.join(MEDIA, name)
        if name not in self.copied:
            self.copied.add(name)
            stored = File.objects.get(key=entry["key"])
            (self.folder / MEDIA).mkdir(exist_ok=True)
            storage.fetch(stored.name, self.folder / path)
        return {
            "address": f"{settings.SITE_URL}/{path}",
            "path": path,
            "title": _title_of(entry),
            "language": entry.get("language", ""),
            "focus": entry.get("focus", [50, 50]),
            **{name: entry[name] for name in _MEDIA_TEXTS if entry.get(name)},
        }

    def _old_paths(self, draft, path):
        """Return the other paths at which an item was, here or on the site it came from."""
        ended = Address.objects.filter(item=draft.pk, live_until__lte=self.at)
        paths = [*ended.values_list("path", flat=True)]
        paths += OldAddress.objects.filter(item=draft.pk).values_list("path", flat=True)
        return sorted({normal(each) for each in paths} - {normal(path)})


def _in_batches(numbers):
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _title_of(entry):
    kind, number = media_snapshot.reference_of(entry)
    titles = references.addresses.titles_of([(kind, number)])
    return titles.get((kind, number), "")


def _key_of(item):
    return f"tianhe:{item.translation_key}:{item.language}" if item else ""


def _category_of(draft):
    category = getattr(draft, "category", None)
    if category is None:
        return {}
    names = ("name", "names", "slug", "position", "needs_second_person", "medical")
    return {name: getattr(category, name) for name in names}

"""The pictures and documents of a version as blocks for the diff, with text and thumbnails."""

from dataclasses import replace

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tianhe_site.media_library import addresses, media_snapshot
from tianhe_site.media_library.models import Document
from tianhe_site.rich_text.blocks import text_block

_LANGUAGES = dict(Document._meta.get_field("language").flatchoices)


def media_blocks(entries):
    """Return one block per entry (see `media_library.media_snapshot`), with its thumbnail."""
    entries = entries or []
    titles = (
        addresses.titles_of([media_snapshot.reference_of(entry) for entry in entries])
        if entries
        else {}
    )
    loaded = media_snapshot.load(entries, addresses.PRIVATE_ROOT)
    return [
        _block(each, titles.get(media_snapshot.reference_of(each.entry), "")) for each in loaded
    ]


def _block(each, title):
    if "document" in each.entry:
        return text_block("\n".join([title, *_document_lines(each.entry)]), _("Document"))
    thumbnail = each.fallback(media_snapshot.THUMBNAIL_WIDTH)
    block = text_block("\n".join([title, *_picture_lines(each.entry)]), _("Picture"))
    return replace(block, picture=each.url(thumbnail) if thumbnail else "")


def _picture_lines(entry):
    """Yield the facts about a picture, one per line. The start of the digest identifies the file,
    because two files of one size aren't the same picture."""
    if entry.get("lead"):
        yield _("Main picture")
    if entry.get("press"):
        yield _("Released for the press")
    if entry.get("decorative"):
        yield _("Decorative only")
    else:
        yield _("Description: %s") % (entry.get("description") or _("none"))
    for label, name in (
        (_("Caption: %s"), "caption"),
        (_("Credit: %s"), "credit"),
        (_("License: %s"), "licence"),
    ):
        if entry.get(name):
            yield label % entry[name]
    x, y = entry["focus"]
    yield _("Focal point: %(x)d %% from the left, %(y)d %% from the top") % {"x": x, "y": y}
    facts = {"width": entry["width"], "height": entry["height"], "digest": entry["digest"][:12]}
    yield _("File %(digest)s: %(width)d × %(height)d pixels") % facts


def _document_lines(entry):
    if entry.get("attached"):
        yield _("It is attached to the page")
    yield _("File name: %s") % entry["name"]
    yield _("Language: %s") % _LANGUAGES.get(entry["language"], entry["language"])
    size = filesizeformat(entry["size"]).replace("\xa0", " ")
    yield _("File %(digest)s: %(size)s") % {"digest": entry["digest"][:12], "size": size}

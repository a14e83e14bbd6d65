"""Checks of pictures and documents."""

from django.conf import settings
from django.utils.translation import gettext as _

from tianhe_site.media_library import addresses, media_snapshot

from .findings import Finding, Level
from .reading import _fields_of_media, _media_references


def pictures(content, at):
    """Pictures without a description, and media that aren't in the library."""
    known = {media_snapshot.reference_of(entry): entry for entry in content.media}
    undescribed = [reference for reference, entry in known.items() if _lacks_description(entry)]
    titles = addresses.titles_of(undescribed) if undescribed else {}
    fields = _fields_of_media(content)
    for reference in undescribed:
        title = _title_in(content.language, titles.get(reference, ""))
        yield _undescribed(reference, title, fields.get(reference, ""))
    for name, reference in _media_references(content):
        if reference not in known:
            sentence = _(
                "A picture or document in the text is no longer in the media library. Remove it "
                "from the text."
            )
            yield Finding(
                Level.BLOCK, name, sentence, "media-missing", ":".join(map(str, reference))
            )


def _lacks_description(entry):
    return "image" in entry and not (entry.get("decorative") or entry.get("description"))


def _title_in(language, title):
    # The language is obvious if it is the default one.
    is_first = language == settings.LANGUAGE_CODE
    return title if is_first else f"{title} ({dict(settings.LANGUAGES)[language]})"


def _undescribed(reference, title, name):
    sentence = _(
        "Describe this picture for people who can't see it, or check 'Decorative only'. It's in "
        "the media library: %s"
    )
    return Finding(Level.BLOCK, name, sentence % title, "no-description", str(reference[1]))

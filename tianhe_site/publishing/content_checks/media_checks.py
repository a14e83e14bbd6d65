"""Checks of pictures and documents."""

from django.conf import settings
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.media_library import addresses, media_snapshot

from .findings import Finding, Level
from .reading import media_fields_of, media_references_of


def pictures_and_documents(content, at):
    """Pictures without a description, and media that aren't in the library."""
    known = {media_snapshot.reference_of(entry): entry for entry in content.media}
    undescribed = [reference for reference, entry in known.items() if _lacks_description(entry)]
    titles = addresses.titles_of(undescribed) if undescribed else {}
    fields = media_fields_of(content)
    for reference in undescribed:
        title = _title_in(content.language, titles.get(reference, ""))
        yield _undescribed(reference, title, fields.get(reference, ""))
    for name, reference in media_references_of(content):
        if reference not in known:
            message = _(
                "A picture or document in the text is no longer in the media library. Remove it "
                "from the text."
            )
            yield Finding(
                Level.BLOCK, name, message, "media-missing", ":".join(map(str, reference))
            )


def _lacks_description(entry):
    return "image" in entry and not (entry.get("decorative") or entry.get("description"))


def _title_in(language, title):
    # The language is obvious if it is the default one.
    is_first = language == settings.LANGUAGE_CODE
    return title if is_first else f"{title} ({languages.name_of(language)})"


def _undescribed(reference, title, name):
    message = _(
        "Describe this picture for people who can't see it, or check 'Decorative only'. It's in "
        "the media library: %s"
    )
    return Finding(Level.BLOCK, name, message % title, "no-description", str(reference[1]))

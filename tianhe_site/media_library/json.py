"""The data that the admin's scripts and cards work with: asset facts, limits, messages."""

import re

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tianhe_site.admin_pages import url_of
from tianhe_site.languages import known

from . import addresses, image_processing, library, media_snapshot, usage
from .models import Document, Image

# What a file dialog offers first. The server checks the content.
ACCEPTED = {
    Image: "image/jpeg,image/png,image/webp,image/avif,image/gif",
    Document: "application/pdf",
}


def is_number(text):
    """Return whether a text from a request can be a row's id. No column holds more digits."""
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


def facts_of(asset):
    """Return the facts about an asset that scripts need, as JSON-serializable data."""
    facts = {
        "id": asset.pk,
        "kind": asset._meta.model_name,
        "title": asset.title,
        "note": note_of(asset.current),
        "url": url_of(asset, "change", asset.pk),
        "address": addresses.address_of(asset._meta.model_name, asset.pk),
    }
    return {**facts, **_facts_of_image(asset)} if isinstance(asset, Image) else facts


def _facts_of_image(image):
    made, wanted = library.progress(image.current)
    texts = {
        text.language: {"description": text.description, "caption": text.caption}
        for text in image.texts.all()
    }
    return {
        "thumbnail": thumbnail_of(image.current),
        "width": image.current.width,
        "height": image.current.height,
        "decorative": image.decorative,
        "texts": texts,
        "description": image.text_in(own_language()).description,
        "isDescribed": image.is_described(own_language()),
        "describeUrl": url_of(image, "describe", image.pk),
        "sizesUrl": url_of(image, "sizes", image.pk),
        "made": made,
        "wanted": wanted,
    }


def thumbnail_of(file):
    """Return the address of a small size of a picture; "" if none exists yet."""
    picture = media_snapshot.MediaSnapshot({}, addresses.PRIVATE_ROOT, list(file.renditions.all()))
    small = picture.fallback(media_snapshot.THUMBNAIL_WIDTH)
    return picture.url(small) if small else ""


def note_of(file):
    """Return a short description of a file: its type, dimensions and size."""
    size = filesizeformat(file.size)
    if file.pages:
        pages = ngettext("%d page", "%d pages", file.pages) % file.pages
        return f"PDF, {pages}, {size}"
    return f"{file.width} × {file.height}, {size}"


def missing_descriptions(image, languages):
    """Return the names of those of `languages` that a picture has no description in."""
    return [
        name
        for code, name in settings.LANGUAGES
        if code in languages and not image.is_described(code)
    ]


def own_language():
    """Return the code of the language in which the person who asks describes pictures: that of
    their pages."""
    return known(get_language())


def needed_languages():
    """Return the codes of the languages in which pictures need a description: the site's default
    and those that have drafts."""
    return {settings.LANGUAGE_CODE, *usage.languages()}


def upload_config(model):
    """Return what the upload script needs for a model: addresses, limits, messages."""
    return {
        "uploadUrl": url_of(model, "upload"),
        "accept": ACCEPTED[model],
        "maxBytes": settings.MEDIA_MAX_BYTES,
        "words": {
            "tooLarge": image_processing.MESSAGES["too_many_bytes"]
            % {"size": filesizeformat(settings.MEDIA_MAX_BYTES)},
            "unreachable": _("The server can't be reached. Check the connection, then try again."),
            "loggedOut": _(
                "You're logged out, or you don't have permission. Log in in another tab, then try "
                "again here."
            ),
            "waiting": _("Waiting"),
            "sending": _("Uploading"),
            "checking": _("Checking"),
            "making": _("Creating sizes for readers"),
            "done": _("Ready"),
            "known": _("Already in the library"),
            "failed": _("Not added"),
            "sizesFailed": _("Readers see a smaller size until the others are ready."),
            "sizesDone": _("All sizes for readers are ready."),
            "allDone": _("All files are done."),
            "describe": _("Add description"),
            "described": _("Description saved."),
        },
    }


def picker_config(model):
    """Return what the picker script needs for a model."""
    return {**upload_config(model), "chooseUrl": url_of(model, "choose")}

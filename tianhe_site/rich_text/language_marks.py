"""Words that an editor marked as those of another language: `<span lang="fr">mal du pays</span>`.

`languages` marks another script by itself. Nothing but an editor knows French from English.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .tree import INLINE

# The languages to choose from, by their tags.
NAMES = {
    "en": gettext_lazy("English"),
    "zh-Hans": gettext_lazy("Simplified Chinese"),
    "fr": gettext_lazy("French"),
    "de": gettext_lazy("German"),
    "it": gettext_lazy("Italian"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
    "la": gettext_lazy("Latin"),
    "ru": gettext_lazy("Russian"),
    "es": gettext_lazy("Spanish"),
}
_TAGS = {tag.lower(): tag for tag in NAMES}
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_EMPTY = re.compile(r"<span[^>]*>((?:\s|&nbsp;|<br>)*)</span>")


def normal_tag(value):
    """Return the tag of a language as it is stored; None if it isn't one of `NAMES`."""
    return _TAGS.get(value.lower())


def note_of(tag):
    """Return what a diff says of words in a language, "" if it is none of `NAMES`."""
    return _("in %(language)s") % {"language": NAMES[tag]} if tag in NAMES else ""


def normalize(markup):
    """Return sanitized `markup` in which each mark names a language, has words, and neither nests
    in another one nor spans blocks.

    Of nested ones the outermost counts. Where a split leaves inner tags crossed, the sanitizer's
    next round fixes them.
    """
    if "<span" not in markup:
        return markup
    opened = []
    return _EMPTY.sub(r"\1", _TAG.sub(lambda found: _normalized(found, opened), markup))


def _normalized(found, opened):
    """Return the replacement of one tag; `opened` holds the spans around it, "" for what goes."""
    is_end, name = found.groups()
    if name == "span" and is_end:
        return found[0] if opened.pop() else ""
    if name == "span":
        opened.append("" if any(opened) or " lang=" not in found[0] else found[0])
        return opened[-1]
    around = "".join(opened)
    return f"</span>{found[0]}{around}" if around and name not in INLINE else found[0]

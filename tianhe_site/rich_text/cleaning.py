"""The sanitizer: turns typed, pasted or forged markup into what is stored, shown and edited."""

import re
from contextlib import suppress
from functools import lru_cache
from html import escape, unescape

import nh3
from django.conf import settings
from django.utils.translation import get_language

from tianhe_site.plain_text import without_directions

from . import claims, language_marks, pictures, presentation, references, styles
from .allowlist import FOREIGN, HIDDEN, RENAMED, TAGS, URL_SCHEMES
from .reading import read
from .tree import NestedTooDeepError

# Pasted text needs two. Nesting that needs more was made to cost time.
MAX_ROUNDS = 8
# Texts that a process keeps as readers get them, and characters of the longest of those. What
# readers ask for is made again after each publication, and most texts are the same as before.
MAX_KEPT_TEXTS = 200
MAX_KEPT_LENGTH = 20_000

_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
_BLOCK = re.compile(
    r"(</?(?:p|h[2-4]|[uo]l|li|blockquote|hr|table|caption|thead|tbody|tr|t[hd]"
    r"|aside|details|summary|d[ltd])\b[^>]*>)"
)
_FOREIGN_TAG = re.compile(rf"<(/?)({'|'.join(sorted(FOREIGN))})(?=[\s/>])", re.IGNORECASE)
# Otherwise such an element would extend to the end of its parent.
_EMPTY_HIDDEN = re.compile(rf"<(?:{'|'.join(sorted(HIDDEN))})(?:\s[^<>]*)?/>", re.IGNORECASE)
_ADDRESS = re.compile(r'\b(href|src)="([^"]+)"')
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Only at the beginning of a word, and no longer than any scheme: in a hundred thousand letters
# without a space, every letter could begin one.
_SCHEME = re.compile(r"(?<![\w+.-])[A-Za-z][\w+.-]{0,40}(?=:)")
_MAIL = re.compile(r"(?:https?://)?([^\s/@:]+@[\w-]+(?:\.[\w-]+)+)")
_HOST_NAME = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")


class CleanedText(str):
    """The result of `clean`, or text known to be just as clean; it isn't cleaned again.

    Only code creates it. Text read back from the database is a plain string, and is cleaned by
    today's rules.
    """

    __slots__ = ()


def clean(markup):
    """Return `markup` reduced to the allowlist, with links to our own items as references.

    Cleaning is idempotent, since hashes are made of the result. That may take several rounds,
    because parsers repair broken nesting. Markup that never settles is reduced to text.
    """
    return markup if isinstance(markup, CleanedText) else CleanedText(_cleaned(markup))


def _cleaned(markup):
    with suppress(NestedTooDeepError):
        for _round in range(MAX_ROUNDS):
            cleaned = _clean_once(markup)
            if cleaned == markup:
                return cleaned
            markup = cleaned
    return _cleaned(nh3.clean(markup, tags=set()))


def clean_typed(markup):
    """Return `markup` cleaned, without headings in blocks that should have none and without
    characters that reverse the writing direction.

    `clean` keeps both: older drafts and editions must still have the same hash.
    """
    cleaned = clean(markup)
    settled = without_directions(styles.without_headings(cleaned))
    return cleaned if settled == cleaned else clean(settled)


def with_media_references(markup):
    """Return typed markup with references in place of the addresses of pictures and documents
    pasted from our own pages."""
    paths = {value: _own_path(unescape(value)) for _name, value in _ADDRESS.findall(markup)}
    known = references.media_of_files({*paths.values()})

    def referring(attribute):
        reference = known.get(paths[attribute[2]])
        return f'{attribute[1]}="{reference}"' if reference else attribute[0]

    return _ADDRESS.sub(referring, markup) if known else markup


def _clean_once(markup):
    cleaned = _sanitize(markup, _stored_href, _stored_src).replace("\r\n", "\n").replace("\r", "\n")
    for old, new in RENAMED.items():
        cleaned = cleaned.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return _without_space_around_blocks(_EMPTY_PARAGRAPH.sub("", cleaned))


def _without_space_around_blocks(markup):
    # The editor adds line breaks and tabs there; opening and saving a text must not change it.
    return "".join(part.strip(" \t\n\f") for part in _BLOCK.split(markup))


def renumber_sources(markup, numbers):
    """Return a cleaned text with the sources of its claims renumbered, see `claims.renumber`."""
    # Only whole attributes are replaced, by what the sanitizer itself would write.
    return CleanedText(claims.renumber(markup, numbers))


def lost_links(markup):
    """Return the addresses of links that `clean` would drop."""
    # The sanitizer doesn't pass on values that aren't addresses, such as a bare "https://".
    lost = [href for href, _words in read(markup).links if href and _is_no_address(href)]

    def note(value):
        kept = _stored_href(value)
        if kept is None:
            lost.append(value)
        return kept

    # All schemes are allowed, so that each address is passed on; the output isn't used.
    schemes = {
        *URL_SCHEMES,
        *(found.lower() for found in _SCHEME.findall(markup)),
    }
    with suppress(NestedTooDeepError):
        _sanitize(markup, note, _stored_src, schemes)
    return lost


def _is_no_address(href):
    is_of_web = href.strip().lower().startswith(("http:", "https:"))
    return is_of_web and "href" not in nh3.clean(f'<a href="{escape(href)}">-</a>')


def lost_pictures(markup):
    """Return the addresses of pictures that `clean` would drop."""
    lost = []

    def note(value):
        kept = _stored_src(value)
        if kept is None:
            lost.append(value)
        return kept

    with suppress(NestedTooDeepError):
        _sanitize(markup, _stored_href, note, {*URL_SCHEMES, "data", "file", "blob", "cid"})
    return lost


def for_editing(markup):
    """Return stored markup with addresses in place of references, as an editor needs it.

    A reference to something without an address stays, so that saving the form doesn't lose it.
    """
    return _resolved(markup, references.known_paths_in(markup), for_editor=True)


def for_readers(markup, at, sources=0, media=None, paths=None):
    """Return stored markup as readers get it at the moment `at`, with links to the first `sources`
    sources.

    `media` renders pictures and documents, see `pictures.for_readers`. `paths` are the paths of
    referenced items by id, if the caller has looked them up for many texts.
    `presentation.with_latest_news` adds the newest items. Everything is sanitized again, so that a
    stricter rule applies to old editions too.
    """
    known = references.paths_in(markup, at) if paths is None else paths
    own = tuple((item, known.get(item)) for item in references.items_in(markup))
    make = _shown if len(markup) <= MAX_KEPT_LENGTH else _shown.__wrapped__
    return pictures.for_readers(make(str(markup), own, sources, get_language()), media)


@lru_cache(MAX_KEPT_TEXTS)
def _shown(markup, paths, sources, _language):
    """Return a text as readers get it, but for its pictures; nothing else than what is given here
    says what becomes of it. `paths` are pairs of an item's id and its path."""
    shaped = presentation.for_readers(_resolved(markup, dict(paths)))
    return claims.with_references(shaped, sources)


def _resolved(markup, paths, *, for_editor=False):
    def media(value):
        found = references.MEDIA.fullmatch(value)
        return references.media_address(found[1], int(found[2])) if found and for_editor else value

    def href(value):
        reference = references.REFERENCE.fullmatch(value)
        if not reference:
            return None if value.lower().startswith("item:") else media(value)
        path = paths.get(int(reference[1]))
        if path is None:
            return value if for_editor else None
        return path + reference[2]

    return _sanitize(markup, href, media)


def _sanitize(markup, href, src, schemes=URL_SCHEMES):
    rules = {
        "href": href,
        "src": src,
        "data-sources": claims.normal_numbers,
        "lang": language_marks.normal_tag,
    }

    def kept(tag, name, value):
        if name == "data-style":
            return styles.normal_style(tag, value)
        return rules.get(name, str)(value)

    attributes = {tag: attributes for tag, attributes in TAGS.items() if attributes}
    sanitized = nh3.clean(
        # Runs before sanitizing, so it can't let anything through.
        _FOREIGN_TAG.sub(r"<\1x-\2", _EMPTY_HIDDEN.sub("", markup)),
        tags={*TAGS, *RENAMED},
        # Without "*" every tag could carry title and lang.
        attributes={**attributes, "*": set()},
        attribute_filter=kept,
        url_schemes={*schemes, "item", "image", "document"},
        link_rel=None,
    )
    marked = claims.normalize(language_marks.normalize(sanitized))
    return styles.normalize(pictures.normalize(marked))


def _stored_href(value):
    """Return the address to store for a link; None to drop the link."""
    # Browsers drop tabs and line breaks inside an address, and so read "//host" in "/\\t/host".
    value = _own_path(_without_line_ends(value))
    # "//host" and "/\host" leave the site although they begin like a path.
    if value.startswith(("//", "/\\")):
        return None
    if value.startswith("/"):
        return references.media_at(value) or references.from_path(value)
    # The link dialog puts https:// before whatever is typed.
    if mail := _MAIL.fullmatch(value):
        return f"mailto:{mail[1]}"
    if references.MEDIA.fullmatch(value):
        return value if value.startswith("document:") else None
    if scheme := _HAS_SCHEME.match(value):
        is_known = scheme[0].rstrip(":").lower() in {*URL_SCHEMES, "item"}
        return value.replace(" ", "%20") if is_known else None
    if value.startswith("#"):
        return value
    # "www.example.org", as people type it.
    return f"https://{value}" if _HOST_NAME.fullmatch(value) else None


def _stored_src(value):
    """Return the reference to store for a picture; None to drop it if it isn't in the library."""
    value = _own_path(_without_line_ends(value))
    reference = value if references.MEDIA.fullmatch(value) else references.media_at(value)
    return reference if reference and reference.startswith("image:") else None


def _without_line_ends(value):
    return re.sub(r"[\t\r\n]", "", value).strip()


def _own_path(value):
    """Return the path of a full address of this site; any other value unchanged."""
    rest = value.removeprefix(settings.SITE_URL)
    # "https://tianhe.example.org" begins like "https://tianhe.example".
    if rest == value or rest[:1] not in ("", "/", "?", "#"):
        return value
    return rest if rest.startswith("/") else f"/{rest}"

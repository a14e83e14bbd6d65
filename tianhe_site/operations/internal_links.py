"""Finds and rewrites links to our own site in finished HTML, CSS and web manifests."""

import html
import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import is_valid_path

from tianhe_site.publishing.lists import PAGE_NUMBER

LINKING_ATTRIBUTES = ("href", "src", "action")
# Quoted values may contain ">", and text outside of tags may look like an attribute.
_TAG = re.compile(r"""<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""")
_CSS_LINK = re.compile(
    r"""((?:\burl\(|@import(?=\s*["']))\s*)("[^"]*"|'[^']*'|[^\s"')]+)""", re.IGNORECASE
)
_MANIFEST_LINK = re.compile(r"""("(?:src|start_url)"\s*:\s*)("(?:[^"\\]|\\.)*")""")
# Nobody follows them: they name the public address of the page, and of its translations.
_PUBLIC_ADDRESS = re.compile(
    r"""\brel=["']?(?:canonical\b|alternate["']?\s+hreflang\b)""", re.IGNORECASE
)


@dataclass(frozen=True)
class InternalLink:
    """A link to our own site: the address it requests, the fragment on that page, and its full
    form."""

    address: str
    fragment: str
    full: str


def internal_link(value, address):
    """Return the link `value` found at `address` of our site; None if it leads elsewhere or only
    to a fragment of the same page."""
    if value[:1] in ("", "#"):
        return None
    site = urlsplit(settings.SITE_URL)
    try:
        parts = urlsplit(urljoin(f"{settings.SITE_URL}{address}", value.strip()))
    except ValueError:
        return None
    if (parts.scheme, parts.netloc.lower()) != (site.scheme, site.netloc.lower()):
        return None
    return InternalLink(_address(parts), parts.fragment, parts.geturl())


def change_links(content_type, body, change):
    """Return `body` with each link replaced by what `change(value)` returns.

    If that is None, the link stays. Bytes outside of links never change. HTML, CSS and web
    manifests have links; any other body is returned unchanged.
    """
    changed = _CHANGED.get(content_type)
    if not changed:
        return body
    # Style sheets are hand-written, and may be in another encoding.
    text = body.decode(errors="surrogateescape")
    return changed(text, change).encode(errors="surrogateescape")


def _change_html(text, change):
    def in_attribute(found):
        name, equals, quoted = found.groups()
        value = html.unescape(_unquoted(quoted))
        if name.lower() == "srcset":
            return f'{name}{equals}"{html.escape(_change_candidates(value, change))}"'
        if name.lower() not in LINKING_ATTRIBUTES:
            return found[0]
        new = change(value)
        return found[0] if new is None else f'{name}{equals}"{html.escape(new)}"'

    def in_tag(found):
        is_kept = _PUBLIC_ADDRESS.search(found[0])
        return found[0] if is_kept else _ATTRIBUTE.sub(in_attribute, found[0])

    return _TAG.sub(in_tag, text)


def _change_candidates(value, change):
    """Change the addresses in a `srcset`: each comes before its width, and commas separate
    them."""
    candidates = []
    for candidate in value.split(", "):
        address, space, width = candidate.partition(" ")
        new = change(address)
        candidates.append(f"{address if new is None else new}{space}{width}")
    return ", ".join(candidates)


def _change_css(text, change):
    def in_link(found):
        new = change(_unquoted(found[2]))
        return found[0] if new is None else f'{found[1]}"{new}"'

    return _CSS_LINK.sub(in_link, text)


def _change_manifest(text, change):
    def in_link(found):
        new = change(json.loads(found[2]))
        return found[0] if new is None else f"{found[1]}{json.dumps(new)}"

    return _MANIFEST_LINK.sub(in_link, text)


_CHANGED = {
    "text/html": _change_html,
    "text/css": _change_css,
    "application/manifest+json": _change_manifest,
}


def _unquoted(quoted):
    return quoted[1:-1] if quoted[0] in "\"'" else quoted


def _address(parts):
    """Return the canonical form of an address: its path, and the page number unless it is the
    first. Other queries change nothing on a public page."""
    path = unquote(parts.path) or "/"
    # The server also redirects from an address without the slash to the one with it.
    if not is_valid_path(path) and is_valid_path(f"{path}/"):
        path += "/"
    number = parse_qs(parts.query).get("page", ["1"])[-1]
    is_numbered = path.endswith("/") and number != "1" and PAGE_NUMBER.fullmatch(number)
    return f"{quote(path)}?page={number}" if is_numbered else quote(path)

"""Checks of links: their text, and where they lead."""

from django.utils.translation import gettext as _

from tianhe_site.rich_text.references import REFERENCE

from .. import links
from .findings import Finding, Level
from .internal_links import dead_links, is_incomplete, missing_anchors, missing_anchors_elsewhere
from .reading import item_id_of, links_of, normalized

# Link texts that mean nothing when a screen reader lists the links of a page.
GENERIC_LINK_TEXTS = {
    *("click", "click here", "here", "link", "more", "more here", "read more", "see more"),
    *("find out more", "learn more", "this", "this link", "this page"),
    *("点击", "点击这里", "点击此处", "点这里", "点此", "这里", "此处", "链接", "此链接"),
    *("更多", "了解更多", "查看更多", "阅读更多", "阅读全文", "查看全文", "详情", "查看详情"),
}


def links_without_text(content, at):
    """Links without text, which nobody can see or hear."""
    found = [(name, href) for name, href, text in links_of(content) if not normalized(text)]
    paths = _known_paths({href for _name, href in found})
    for name, href in found:
        message = _("A link to %s has no text. Add text that says where it leads, or remove it.")
        message %= paths.get(href, href)
        yield Finding(Level.BLOCK, name, message, "link-without-words", href)


def generic_link_texts(content, at):
    """Links whose text means nothing outside its sentence."""
    for name, href, text in links_of(content):
        if normalized(text) in GENERIC_LINK_TEXTS:
            message = _("The link '%s' doesn't say where it leads. Link words that do.") % text
            yield Finding(
                Level.WARN, name, message, "link-empty-words", f"{text} {href}", word=text
            )


def links_to_missing_pages(content, at):
    """Links to addresses on this site where readers find nothing."""
    found = [(name, href, text) for name, href, text in links_of(content) if normalized(text)]
    hrefs = {href for _name, href, _text in found}
    dead = dead_links(hrefs, at, own_id=item_id_of(content))
    for name, href, text in found:
        if href in dead:
            message = _(
                "The link '%(words)s' leads to %(path)s, which readers can't open. Publish that "
                "first, or remove the link."
            ) % {"words": text, "path": dead[href]}
            yield Finding(Level.WARN, name, message, "dead-link", href, word=text)


def incomplete_links(content, at):
    """Links with an incomplete address, such as "mailto:"."""
    for name, href, text in links_of(content):
        if is_incomplete(href):
            message = _(
                "The link '%(words)s' is incomplete: its address is only '%(href)s'. Complete the "
                "address, or remove the link."
            ) % {"words": text, "href": href}
            yield Finding(Level.BLOCK, name, message, "unfinished-link", href, word=text)


def links_to_missing_headings(content, at):
    """Links to a heading that isn't in the same text."""
    found = list(links_of(content))
    hrefs = {href for _name, href, _text in found}
    missing = missing_anchors(hrefs, content, own_id=item_id_of(content))
    for name, href, text in found:
        if href in missing:
            message = _(
                "The link '%(words)s' points to a heading that isn't in the text: '#%(place)s'. "
                "Use the heading's words in lowercase, with hyphens between them."
            ) % {"words": text, "place": missing[href]}
            yield Finding(Level.WARN, name, message, "missing-heading", href, word=text)


def links_to_missing_headings_elsewhere(content, at):
    """Links to a heading that isn't on the other page of this site."""
    found = list(links_of(content))
    hrefs = {href for _name, href, _text in found}
    missing = missing_anchors_elsewhere(hrefs, at, own_id=item_id_of(content))
    paths = _known_paths(missing)
    for name, href, text in found:
        if href in missing:
            message = _(
                "The link '%(words)s' points to a heading that isn't on %(path)s: '#%(place)s'. "
                "Use the words of a heading there in lowercase, with hyphens between them."
            ) % {"words": text, "path": paths.get(href, href), "place": missing[href]}
            yield Finding(Level.WARN, name, message, "missing-heading", href, word=text)


def _known_paths(hrefs):
    """Return the last known path of each link that is a reference."""
    ids = {href: int(found[1]) for href in hrefs if (found := REFERENCE.fullmatch(href))}
    paths = links.known_paths_of(ids.values()) if ids else {}
    return {href: paths[item_id] for href, item_id in ids.items() if item_id in paths}

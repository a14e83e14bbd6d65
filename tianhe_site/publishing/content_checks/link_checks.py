"""Checks of links: their text, and where they lead."""

from django.utils.translation import gettext as _

from tianhe_site.rich_text.references import REFERENCE

from .. import links
from ..sources import sources_of
from .findings import Finding, Level
from .internal_links import dead_links, is_unfinished, missing_places, missing_places_elsewhere
from .reading import _item_id, _links, _words, markups

# Link texts that mean nothing when a screen reader lists the links of a page.
GENERIC_LINK_TEXTS = {
    *("click", "click here", "here", "link", "more", "more here", "read more", "see more"),
    *("find out more", "learn more", "this", "this link", "this page"),
    *("点击", "点击这里", "点击此处", "点这里", "点此", "这里", "此处", "链接", "此链接"),
    *("更多", "了解更多", "查看更多", "阅读更多", "阅读全文", "查看全文", "详情", "查看详情"),
}


def links_without_words(content, at):
    """Links without text, which nobody can see or hear."""
    found = [(name, href) for name, href, words in _links(content) if not _words(words)]
    paths = _known_paths({href for _name, href in found})
    for name, href in found:
        sentence = _("A link to %s has no text. Add text that says where it leads, or remove it.")
        sentence %= paths.get(href, href)
        yield Finding(Level.BLOCK, name, sentence, "link-without-words", href)


def generic_link_texts(content, at):
    """Links whose text means nothing outside its sentence."""
    for name, href, words in _links(content):
        if _words(words) in GENERIC_LINK_TEXTS:
            sentence = _("The link '%s' doesn't say where it leads. Link words that do.") % words
            yield Finding(Level.WARN, name, sentence, "link-empty-words", f"{words} {href}")


def links_of_our_own(content, at):
    """Links to addresses on this site where readers find nothing."""
    found = [(name, href, words) for name, href, words in _links(content) if _words(words)]
    hrefs = {href for _name, href, _words in found}
    dead = dead_links(hrefs, at, own_id=_item_id(content))
    for name, href, words in found:
        if href in dead:
            sentence = _(
                "The link '%(words)s' leads to %(path)s, which readers can't open. Publish that "
                "first, or remove the link."
            ) % {"words": words, "path": dead[href]}
            yield Finding(Level.WARN, name, sentence, "dead-link", href)


def unfinished_links(content, at):
    """Links with an incomplete address, such as "mailto:"."""
    for name, href, words in _links(content):
        if is_unfinished(href):
            sentence = _("The link '%(words)s' is incomplete: its address is only '%(href)s'.")
            sentence = f"{sentence} {_('Complete the address, or remove the link.')}"
            sentence %= {"words": words, "href": href}
            yield Finding(Level.BLOCK, name, sentence, "unfinished-link", href)


def links_within_the_text(content, at):
    """Links to a heading that isn't in the same text."""
    found = list(_links(content))
    missing = missing_places(
        {href for _name, href, _words in found},
        [markup for _name, markup in markups(content)],
        len(sources_of(content)),
        own_id=_item_id(content),
    )
    for name, href, words in found:
        if href in missing:
            sentence = _(
                "The link '%(words)s' points to a heading that isn't in the text: '#%(place)s'. "
                "Use the heading's words in lowercase, with hyphens between them."
            ) % {"words": words, "place": missing[href]}
            yield Finding(Level.WARN, name, sentence, "missing-heading", href)


def links_into_other_pages(content, at):
    """Links to a heading that isn't on the other page of this site."""
    found = list(_links(content))
    hrefs = {href for _name, href, _words in found}
    missing = missing_places_elsewhere(hrefs, at, own_id=_item_id(content))
    paths = _known_paths(missing)
    for name, href, words in found:
        if href in missing:
            sentence = _(
                "The link '%(words)s' points to a heading that isn't on %(path)s: '#%(place)s'. "
                "Use the words of a heading there in lowercase, with hyphens between them."
            ) % {"words": words, "path": paths.get(href, href), "place": missing[href]}
            yield Finding(Level.WARN, name, sentence, "missing-heading", href)


def _known_paths(hrefs):
    """Return the last known path of each link that is a reference."""
    ids = {href: int(found[1]) for href in hrefs if (found := REFERENCE.fullmatch(href))}
    paths = links.known_paths_of(ids.values()) if ids else {}
    return {href: paths[item_id] for href, item_id in ids.items() if item_id in paths}

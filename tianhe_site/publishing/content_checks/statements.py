"""The approval statement: which authority has approved the therapy, or that none has.

The site details have one for the whole site. Readers find it on each page with a status and on each
page that names a watched product, also in what it shows of the site details, unless the page has a
statement of its own.
"""

from tianhe_site.upward import ModuleAbove

from ..kept import for_good, until_change
from ..models import Edition, HistoryEntry, WatchedWord
from .reading import related_names_of, texts_of
from .watched_words import SearchableTexts

# Who speaks for the site: `site.site_details(language, at)`.
site = ModuleAbove("pages.navigation")

Verb = HistoryEntry.Verb


def statement_on(edition, details, at):
    """Return the approval statement that readers find on the page of an edition or a saved draft at
    `at`, where `details` are the site details that are live then, or None; "" if there is none."""
    own, statement = own_statement(edition), statement_of(details)
    return own or (statement if statement and _has_to_state(edition, details, at) else "")


def _has_to_state(edition, details, at):
    shown = (getattr(details, name) for name in edition.details_shown)
    return (
        edition.always_states_approval()
        or names_product(edition, at)
        or _name_product([("", text) for text in shown], products(at))
    )


def statement_of_site_on(edition, at):
    """Return what `statement_on` does, for the site details that are live at `at`."""
    return statement_on(edition, site.site_details(edition.language, at), at)


def statement_on_page(edition, texts, details, at):
    """Return the approval statement that readers find on a page: that of its edition, if it has
    one, or that above a list of `texts`, plain lines. What header and footer lead to counts too:
    they are on each page."""
    of_edition = statement_on(edition, details, at) if edition else ""
    return of_edition or statement_above(texts, details, at) or _statement_around(details, at)


def _statement_around(details, at):
    statement = statement_of(details)
    return statement if statement and _frame_names_product(details.language, at) else ""


@until_change
def _frame_names_product(language, at):
    titles = site.titles_around(language, at)
    return _name_product([("", title) for title in titles], products(at))


def statement_above(texts, details, at):
    """Return the approval statement above a list of `texts`, plain lines, if one of them, or what
    every page shows of the site details, names a watched product; else ""."""
    statement = statement_of(details)
    if not statement:
        return ""
    shown = (getattr(details, name) for name in Edition.details_shown)
    lines = [("", text) for text in [*texts, *shown]]
    return statement if _name_product(lines, products(at)) else ""


def own_statement(content):
    """Return the statement that `content` itself makes, "" if it makes none."""
    return getattr(content, content.stated_by) if content.stated_by else ""


def statement_of(details):
    """Return the statement of the site details, "" if there is none."""
    return details.approval_statement if details else ""


def is_stated_by_site(content, at):
    """Whether readers of a page that names a product find the statement of the site there, in the
    language of the page: not if the page makes its own, and not in the site details, which make
    it."""
    if own_statement(content) or not content.has_page:
        return False
    details = site.site_details(content.language, at)
    return bool(statement_of(details)) and details.language == content.language


def names_product(edition, at):
    """Whether the texts of an edition or a saved draft name a product that is watched at `at`."""
    watched = products(at)
    if not watched:
        return False
    # Of an item of 3,000 characters this takes 2 ms, as long as the rest of its page, and feeds ask
    # about twenty.
    names = tuple((word.language, word.word) for word in watched)
    key = (names_product, edition.content_hash, getattr(edition, "correction", ""), names)
    return for_good(
        key, lambda: _name_product([*texts_of(edition), *related_names_of(edition)], watched)
    )


def _name_product(texts, watched):
    searchable = SearchableTexts(texts)
    return any(searchable.occurrences(product) for product in watched)


@until_change
def products(at):
    """Return the product names that were watched at `at`, as rows that nobody saves."""
    words = {word.pk: word for word in WatchedWord.objects.all()}
    changes = HistoryEntry.objects.filter(kind=WatchedWord._meta.label_lower, at__gt=at)
    for entry in changes.filter(verb__in=_UNDO).order_by("-id"):
        _UNDO[entry.verb](words, entry.touched["subject"], entry.touched["changes"])
    return [word for word in words.values() if word.kind == WatchedWord.Kind.PRODUCT]


def _undo_adding(words, pk, changes):
    words.pop(pk, None)


def _undo_changing(words, pk, changes):
    for name, (old, _new) in changes.items():
        if pk in words:
            setattr(words[pk], name, old or "")


def _undo_deleting(words, pk, changes):
    words[pk] = WatchedWord(pk=pk, **{name: old for name, (old, _new) in changes.items()})


_UNDO = {
    Verb.ADD: _undo_adding,
    Verb.CHANGE: _undo_changing,
    Verb.DELETE: _undo_deleting,
}

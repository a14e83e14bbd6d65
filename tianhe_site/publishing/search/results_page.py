"""The public search page."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path
from django.utils.cache import patch_cache_control
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tianhe_site.languages import listed
from tianhe_site.search.fragments import fragment, highlight
from tianhe_site.search.queries import MAX_GROUPS, tidy
from tianhe_site.throttle.answers import too_many_requests
from tianhe_site.throttle.readers import SEARCHES

from .. import alternates, sections
from ..clock import moment_of
from .approval import statement_for
from .contacts import contact_hits
from .edition_index import is_complete
from .live_search import (
    MAX_FOUND,
    live_editions,
    live_years,
    missing_words,
    search,
    search_partly,
)
from .misses import count_later
from .pins import pinned_hits, with_first
from .suggestions import suggestion

RESULTS_PER_PAGE = 20
_YEAR = re.compile(r"[1-9][0-9]{3}")
_PAGE = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Result:
    """A search result: safe markup with the words found highlighted, its address, and the words
    that it doesn't have."""

    path: str
    title: SafeString
    fragment: SafeString
    section: str
    day: date | None
    year: int | None
    missing: tuple

    @property
    def summary(self):
        """What a list shows of any item below its title."""
        return self.fragment


@dataclass(frozen=True)
class Choice:
    """A link that narrows the results; `count` is None if it isn't known."""

    label: str
    query: str
    is_chosen: bool
    count: int | None = None


@gzip_page
@require_safe
def results(request):
    """Show the results for `q`: in all sections and years, or in one `section` or `year`."""
    language, at = get_language(), moment_of(request)
    alternates.check_open(request, at)
    asked = _SearchRequest(request.GET)
    if wait := _seconds_to_wait(request, asked, at):
        return too_many_requests(request, wait)
    found, narrowed = _found(asked, language, at)
    first = contact_hits(found.query, language, at)
    if not _is_of_the_past(request):
        first = [*pinned_hits(asked.text, language, at), *first]
    found, narrowed = _with_first(first, asked, found, narrowed)
    query = found.query
    statement, is_whole_answer = statement_for(query, language, at)
    is_miss = not is_whole_answer and _is_miss(request, found)
    if is_miss and _is_final(request):
        count_later(asked.text, language, at)
    if not found.hits and query.groups:
        found, narrowed = _found_partly(asked, query, language, at)
    page = _page(narrowed, asked)
    context = {
        "asked": asked,
        "title": _title(asked, page.number),
        "query": query,
        "found": found,
        "narrowed": narrowed,
        "page": page,
        "results": _results(page.object_list, narrowed, at),
        "suggestion": _suggestion(asked, found, language, at),
        "sections": _by_section(found, asked),
        "years": _by_year(found, asked, language, at),
        "count": _count_message(narrowed, asked),
        "notes": _notes(narrowed),
        "is_complete": is_complete(),
        "is_miss": is_miss,
        "statement": statement,
        "alternates": alternates.of_route("search:results", at),
    }
    response = render(request, "search/results.html", context)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _title(asked, number):
    text = Truncator(asked.text).chars(60)
    heading = _("Search: %(text)s") % {"text": text} if text else _("Search")
    words = {"heading": heading, "number": number}
    return heading if number == 1 else _("%(heading)s, page %(number)d") % words


def _seconds_to_wait(request, asked, at):
    # Staff who look at the site of another day have a clock of their own.
    is_counted = asked.text and not _is_of_the_past(request)
    return SEARCHES.seconds_to_wait(request, at=at) if is_counted else 0


def _is_of_the_past(request):
    return getattr(request, "is_of_the_past", False)


def _is_miss(request, found):
    """Return whether editors should know that a reader found nothing, in any section or year."""
    is_answered = not found.query.groups or found.hits
    return not (is_answered or _is_of_the_past(request)) and is_complete()


def _is_final(request):
    """Return whether this is what a reader wanted to know: the script also asks while they type."""
    return request.method == "GET" and "X-Still-Typing" not in request.headers


class _SearchRequest:
    """The query of a reader, whatever was sent."""

    def __init__(self, sent):
        self.text = tidy(sent.get("q", ""))
        self.section = sent.get("section") if sent.get("section") in sections.searched() else ""
        self.year = sent.get("year") if _YEAR.fullmatch(sent.get("year", "")) else ""
        self.page = int(sent["page"]) if _PAGE.fullmatch(sent.get("page", "")) else 1

    @property
    def labels(self):
        """The labels that results must have in the index."""
        return tuple(filter(None, (self.section, self.year)))

    @property
    def number_shown(self):
        """How many results are on its page and those before."""
        return self.page * RESULTS_PER_PAGE

    @property
    def query(self):
        return self.query_with()

    @property
    def query_of_all(self):
        return self.query_with(section="", year="")

    @property
    def query_of_all_sections(self):
        return self.query_with(section="")

    @property
    def query_of_all_years(self):
        return self.query_with(year="")

    def query_with(self, **changes):
        """Return the query string for this search with `changes`."""
        asked = {"q": self.text, "section": self.section, "year": self.year, **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def _found(asked, language, at):
    """Return what was found everywhere, and what was found in the section and year asked for."""
    narrowed = search(asked.text, language, at, asked.labels, asked.number_shown)
    # If there are too many to count, there aren't fewer everywhere.
    if narrowed.has_more and not narrowed.by_prefix:
        return narrowed, narrowed
    found = search(asked.text, language, at) if asked.labels else narrowed
    if not asked.labels or found.has_more:
        return found, narrowed
    return found, replace(found, hits=_labeled(found.hits, asked))


def _found_partly(asked, query, language, at):
    """Return what has most of the words of a query that nothing has, everywhere and narrowed."""
    found = search_partly(query, language, at, (), asked.number_shown)
    if not asked.labels:
        return found, found
    return found, search_partly(query, language, at, asked.labels, asked.number_shown)


def _page(found, asked):
    """Return the page of the results that was asked for, or the last one."""
    paginator = Paginator(found.hits, RESULTS_PER_PAGE)
    if found.has_more:
        # The others weren't read.
        paginator.count = MAX_FOUND
    return paginator.get_page(asked.page)


def _labeled(hits, asked):
    """Return those of `hits` in the section and year asked for."""
    names, wanted = _names_of_sections(), set(asked.labels)
    return [hit for hit in hits if wanted <= {names[hit.kind], str(hit.year)}]


def _with_first(hits, asked, found, narrowed):
    """Return what was found, everywhere and narrowed, with these hits first."""
    hits = list(dict.fromkeys(hits))
    return with_first(found, hits), with_first(narrowed, _labeled(hits, asked))


def _suggestion(asked, found, language, at):
    """Return what the reader may have meant, as a `Choice`; None if there is nothing like it."""
    meant = suggestion(asked.text, found, language, at) if found.unknown else ""
    return Choice(meant, asked.query_with(q=meant), is_chosen=False) if meant else None


def _count_message(found, asked):
    """Return the number of results as a sentence; "" if nothing was asked for."""
    if not asked.text:
        return ""
    if not found.query.groups:
        return _("Enter a word or number to search for. “%s” has none.") % asked.text
    if found.is_partial:
        return _count_of_partial(found)
    if found.has_more:
        return _(
            "More than %(number)s results for “%(text)s”. Add a word to narrow your search."
        ) % {
            "number": number_format(MAX_FOUND, force_grouping=True),
            "text": asked.text,
        }
    number = len(found.hits)
    if not number:
        return _("No results for “%s”.") % asked.text
    message = ngettext(
        "%(number)s result for “%(text)s”.", "%(number)s results for “%(text)s”.", number
    )
    return message % {"number": number, "text": asked.text}


def _count_of_partial(found):
    number = MAX_FOUND if found.has_more else len(found.hits)
    if found.has_more:
        message = _("No page has all of your words. More than %(number)s have some of them.")
    else:
        message = ngettext(
            "No page has all of your words. %(number)s page has some of them.",
            "No page has all of your words. %(number)s pages have some of them.",
            number,
        )
    return message % {"number": number_format(number, force_grouping=True)}


def _notes(found):
    """Return how the words were interpreted, as sentences."""
    query, notes = found.query, []
    if query.is_cut:
        notes.append(_("Only the first %s words were used.") % MAX_GROUPS)
    if found.by_prefix:
        notes.append(
            _("No exact match for the last word. These results have words that start with it.")
        )
    if found.hits and query.synonyms:
        notes.append(_("Also searched for: %s.") % listed(query.synonyms))
    return notes


def _names_of_sections():
    """Return the names of sections in addresses, by kind of edition."""
    return {model._meta.label_lower: section for section, model in sections.searched().items()}


def _results(hits, found, at):
    """Return a `Result` for each hit of a page."""
    editions, missing = live_editions(hits, at), {}
    if found.is_partial:
        missing = missing_words(found, hits)
    pairs = ((hit, editions.get((hit.kind, hit.edition_id))) for hit in hits)
    names = {model: str(model.section_name()) for model in sections.searched().values()}
    return [
        _result(edition, names[type(edition)], found.query, missing.get(hit.place, ()))
        for hit, edition in pairs
        if edition and edition.path
    ]


def _result(edition, section, query, missing):
    texts = (text for _name, text in edition.search_texts())
    return Result(
        path=edition.path,
        title=highlight(str(edition), query),
        fragment=fragment(texts, query),
        section=section,
        day=edition.search_day(),
        year=edition.search_year(),
        missing=tuple(missing),
    )


def _by_section(found, asked):
    """Return the sections to choose from, with the number of results if known."""
    names = _names_of_sections()
    counts = {} if found.has_more else Counter(names[hit.kind] for hit in found.hits)
    return [
        Choice(
            label=model.section_name(),
            query=asked.query_with(section=section),
            is_chosen=section == asked.section,
            count=None if found.has_more else counts[section],
        )
        for section, model in sections.searched().items()
        if found.has_more or counts[section]
    ]


def _by_year(found, asked, language, at):
    """Return the years to choose from, newest first."""
    counts = {} if found.has_more else Counter(hit.year for hit in found.hits if hit.year)
    years = live_years(language, at) if found.has_more else sorted(counts, reverse=True)
    return [
        Choice(
            label=str(year),
            query=asked.query_with(year=year),
            is_chosen=str(year) == asked.year,
            count=None if found.has_more else counts[year],
        )
        for year in years
    ]


app_name = "search"
urlpatterns = [path("", results, name="results")]

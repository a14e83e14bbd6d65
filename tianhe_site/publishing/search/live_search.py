"""Which editions readers find, and what is done if there are none.

The index has words and ids. Whether an edition is live is decided when the page is rendered. So
schedules need no job, and the site as of a date can be searched.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models.expressions import RawSQL

from tianhe_site.prepared_queries import prepared, prepared_sql
from tianhe_site.search import finding, spelling
from tianhe_site.search.queries import parse
from tianhe_site.search.widening import Synonyms, widen

from .. import sections
from ..kept import until_change

# If there are more, results say "more than", and older ones are left out.
MAX_FOUND = 500
# Of so many words, each number of words that may be missing is tried; of more, one, two and all but
# one.
MAX_TO_TRY_ALL = 6


@dataclass(frozen=True)
class Found:
    """The editions found, in the order of `finding.find`. `has_more` says whether there are more
    than `MAX_FOUND`; then `hits` are only the first."""

    query: object
    hits: list = field(default_factory=list)
    has_more: bool = False
    # Whether the last word was matched as a prefix.
    by_prefix: bool = False
    # Whether some of the words may be missing from each. `unknown` are the clauses that nothing
    # live has.
    is_partial: bool = False
    unknown: tuple = ()


def search(text, language, at, labels=(), first=MAX_FOUND):
    """Return what is `Found` for a cleaned line among what is live at `at`: of more than
    `MAX_FOUND` the `first`.

    If there is nothing, its last word is matched as a prefix, then Chinese by its words.
    """
    labels, widened = (language, *labels), _widening(language, at)
    found = _find(parse(text, widened=widened), at, labels, first)
    typed = None if found.hits else parse(text, as_typed=True, widened=widened)
    by_prefix = typed and replace(_find(typed, at, labels, first), by_prefix=True)
    if by_prefix and by_prefix.hits:
        return by_prefix
    return found if found.hits else _found_in_words(found, widened, at, labels, first)


def _found_in_words(found, widened, at, labels, first):
    """Return what is `Found` with the words of runs of Chinese, if there are any."""
    query, live, (language, *_others) = found.query, live_condition(at), labels
    in_words = query.in_words(
        lambda clause: _is_live(query.only([clause]), language, live), widened
    )
    return found if in_words == query else _find(in_words, at, labels, first)


def search_partly(query, language, at, labels=(), first=MAX_FOUND):
    """Return what is `Found` with most of the words of a query that nothing matches."""
    live, clauses = live_condition(at), query.clauses
    # That nothing matches a single clause is known already.
    several = clauses if len(clauses) > 1 else ()
    known = [each for each in several if _is_live(query.only([each]), language, live)]
    unknown = tuple(each for each in clauses if each not in known)
    for needed in _numbers_needed(len(known), bool(unknown)):
        partly = query.only(known, needed)
        # Each of them is live.
        if needed == 1 or len(known) == 1 or _is_live(partly, language, live):
            found = _find(partly, at, (language, *labels), first)
            return replace(found, is_partial=True, unknown=unknown)
    return Found(query, unknown=unknown)


def _numbers_needed(known, is_any_unknown):
    """Return how many of the known words to ask for, one after the other; None for all."""
    fewer = range(known - 1, 0, -1)
    if known > MAX_TO_TRY_ALL:
        fewer = (known - 1, known - 2, 1)
    return [*([None] if known and is_any_unknown else []), *fewer]


def _is_live(query, language, live):
    return bool(finding.find_some(query, (language,), live))


def missing_words(found, hits):
    """Return what was typed and some hits of a partial search don't have, by their places."""
    query, places = found.query, [hit.place for hit in hits]
    missing = {place: [query.words_of(clause) for clause in found.unknown] for place in places}
    for clause in query.clauses if query.needed else ():
        there = finding.places_with(clause, places)
        for place in missing.keys() - there:
            missing[place].append(query.words_of(clause))
    return missing


def live_editions(hits, at):
    """Return the editions of some hits, with their paths, by (kind, id), with one query per
    section."""
    editions = {}
    for model in sections.searched().values():
        kind = model._meta.label_lower
        ids = tuple(hit.edition_id for hit in hits if hit.kind == kind)
        if ids:
            found = _live_editions(model, ids=ids, at=at)
            editions.update({(kind, edition.pk): edition for edition in found})
    return editions


@prepared
def _live_editions(model, *, ids, at):
    # Without what is no text: to read all columns takes a third longer.
    texts = model.objects.only("item", *model.content_fields())
    return texts.live(at).filter(pk__in=ids).with_path(at)


@until_change
def live_years(language, at):
    """Return the years of what is live and has a day or a year, newest first."""
    dated = [model for model in sections.searched().values() if model.dated_by]
    years = {
        year
        for model in dated
        for year in _years_of(model, model.objects.live(at).filter(language=language))
    }
    return sorted(years, reverse=True)


def _years_of(model, editions):
    """Yield the years of some editions of a model, newest first.

    One index lookup per year: a DISTINCT would read every edition.
    """
    name = model.dated_by
    editions = editions.exclude(**{name: None}).only(name).order_by(f"-{name}")
    newest = editions.first()
    while newest:
        year = newest.search_year()
        yield year
        first = year if model.is_dated_by_year() else date(year, 1, 1)
        # Without the years before: SQLite would step down the index to the first of them.
        newest = editions.filter(**{f"{name}__lt": first}).first()


class _KnownTerms:
    """Which terms texts have, looked up once for all readings of a line."""

    def __init__(self):
        self.asked, self.known = set(), set()

    def __call__(self, terms):
        if new := terms - self.asked:
            self.asked |= new
            self.known |= spelling.known(new)
        return terms & self.known


def _widening(language, at):
    """Return a function that widens the groups of a query by what is live."""
    synonyms, known = _live_synonyms(language, at), _KnownTerms()
    return lambda groups: widen(groups, synonyms, known)


@until_change
def _live_synonyms(language, at):
    """Return the words that mean the same by what is live."""
    models = sections.searched().values()
    return Synonyms([forms for model in models for forms in model.search_synonyms(language, at)])


def _find(query, at, labels, first):
    if not query.clauses:
        return Found(query)
    live, first = live_condition(at), min(first, MAX_FOUND)
    hits, has_more = finding.find(query, labels, live, MAX_FOUND, first)
    return Found(query, hits, has_more=has_more)


def live_condition(at):
    """Return the condition that an edition is live at `at`."""
    conditions, params = [], []
    for model in sections.searched().values():
        sql, values = _live_edition(model, at=at)
        # With EXISTS, PostgreSQL reads all that is live first (27 ms for 10,000 items).
        conditions.append(f"kind = %s AND ({sql}) IS NOT NULL")
        params += [model._meta.label_lower, *values]
    return finding.Visible(" OR ".join(conditions), params)


@prepared_sql
def _live_edition(model, *, at):
    return model.objects.live(at).filter(pk=RawSQL("search_row.edition_id", ())).values("pk")

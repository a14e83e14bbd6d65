"""Brings a new site its content, and that content in Chinese as its translations."""

import re
from datetime import UTC, datetime, time

from django.db import transaction

from news.models import Category, NewsItem
from pages.models import Page, SiteDetails, Term
from tianhe_site import languages
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import Address, WatchedWord

from . import chinese, english

NOTE = "Starter content"
# Lines of a text are broken where the code needs it. Chinese has no spaces.
_BREAKS_IN_CHINESE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])"
)


@transaction.atomic
def load(by=workflow.COMMAND_LINE):
    """Import what is missing; return the drafts that were created.

    Existing content stays as it is, whatever an editor has made of it. Only what is created now
    gets its translation.
    """
    _watch_product()
    made = [_import(SiteDetails(**english.DETAILS), english.FIRST_DAY, by)]
    made += [_import(Term(**values), english.FIRST_DAY, by) for values in english.TERMS]
    made += [_import_news(values, by) for values in english.NEWS]
    made += [_import(Page(**values), english.FIRST_DAY, by) for values in english.PAGES]
    made = [draft for draft in made if draft]
    return made + (_translate(made, by) if chinese.LANGUAGE in languages.codes() else [])


def _watch_product():
    names = WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT)
    for language, statements in english.STATEMENTS.items():
        # An editor may have added other names of the product to the row.
        if not names.filter(language=language, word__icontains=english.PRODUCT).exists():
            names.create(
                kind=WatchedWord.Kind.PRODUCT,
                language=language,
                word=english.PRODUCT,
                phrases="\n".join(statements),
            )


def _import_news(values, by):
    item = NewsItem(**{**values, "category": None})
    if _is_there(item, values["date"]):
        return None
    item.category = _category(values["category"])
    return _import(item, values["date"], by)


def _category(name):
    category, _is_new = Category.objects.get_or_create(
        slug=name.lower().replace(" ", "-"),
        defaults={
            "name": name,
            "names": {chinese.LANGUAGE: chinese.CATEGORIES[name]},
            "position": english.CATEGORIES.index(name) + 1,
            "needs_second_person": name in english.NEEDS_SECOND_PERSON,
        },
    )
    return category


def _import(draft, day, by):
    if _is_there(draft, day):
        return None
    for name in draft.rich_text_fields():
        setattr(draft, name, " ".join(getattr(draft, name).split()))
    draft.save()
    workflow.import_edition(draft, by=by, live_from=_noon(day), note=NOTE)
    return draft


def _is_there(draft, day):
    """Whether the draft was brought in before. An item is known again by where it first stood, and
    since when: the table of addresses keeps that, wherever an editor has moved it."""
    path = draft.path_for(draft)
    if path is None:
        return type(draft).objects.filter(language=draft.language).exists()
    return Address.objects.filter(path=path, live_from=_noon(day)).exists()


def _translate(sources, by):
    """Import the Chinese of these items as their translations; return the drafts."""
    texts = {Term: chinese.TERMS, NewsItem: chinese.NEWS, Page: chinese.PAGES}
    return [
        _import_translation(
            source,
            chinese.DETAILS if type(source) is SiteDetails else texts[type(source)][source.slug],
            by,
        )
        for source in sources
    ]


def _import_translation(source, values, by):
    draft = workflow.translate(source, language=chinese.LANGUAGE, by=by)
    for name, value in values.items():
        is_text = name in draft.rich_text_fields()
        setattr(draft, name, _as_one_line(value) if is_text else value)
    draft.save()
    begins = source.editions.get().live_from
    workflow.import_edition(draft, by=by, live_from=begins, note=NOTE)
    return draft


def _as_one_line(markup):
    return _BREAKS_IN_CHINESE.sub("", " ".join(markup.split()))


def _noon(day):
    # Noon UTC is the same day in New York and in Jinan.
    return datetime.combine(day, time(12), UTC)

"""Checks of single words and numbers: watched words, and identifiers that can't be right."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from tianhe_site.prepared_queries import prepared

from ..models import WatchedWord
from . import identifiers
from .findings import Finding, Level
from .reading import links_of, texts_of
from .statements import is_stated_by_site
from .watched_words import SearchableTexts

# For each code: the function that finds wrong numbers, the level, and the message.
IDENTIFIERS = {
    "trial-number": (
        identifiers.malformed_trial_numbers,
        Level.BLOCK,
        gettext_lazy("Check the trial number. It should be NCT and 8 digits, such as NCT01234567."),
    ),
    "chinese-trial-number": (
        identifiers.malformed_chinese_trial_numbers,
        Level.WARN,
        gettext_lazy(
            "Check the trial number %s. Numbers in the Chinese registry look like "
            "ChiCTR2000029981 or ChiCTR-TRC-12002475."
        ),
    ),
    "patent-number": (
        identifiers.malformed_patent_numbers,
        Level.WARN,
        gettext_lazy(
            "Check the patent number %s. European numbers look like EP 1234567 B1; U.S. numbers "
            "look like US 8,927,268 B2 or US 2014/0123456 A1."
        ),
    ),
    "doi": (
        identifiers.malformed_dois,
        Level.WARN,
        gettext_lazy("Check the DOI %s. It should look like 10.1234/abc."),
    ),
}


# The standard wording, by language.
STANDARD_STATEMENTS = {
    "en": "{product} is investigational. It has not been approved by the FDA. Its safety and "
    "effectiveness have not been established.",
    "zh-hans": "{product}处于研究阶段，尚未获得美国FDA批准。其安全性和有效性尚未确立。",
}
DEFAULT_ADVICE = gettext_noop(
    "This therapy isn't approved. Say what was measured, or explain why you need the word."
)
# The advice of the words that ship, which staff read in their own language.
SHIPPED_ADVICE = (
    gettext_noop(
        "Say what happened, not what it means for the future, or explain why the word is needed."
    ),
    gettext_noop(
        "Chinese advertising law rules it out. Say what was measured, or explain why the word is "
        "needed."
    ),
    gettext_noop("Write 'is being studied in', not 'treats', or explain why the word is needed."),
)


def malformed_identifiers(content, at):
    """Numbers of trials, patents and papers, also in the addresses of links."""
    addresses = [(name, href) for name, href, _words in links_of(content)]
    for name, text in [*texts_of(content), *addresses]:
        for code, (find, level, message) in IDENTIFIERS.items():
            for number in find(text):
                filled = message % number if "%s" in message else message
                yield Finding(level, name, str(filled), code, number, word=number)


def watched_words(content, at):
    """Risky words, and products without the statement that they aren't approved."""
    searchable, products = SearchableTexts(texts_of(content)), []
    for word in _watched():
        if word.kind == WatchedWord.Kind.RISKY:
            yield from (_risky(word, *place) for place in searchable.occurrences(word))
        elif word.language == content.language and searchable.lacks_statement(word):
            products.append(word)
    if products and not is_stated_by_site(content, at):
        yield from (_product(word, content) for word in products)


@prepared
def _watched():
    return WatchedWord.objects.all()


def _risky(word, name, form):
    advice = _(word.advice or DEFAULT_ADVICE)
    message = _("You wrote '%(word)s'. %(advice)s") % {"word": form, "advice": advice}
    return Finding(Level.WARN, name, message, "risky-word", word.forms()[0], word=form)


def _product(word, content):
    product = word.forms()[0]
    message = _(
        "This text names the product %s without the 'not approved' statement. Add the statement."
    )
    advice = _(word.advice) if word.advice else ""
    message = f"{message % product} {advice}".strip()
    return Finding(
        Level.WARN,
        "",
        message,
        "product-without-statement",
        product,
        sentence=_sentence(word, product),
        place=content.stated_by or next(iter(content.rich_text_fields()), ""),
    )


def _sentence(word, product):
    """Return a sentence that is a statement, "" if none is known: most are only parts of one."""
    standard = STANDARD_STATEMENTS.get(word.language, "").format(product=product)
    statements = word.statements()
    whole = [each for each in statements if each.endswith((".", "。"))]
    if not whole and any(each.lower() in standard.lower() for each in statements):
        whole = [standard]
    return next(iter(whole), "")

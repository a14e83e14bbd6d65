"""Checks of a text before it is submitted or published.

A check is a function that takes the content (a draft or an edition) and the time when it goes live,
and yields findings. A section adds its own as `own_checks` of its draft.
"""

import re
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tianhe_site.limits import MAX_FINDINGS
from tianhe_site.media_library import addresses, media_snapshot
from tianhe_site.plain_text import as_paragraphs
from tianhe_site.rich_text import references
from tianhe_site.rich_text.claims import claims_in
from tianhe_site.rich_text.examples import examples_in
from tianhe_site.rich_text.fields import RichTextField
from tianhe_site.rich_text.reading import read
from tianhe_site.rich_text.references import REFERENCE
from tianhe_site.rich_text.styles import unfinished

from .. import links
from ..models import Edition, WatchedWord
from ..sources import sources_of
from . import identifiers
from .internal_links import dead_links, is_unfinished, missing_places, missing_places_elsewhere
from .sizes import too_long
from .watched_words import Words

# The texts about a picture, by key in an entry of `media`.
MEDIA_TEXTS = ("description", "caption", "credit", "licence")
MAX_TITLE_IN_CHINESE, MAX_DESCRIPTION_IN_CHINESE = 40, 80
# Abbreviations that end with a period, so that a title may end with one.
_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|al|etc|[A-Z])\.\Z")
# Link texts that mean nothing when a screen reader lists the links of a page.
GENERIC_LINK_TEXTS = {
    *("click", "click here", "here", "link", "more", "more here", "read more", "see more"),
    *("find out more", "learn more", "this", "this link", "this page"),
    *("点击", "点击这里", "点击此处", "点这里", "点此", "这里", "此处", "链接", "此链接"),
    *("更多", "了解更多", "查看更多", "阅读更多", "阅读全文", "查看全文", "详情", "查看详情"),
}


class Level(models.TextChoices):
    BLOCK = "block", gettext_lazy("Must be fixed")
    WARN = "warn", gettext_lazy("Needs checking")


# For each code: the function that finds wrong numbers, the level, and the message.
IDENTIFIERS = {
    "trial-number": (
        identifiers.wrong_trial_numbers,
        Level.BLOCK,
        gettext_lazy("Check the trial number. It should be NCT and 8 digits, such as NCT01234567."),
    ),
    "chinese-trial-number": (
        identifiers.wrong_chinese_trial_numbers,
        Level.WARN,
        gettext_lazy(
            "Check the trial number %s. Numbers in the Chinese registry look like "
            "ChiCTR2000029981 or ChiCTR-TRC-12002475."
        ),
    ),
    "patent-number": (
        identifiers.wrong_patent_numbers,
        Level.WARN,
        gettext_lazy(
            "Check the patent number %s. European numbers look like EP 1234567 B1; U.S. numbers "
            "look like US 8,927,268 B2 or US 2014/0123456 A1."
        ),
    ),
    "doi": (
        identifiers.wrong_dois,
        Level.WARN,
        gettext_lazy("Check the DOI %s. It should look like 10.1234/abc."),
    ),
}


@dataclass(frozen=True)
class Finding:
    """The result of a check. `field` is the content field, "" for the whole item; `sentence` is the
    message for the editor."""

    level: str
    field: str
    sentence: str
    code: str
    detail: str = ""

    @property
    def key(self):
        """Identifies this finding among those of the same item, also when it is found again."""
        return f"{self.code}:{self.field}:{self.detail}"


def examine(content, at):
    """Return the findings in `content` (a draft or an edition) that goes live at `at`: blocking
    ones first, then in the order of the fields."""
    found = {}
    for check in (*GENERAL, *draft_model(content).content_checks):
        for finding in _bounded(check(content, at)):
            found.setdefault(finding.key, finding)
    # Findings about the whole item come before those about fields.
    places = ["", *(field.name for field in _fields(content))]
    return sorted(
        found.values(),
        key=lambda finding: (finding.level != Level.BLOCK, places.index(finding.field)),
    )


def _bounded(findings):
    """Yield the first findings of each kind per field, and one blocking finding instead of the
    rest: nobody answers thousands of questions."""
    numbers = Counter()
    for finding in findings:
        kind = (finding.code, finding.field)
        numbers[kind] += 1
        if numbers[kind] <= MAX_FINDINGS:
            yield finding
        elif numbers[kind] == MAX_FINDINGS + 1:
            sentence = _("There are more than %(count)d findings like this: %(first)s")
            sentence = f"{sentence} {_('Fix those first, then save.')}"
            sentence %= {"count": MAX_FINDINGS, "first": finding.sentence}
            yield Finding(Level.BLOCK, finding.field, sentence, "too-many", finding.code)


def draft_of(content):
    """Return the draft that `content` is, or is an edition of."""
    return content.item if isinstance(content, Edition) else content


def lengths(content, at):
    """Lines that are longer than their column."""
    # Forms enforce the limits. Programs may not, and SQLite accepts any length.
    for field, text in _lines(content):
        most, count = field.max_length, len(text)
        if most and count > most:
            yield Finding(Level.BLOCK, field.name, too_long(field, count, most), "too-long")


def invisible_characters(content, at):
    """Lines with invisible characters, as a program or an earlier release may have saved them."""
    for field, text in _lines(content):
        if as_paragraphs(text) != text.replace("\r\n", "\n"):
            sentence = _(
                "The %s contains invisible characters that may change how it reads. Save the "
                "draft again to remove them."
            )
            yield Finding(Level.WARN, field.name, sentence % field.verbose_name, "invisible")


def lengths_in_chinese(content, at):
    """Chinese titles and summaries that are too long for lists."""
    if not content.language.startswith("zh"):
        return
    longest = {
        content.titled_by: MAX_TITLE_IN_CHINESE,
        content.described_by: MAX_DESCRIPTION_IN_CHINESE,
    }
    for field, text in _lines(content):
        most, count = longest.get(field.name), len(text)
        if most and count > most:
            sentence = too_long(field, count, most)
            yield Finding(Level.WARN, field.name, sentence, "long-in-chinese")


def full_stop(content, at):
    """A title that ends with a period."""
    title = getattr(content, content.titled_by, "").strip()
    if title.endswith((".", "。")) and not _ABBREVIATION.search(title):
        sentence = _("The title ends with a period. Remove it.")
        yield Finding(Level.WARN, content.titled_by, sentence, "full-stop")


def repeated_title(content, at):
    """A summary that only repeats the title."""
    title = _words(getattr(content, content.titled_by, ""))
    summary = _words(content.page_description())
    if summary and f" {summary} " in f" {title} ":
        sentence = _("The summary only repeats the title. Add a fact that isn't in the title.")
        yield Finding(Level.WARN, content.described_by, sentence, "repeated-title")


def headings(content, at):
    """Headings that are more than one level below the one before."""
    for name, reading in _readings(content):
        above = 1
        for level, words in reading.headings:
            if level > above + 1:
                sentence = _first_heading(words) if above == 1 else _skips(words, above + 1)
                yield Finding(Level.WARN, name, sentence, "heading-level", words)
            above = level


def _first_heading(words):
    return _("The first heading, '%s', must be a Heading 2. Change its level.") % words


def _skips(words, level):
    return _(
        "The heading '%(words)s' skips a level. Make it a Heading %(level)d, or add the missing "
        "heading above it."
    ) % {"words": words, "level": level}


def links_without_words(content, at):
    """Links without text, which nobody can see or hear."""
    found = [(name, href) for name, href, words in _links(content) if not _words(words)]
    paths = _known_paths({href for _name, href in found})
    for name, href in found:
        sentence = _("A link to %s has no text. Add text that says where it leads, or remove it.")
        sentence %= paths.get(href, href)
        yield Finding(Level.BLOCK, name, sentence, "link-without-words", href)


def _known_paths(hrefs):
    """Return the last known path of each link that is a reference."""
    ids = {href: int(found[1]) for href in hrefs if (found := REFERENCE.fullmatch(href))}
    paths = links.known_paths_of(ids.values()) if ids else {}
    return {href: paths[item_id] for href, item_id in ids.items() if item_id in paths}


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


def pictures(content, at):
    """Pictures without a description, and media that aren't in the library."""
    known = {media_snapshot.reference_of(entry): entry for entry in content.media}
    undescribed = [reference for reference, entry in known.items() if _lacks_description(entry)]
    titles = addresses.titles_of(undescribed) if undescribed else {}
    fields = _fields_of_media(content)
    for reference in undescribed:
        title = _title_in(content.language, titles.get(reference, ""))
        yield _undescribed(reference, title, fields.get(reference, ""))
    for name, reference in _media_references(content):
        if reference not in known:
            sentence = _(
                "A picture or document in the text is no longer in the media library. Remove it "
                "from the text."
            )
            yield Finding(
                Level.BLOCK, name, sentence, "media-missing", ":".join(map(str, reference))
            )


def _lacks_description(entry):
    return "image" in entry and not (entry.get("decorative") or entry.get("description"))


def _title_in(language, title):
    # The language is obvious if it is the default one.
    is_first = language == settings.LANGUAGE_CODE
    return title if is_first else f"{title} ({dict(settings.LANGUAGES)[language]})"


def _undescribed(reference, title, name):
    sentence = _(
        "Describe this picture for people who can't see it, or check 'Decorative only'. It's in "
        "the media library: %s"
    )
    return Finding(Level.BLOCK, name, sentence % title, "no-description", str(reference[1]))


def _media_references(content):
    """Yield (field name, reference) for each use of the media library in the texts."""
    for name, markup in markups(content):
        for reference in references.media_in(markup):
            yield name, reference


def _fields_of_media(content):
    """Return the name of the first field that uses each reference."""
    found = {}
    for name, reference in _media_references(content):
        found.setdefault(reference, name)
    return found


def numbers(content, at):
    """Numbers of trials, patents and papers, also in the addresses of links."""
    addresses = [(name, href) for name, href, _words in _links(content)]
    for name, text in [*texts(content), *addresses]:
        for code, (wrong_in, level, sentence) in IDENTIFIERS.items():
            for number in wrong_in(text):
                filled = sentence % number if "%s" in sentence else sentence
                yield Finding(level, name, str(filled), code, number)


def watched_words(content, at):
    """Risky words, and products without the statement that they aren't approved."""
    words = Words(texts(content))
    for word in WatchedWord.objects.all():
        if word.kind == WatchedWord.Kind.RISKY:
            yield from (_risky(word, *place) for place in words.places(word))
        elif word.language == content.language and words.lack_statement(word):
            yield _product(word)


def _risky(word, name, form):
    advice = word.advice or _(
        "This therapy isn't approved. Say what was measured, or explain why you need the word."
    )
    sentence = _("You wrote '%(word)s'. %(advice)s") % {"word": form, "advice": advice}
    return Finding(Level.WARN, name, sentence, "risky-word", word.forms()[0])


def _product(word):
    product = word.forms()[0]
    sentence = _(
        "This text names the product %s without the 'not approved' statement. Add the statement."
    )
    sentence = f"{sentence % product} {word.advice}".strip()
    return Finding(Level.WARN, "", sentence, "product-without-statement", product)


def example_texts(content, at):
    """Placeholder texts from the "Insert" menu that the editor must replace."""
    for name, markup in markups(content):
        examples = examples_in(markup)
        # An untouched trial table has eight: one message, not a list as long as the text.
        if examples:
            sentence = ngettext(
                "The text still contains an example: '%(text)s'. Replace it or remove it.",
                "The text still contains %(count)d examples, starting with '%(text)s'. Replace "
                "them or remove them.",
                len(examples),
            ) % {"count": len(examples), "text": examples[0]}
            yield Finding(Level.BLOCK, name, sentence, "example-text", examples[0])


def half_written(content, at):
    """Questions without an answer, and terms in a list of facts, dates or people without a
    value."""
    for name, markup in markups(content):
        for words in map(_text_of, unfinished(markup)):
            sentence = _("'%s' has nothing after it yet. Complete it, or remove it.") % words
            yield Finding(Level.BLOCK, name, sentence, "half-written", words)


def _text_of(markup):
    return " ".join(read(markup).text.split())


def claims(content, at):
    """Claims without a source."""
    known = len(sources_of(content))
    level = Level.BLOCK if content.medical else Level.WARN
    for name, markup in markups(content):
        for claim in claims_in(markup):
            if not any(number <= known for number in claim.sources):
                sentence = _("The claim '%s' has no source. Link it to one of the sources.")
                words = Truncator(claim.text).words(12)
                yield Finding(level, name, sentence % words, "claim-without-source", claim.text)


GENERAL = (
    lengths,
    invisible_characters,
    lengths_in_chinese,
    full_stop,
    repeated_title,
    headings,
    links_without_words,
    generic_link_texts,
    links_of_our_own,
    unfinished_links,
    links_within_the_text,
    links_into_other_pages,
    pictures,
    numbers,
    claims,
    example_texts,
    half_written,
    watched_words,
)


def _item_id(content):
    return content.item_id if isinstance(content, Edition) else content.pk


def draft_model(content):
    """Return the model of the draft that `content` is, or is an edition of."""
    if isinstance(content, Edition):
        return content.draft_model()
    return type(content)


def _fields(content):
    """Return the content fields that editors write, in order."""
    model = draft_model(content)
    own = {field.name: field for field in model._meta.get_fields()}
    return [own[name] for name in model.edition_model().content_fields() if name in own]


def _lines(content):
    """Yield (field, text) of the plain-text fields."""
    for field in _fields(content):
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text and not field.choices and not isinstance(field, RichTextField):
            yield field, getattr(content, field.name)


def markups(content):
    """Yield (name of the field, markup) of the fields with markup."""
    for field in _fields(content):
        if isinstance(field, RichTextField):
            yield field.name, getattr(content, field.name)


def _readings(content):
    """Yield (field name, what readers see) of the fields with markup."""
    for name, markup in markups(content):
        yield name, read(markup)


def _links(content):
    """Yield (name of the field, href, words) of each link in the texts."""
    for name, reading in _readings(content):
        for href, words in reading.links:
            yield name, href, words


def texts(content):
    """Yield (name of the field, words without tags) of all fields with words."""
    for field, text in _lines(content):
        yield field.name, text
    # Readers see the correction note, which isn't part of the draft.
    if isinstance(content, Edition) and content.correction:
        yield "", content.correction
    for name, reading in _readings(content):
        yield name, reading.text
    fields = _fields_of_media(content)
    for entry in content.media:
        lines = [entry[name] for name in MEDIA_TEXTS if entry.get(name)]
        yield fields.get(media_snapshot.reference_of(entry), ""), "\n".join(lines)
    for field in _fields(content):
        if isinstance(field, models.JSONField):
            yield field.name, "\n".join(_strings(getattr(content, field.name)))


def names_from_elsewhere(content):
    """Return (column name, text) of values that an edition copies from another row, such as the
    name of a category. They can't be fixed in the draft."""
    model = draft_model(content)
    own = {field.name for field in model._meta.get_fields()}
    edition = model.edition_model()
    fields = [edition._meta.get_field(name) for name in edition.content_fields()]
    lines = [field.name for field in fields if isinstance(field, models.CharField)]
    return [(name, getattr(content, name)) for name in lines if name not in own]


def _strings(value):
    """Yield the strings in a JSON value, without the keys of objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _words(text):
    """Return the words of a text in lowercase, without punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))

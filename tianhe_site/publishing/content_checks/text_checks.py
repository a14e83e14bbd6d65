"""Checks of the formatted texts: headings, long sentences, claims, and what is not written yet."""

import re

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tianhe_site.chinese import HAN, is_chinese
from tianhe_site.rich_text.claims import claims_in
from tianhe_site.rich_text.examples import examples_in, hints_in
from tianhe_site.rich_text.reading import read
from tianhe_site.rich_text.styles import unfinished

from ..sources import sources_of
from .findings import Finding, Level
from .reading import markups_of, readings_of, texts_of

# Characters of a Chinese sentence that is read in one go. A number or a name in Latin letters is
# one.
MAX_SENTENCE_IN_CHINESE = 40
_END_OF_SENTENCE = re.compile("(?<=[。！？；!?])|\n")
_CHARACTER = re.compile(f"[{HAN}]|[A-Za-z0-9]+(?:[ .&'’:/@_-]+[A-Za-z0-9]+)*")


def heading_levels(content, at):
    """Headings that are more than one level below the one before."""
    for name, reading in readings_of(content):
        above = 1
        for level, text in reading.headings:
            if level > above + 1:
                message = _first_heading(text) if above == 1 else _skips(text, above + 1)
                yield Finding(Level.WARN, name, message, "heading-level", text, word=text)
            above = level


def _first_heading(text):
    return _("The first heading, '%s', must be a Heading 2. Change its level.") % text


def _skips(text, level):
    return _(
        "The heading '%(words)s' skips a level. Make it a Heading %(level)d, or add the missing "
        "heading above it."
    ) % {"words": text, "level": level}


def long_chinese_sentences(content, at):
    """Chinese sentences that are too long to read in one go: one finding per field."""
    if not is_chinese(content.language):
        return
    for name, reading in readings_of(content):
        sentences = _END_OF_SENTENCE.split(reading.text)
        long = [each for each in sentences if _length_in_chinese(each) > MAX_SENTENCE_IN_CHINESE]
        if long:
            message = ngettext(
                "A sentence has more than %(limit)d characters: '%(text)s'. Split it.",
                "%(count)d sentences have more than %(limit)d characters, starting with "
                "'%(text)s'. Split them.",
                len(long),
            ) % {
                "count": len(long),
                "limit": MAX_SENTENCE_IN_CHINESE,
                "text": Truncator(long[0].strip()).chars(25),
            }
            yield Finding(Level.WARN, name, message, "long-sentence", long[0], word=long[0].strip())


def _length_in_chinese(sentence):
    return len(_CHARACTER.findall(sentence))


def claims_without_source(content, at):
    """Claims without a source."""
    known = len(sources_of(content))
    level = Level.BLOCK if content.medical else Level.WARN
    for name, markup in markups_of(content):
        for claim in claims_in(markup):
            if not any(number <= known for number in claim.sources):
                message = _("The claim '%s' has no source. Link it to one of the sources.")
                text = Truncator(claim.text).words(12)
                yield Finding(
                    level,
                    name,
                    message % text,
                    "claim-without-source",
                    claim.text,
                    word=claim.text,
                )


def example_texts(content, at):
    """Placeholder texts from the "Insert" menu that the editor must replace."""
    for name, markup in markups_of(content):
        examples = examples_in(markup)
        # An untouched trial table has eight: one message, not a list as long as the text.
        if examples:
            message = ngettext(
                "The text still contains an example: '%(text)s'. Replace it or remove it.",
                "The text still contains %(count)d examples, starting with '%(text)s'. Replace "
                "them or remove them.",
                len(examples),
            ) % {"count": len(examples), "text": examples[0]}
            yield Finding(Level.BLOCK, name, message, "example-text", examples[0], word=examples[0])


def hints(content, at):
    """Hints of a template, or of what couldn't be read in a Word file."""
    for name, text in texts_of(content):
        for hint in hints_in(text):
            message = _("Replace the hint '%s' with your text, or remove it.") % hint
            yield Finding(Level.BLOCK, name, message, "hint", hint)


def half_written(content, at):
    """Questions without an answer, and terms in a list of facts, dates or people without a
    value."""
    for name, markup in markups_of(content):
        for text in map(_text_of, unfinished(markup)):
            message = _("'%s' has nothing after it yet. Complete it, or remove it.") % text
            yield Finding(Level.BLOCK, name, message, "half-written", text, word=text)


def _text_of(markup):
    return " ".join(read(markup).text.split())

"""What is said about a Word file: what of it was left out or needs a look."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

# By kind, in the order of how much a reader would miss it.
LEFT_OUT = {
    "equation": ngettext_lazy(
        "%(count)d equation was left out. Write it where the text says [[equation]].",
        "%(count)d equations were left out. Write them where the text says [[equation]].",
        "count",
    ),
    "chart": ngettext_lazy(
        "%(count)d chart or diagram was left out. Add a picture of it where the text says "
        "[[chart]].",
        "%(count)d charts or diagrams were left out. Add pictures of them where the text says "
        "[[chart]].",
        "count",
    ),
    "picture": ngettext_lazy(
        "%(count)d picture in a format that browsers can't show was left out. Add it as PNG or "
        "JPEG where the text says [[picture]].",
        "%(count)d pictures in formats that browsers can't show were left out. Add them as PNG or "
        "JPEG where the text says [[picture]].",
        "count",
    ),
    "linked_picture": ngettext_lazy(
        "%(count)d picture that isn't in the file itself was left out. Add it where the text says "
        "[[picture]].",
        "%(count)d pictures that aren't in the file itself were left out. Add them where the text "
        "says [[picture]].",
        "count",
    ),
    "many_pictures": ngettext_lazy(
        "%(count)d picture was left out, because the file has too many. Add it where the text "
        "says [[picture]].",
        "%(count)d pictures were left out, because the file has too many. Add them where the text "
        "says [[picture]].",
        "count",
    ),
    "symbol": ngettext_lazy(
        "%(count)d symbol of a special font was left out. Write it where the text says [[symbol]].",
        "%(count)d symbols of special fonts were left out. Write them where the text says "
        "[[symbol]].",
        "count",
    ),
    "object": ngettext_lazy(
        "%(count)d embedded object, such as a spreadsheet, was left out.",
        "%(count)d embedded objects, such as spreadsheets, were left out.",
        "count",
    ),
    "embedded": ngettext_lazy(
        "%(count)d document inside this one was left out.",
        "%(count)d documents inside this one were left out.",
        "count",
    ),
    "insertion": ngettext_lazy(
        "%(count)d tracked insertion is in the text. Check that it's wanted.",
        "%(count)d tracked insertions are in the text. Check that they're wanted.",
        "count",
    ),
    "deletion": ngettext_lazy(
        "%(count)d tracked deletion was left out.",
        "%(count)d tracked deletions were left out.",
        "count",
    ),
    "comment": ngettext_lazy(
        "%(count)d comment was left out.", "%(count)d comments were left out.", "count"
    ),
    "struck": ngettext_lazy(
        "%(count)d piece of crossed-out text was left out.",
        "%(count)d pieces of crossed-out text were left out.",
        "count",
    ),
    "hidden": ngettext_lazy(
        "%(count)d piece of hidden text was left out.",
        "%(count)d pieces of hidden text were left out.",
        "count",
    ),
    "text_box": ngettext_lazy(
        "%(count)d text box is now a paragraph. Check its place.",
        "%(count)d text boxes are now paragraphs. Check their places.",
        "count",
    ),
    # Formatted like the others, with a number that they don't say.
    "contents": gettext_lazy("The table of contents was left out."),
    "page_parts": gettext_lazy("The page headers and footers were left out."),
}
HINTS = {
    "equation": gettext_lazy("equation"),
    "chart": gettext_lazy("chart"),
    "picture": gettext_lazy("picture"),
    "symbol": gettext_lazy("symbol"),
}


def hint(kind):
    """Return the word that holds the place of something that was left out."""
    return str(HINTS.get(kind, kind))


def of_left_out(counts):
    """Return sentences about what was left out, from its numbers by kind."""
    return [
        message % {"count": counts[kind]} for kind, message in LEFT_OUT.items() if counts.get(kind)
    ]


def of_notes(sources, unclaimed):
    """Return sentences about footnotes and endnotes."""
    lines = []
    if sources.rows:
        lines.append(
            ngettext(
                "%d footnote or endnote became a source. The words before its number refer to it: "
                "check that they are what it supports.",
                "Footnotes and endnotes became %d sources. The words before their numbers refer "
                "to them: check that they are what each source supports.",
                len(sources.rows),
            )
            % len(sources.rows)
        )
    if unclaimed:
        lines.append(
            ngettext(
                "%d reference to a source has no words of its own, for example in a heading. Mark "
                "the words that it supports.",
                "%d references to sources have no words of their own, for example in headings. "
                "Mark the words that they support.",
                unclaimed,
            )
            % unclaimed
        )
    return [
        *lines,
        *(_("This note doesn't fit into a source: “%s”") % text for text in sources.lost),
    ]


def pictures(count):
    """Return a sentence about pictures that went into the library."""
    return (
        ngettext(
            "%d picture is now in the media library. Describe it for readers who can't see it.",
            "%d pictures are now in the media library. Describe them for readers who can't see "
            "them.",
            count,
        )
        % count
    )


def refused_picture(number, error):
    """Return a sentence about a picture that the library refused."""
    return _("Picture %(number)s was left out: %(reason)s") % {"number": number, "reason": error}


def lost_link(address):
    """Return a sentence about a link that can't be kept."""
    return _("The link to '%s' was removed, because it isn't a full address.") % address


def no_title():
    """Return a sentence about a document without a title."""
    return _("The document has no title, so the name of the file became the title.")


def moved_words(name, limit):
    """Return a sentence about a text that is longer than its field."""
    return _(
        "The %(field)s has more than %(limit)d characters. It was shortened, and the whole of it "
        "is at the beginning of the text."
    ) % {"field": name, "limit": limit}

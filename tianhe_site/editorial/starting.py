"""New drafts that don't begin empty: from a Word file, an import or another program."""

from django.utils.html import format_html

from tianhe_site.publishing import slugs, workflow


def fitted(text, limit):
    """Return the words of a line that fit into `limit` characters."""
    if len(text) <= limit:
        return text
    words = text[: limit - 1].rpartition(" ")[0] or text[: limit - 1]
    return f"{words.rstrip(' ,;:.')}…"


def limit_of(model, name):
    """Return the most characters that a text column of `model` takes, None if it has no limit."""
    return model._meta.get_field(name).max_length


def has_text(model):
    """Whether drafts of `model` have a title and a formatted text to start from."""
    return bool(model.titled_by and "body" in model.rich_text_fields())


def fit_lines(draft):
    """Shorten a title and a summary that are too long, and put the whole of them at the beginning
    of the text. Returns the names of the shortened columns."""
    shortened = []
    # The title comes first, so it is put there last.
    for name in (draft.described_by, draft.titled_by):
        limit, whole = limit_of(type(draft), name), getattr(draft, name)
        if limit and len(whole) > limit:
            setattr(draft, name, fitted(whole, limit))
            draft.body = format_html("<p>{}</p>", whole) + draft.body
            shortened.append(name)
    return shortened


def choose_address(draft, wanted=""):
    """Give a new draft an address that no other item has, like `wanted` or like its title."""
    if "slug" not in draft.place_fields:
        return
    words = slugs.from_words(wanted) or slugs.from_words(str(draft))
    slugs.choose(draft, words or draft._meta.model_name)


def start(model, *, by, values):
    """Save and return a new draft of `model` with these values, and the names of the columns that
    were shortened; see `fit_lines`."""
    draft = model(**values)
    shortened = fit_lines(draft)
    choose_address(draft)
    workflow.write(draft, by=by)
    return draft, shortened

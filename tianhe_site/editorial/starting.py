"""New drafts that don't begin empty: from a Word file, an import or another program."""

from django.utils.html import format_html
from django.utils.text import slugify

from tianhe_site.publishing import addresses, clock, workflow
from tianhe_site.publishing.errors import PublishingError

# Characters of the last part of an address.
MAX_SLUG = 80
MAX_TRIES = 100


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
    base = slugify(wanted or str(draft))[:MAX_SLUG].strip("-_").replace("_", "-")
    base = "-".join(filter(None, base.split("-"))) or draft._meta.model_name
    for number in range(1, MAX_TRIES):
        ending = f"-{number}" if number > 1 else ""
        draft.slug = f"{base[: MAX_SLUG - len(ending)].rstrip('-')}{ending}"
        if _is_free(draft):
            return


def _is_free(draft):
    path = draft.path_for(draft)
    try:
        draft.check_place()
        addresses.check_free(path, draft, clock.now())
    except PublishingError:
        return False
    same = type(draft).objects.filter(slug=draft.slug, language=draft.language)
    return all(other.path_for(other) != path for other in same)


def start(model, *, by, values):
    """Save and return a new draft of `model` with these values, and the names of the columns that
    were shortened; see `fit_lines`."""
    draft = model(**values)
    shortened = fit_lines(draft)
    choose_address(draft)
    workflow.write(draft, by=by)
    return draft, shortened

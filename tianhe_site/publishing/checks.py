"""System checks: a section has everything that publishing needs. Otherwise only editors or readers
would notice what is missing, or nobody."""

from django.apps import apps
from django.core.checks import Error
from django.db import models
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from tianhe_site.media_library.models import Asset

from . import sections
from .models import PERMISSIONS, Publishable, SlugMixin
from .section_config import SectionMixin

# Columns of a draft that every edition has anyway.
KEPT_ELSEWHERE = ("needs_second_person", "medical")


def check_sections(app_configs, **kwargs):
    """System check: each section is complete."""
    drafts = [model for model in apps.get_models() if issubclass(model, Publishable)]
    drafts.remove(Publishable)
    editions = sections.edition_models()
    return [
        *(error for model in editions for error in _edition_errors(model)),
        *(error for model in drafts for error in _draft_errors(model)),
        *_entrance_errors(),
    ]


def _edition_errors(model):
    key = next((each for each in model._meta.fields if each.name == "item"), None)
    is_protected = key and key.remote_field and key.remote_field.on_delete is models.PROTECT
    if not (is_protected and key.remote_field.related_name == "editions"):
        yield _error(
            11,
            model,
            "has no protected key to its draft.",
            'Add item = models.ForeignKey(…, models.PROTECT, related_name="editions").',
        )


def _draft_errors(model):
    if not hasattr(model, "editions"):
        yield _error(
            10,
            model,
            "has no editions: nothing of it can be published.",
            "Add a model that derives from the same content and from Edition.",
        )
        return
    yield from _column_errors(model)
    if not set(PERMISSIONS) <= set(model._meta.default_permissions):
        yield _error(
            13,
            model,
            "lacks permissions that publishing asks for.",
            "Write default_permissions = PERMISSIONS in its Meta.",
        )
    if not isinstance(model._meta.app_config, SectionMixin):
        yield _error(
            16,
            model,
            "is in an app that is no section: menu, sitemaps and groups don't know it.",
            "Derive the AppConfig from SectionMixin as well.",
        )
    elif model.has_page:
        yield from _page_errors(model)


def _column_errors(model):
    """Yield an error for each column that only the draft or only the edition has, or that
    differs."""
    own = {field.name: field for field in model._meta.local_concrete_fields}
    edition = model.edition_model()
    published = {name: edition._meta.get_field(name) for name in edition.content_fields()}
    for name, field in published.items():
        if name in own and _shape(field) != _shape(own[name]):
            yield _column_error(model, name, "has a column {} that is another one in its editions.")
        elif not hasattr(model, name):
            yield _column_error(model, name, "has editions with a column {} that it can't fill.")
    for name, field in own.items():
        if name not in published and not _is_kept(model, field):
            yield _column_error(model, name, "has a column {} that readers never get.")


def _shape(field):
    return type(field), field.max_length, field.null


def _is_kept(model, field):
    """Whether editions need no column for this column of the draft."""
    names = (*KEPT_ELSEWHERE, *model.place_fields, *model.draft_only)
    related = field.related_model
    is_asset = related is not None and issubclass(related, Asset)
    return field.name in names or is_asset or field.remote_field and field.remote_field.parent_link


def _column_error(model, name, sentence):
    return _error(
        12,
        model,
        sentence.format(name),
        "Put it into the class that draft and edition share. What is not for readers, name in "
        "draft_only.",
    )


def _page_errors(model):
    if not (_names_column(model, model.titled_by) and _names_column(model, model.described_by)):
        yield _error(
            14,
            model,
            "has no title or no description for readers.",
            "Name the two columns in titled_by and described_by of the class that draft and "
            "edition share, or set has_page = False if readers find it at no address.",
        )
    if model.path_for is Publishable.path_for:
        yield _error(
            15,
            model,
            "has no address.",
            "Write path_for(), or derive it from SlugMixin and set folder.",
        )
    yield from _address_errors(model)
    sitemaps = sections.sitemaps().values()
    if model.edition_model() not in [getattr(each, "edition_model", None) for each in sitemaps]:
        yield _error(
            17,
            model,
            "is in no sitemap: search engines don't find it.",
            "Return an EditionSitemap of its editions from sitemaps() of its app.",
        )


def _address_errors(model):
    """Yield an error where the address of a slug leads to no view of the section."""
    is_plain = model.path_for is SlugMixin.path_for
    if is_plain and _edition_model_at(f"/{model.folder}slug/") is not model.edition_model():
        yield _error(
            18,
            model,
            f"is below /{model.folder}, where no view of it answers.",
            "Include its urls.py there in that of the site, and write the same folder.",
        )


def _edition_model_at(path):
    """Return the model whose editions a view shows at a path, None if none does."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(getattr(view, "view_class", None), "edition_model", None)


def _entrance_errors():
    for entrance in sections.entrances():
        try:
            reverse(entrance.route)
        except NoReverseMatch:
            yield Error(
                f"There is no address '{entrance.route}', which every page is to link.",
                hint="Include the urls.py of its section in that of the site.",
                id="publishing.E019",
            )


def _names_column(model, name):
    return name in model.edition_model().content_fields()


def _error(number, model, sentence, hint):
    message = f"{model._meta.label} {sentence}"
    return Error(message, hint=hint, obj=model, id=f"publishing.E{number:03}")

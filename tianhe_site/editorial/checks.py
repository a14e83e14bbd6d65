"""System checks: editors reach each section, and see how its pages will look."""

from django.contrib import admin
from django.core.checks import Error

from tianhe_site.publishing import sections

from .admin import PublishableAdmin


def check_admins(app_configs, **kwargs):
    """System check: each draft has an admin that previews its page and moves it."""
    return [error for model in sections.draft_models() for error in _errors(model)]


def _errors(model):
    model_admin = admin.site.is_registered(model) and admin.site.get_model_admin(model)
    if not isinstance(model_admin, PublishableAdmin):
        yield _error(
            1,
            model,
            "has no admin: no one can write it.",
            "Register a subclass of PublishableAdmin for it.",
        )
        return
    if model.has_page and model_admin.public_view is None:
        yield _error(
            2,
            model,
            "can't be previewed.",
            "Set public_view of its admin to the view that shows it to readers.",
        )
    if model.place_fields and model_admin.place_form is None:
        yield _error(
            3,
            model,
            "can't change its address.",
            "Set place_form of its admin; SlugForm will do where the slug is all there is.",
        )


def _error(number, model, problem, hint):
    message = f"{model._meta.label} {problem}"
    return Error(message, hint=hint, obj=model, id=f"editorial.E{number:03}")

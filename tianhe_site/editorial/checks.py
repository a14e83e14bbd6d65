"""System checks: editors reach each section, and see how its pages will look."""

from django.contrib import admin
from django.contrib.admin.checks import check_admin_app
from django.core.checks import Error

from tianhe_site.publishing import sections


def check_admins(app_configs, **kwargs):
    """System check: admins are as Django wants them, and each draft has one that previews its page
    and moves it."""
    admin.autodiscover()
    ours = (error for model in sections.draft_models() for error in _errors(model))
    return [*check_admin_app(app_configs), *ours]


def _errors(model):
    # Not at the top: processes that serve readers load this module, but no admin.
    from .admin import PublishableAdmin

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

"""Pages of staff: where they are, and who may open those of a model."""

from django.urls import reverse

# Readers are led to none of these.
STAFF_PATHS = ("/admin/", "/preview/")


def url_of(model, page, *args):
    """Return the path of a page of the admin of `model`, a class or an object, for example of its
    `changelist`, or of the `change` form of the object with the id in `args`."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def may(user, action, model):
    """Whether `user` has the permission to do `action` with objects of `model`, a class or an
    object."""
    return user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")

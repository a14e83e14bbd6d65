"""The people with a permission: for rules and notifications."""

from django.contrib.auth import get_user_model

from tianhe_site.names import name_and_account, name_of

__all__ = [
    "name_and_account",
    "name_of",
    "permission_name",
    "staff_who_may",
    "staff_with_permission",
]

BACKEND = "django.contrib.auth.backends.ModelBackend"


def staff_who_may(action, item):
    """Return the active staff with the permission to do `action` with `item`."""
    return staff_with_permission(permission_name(item.kind, action))


def permission_name(label, permission):
    """Return the full name of a permission for rows of the model `label`."""
    app, model = label.split(".")
    return f"{app}.{permission}_{model}"


def staff_with_permission(permission):
    """Return the active staff with a permission."""
    people = get_user_model().objects.with_perm(permission, backend=BACKEND)
    return people.filter(is_staff=True)

"""The people with a permission: for rules and notifications."""

from django.contrib.auth import get_user_model

BACKEND = "django.contrib.auth.backends.ModelBackend"


def name_of(user):
    """Return the name that colleagues know someone by; the username of an account without one."""
    return user.get_full_name() or user.get_username()


def staff_who_may(action, item):
    """Return the active staff with the permission to do `action` with `item`."""
    app, model = item.kind.split(".")
    return staff_with_permission(f"{app}.{action}_{model}")


def staff_with_permission(permission):
    """Return the active staff with a permission."""
    people = get_user_model().objects.with_perm(permission, backend=BACKEND)
    return people.filter(is_staff=True)

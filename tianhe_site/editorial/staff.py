"""Staff pages that don't belong to an admin model."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from tianhe_site.refusals import read_only


def staff_view(permission, view):
    """Return `view` for users with the permission. Others are asked to log in, or refused."""

    def checked(request, **kwargs):
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return view(request, **kwargs)

    return admin.site.admin_view(read_only(checked))

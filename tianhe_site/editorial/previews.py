"""Preview links: one edition, for some days, without an account, and never cached."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tianhe_site.media_library import media_snapshot, serving, storage
from tianhe_site.publishing import clock, links, workflow
from tianhe_site.publishing.media import media_use
from tianhe_site.publishing.models import PreviewLink
from tianhe_site.throttle.answers import too_many_requests
from tianhe_site.throttle.readers import WRONG_PREVIEWS

# The name of this module when the first links were created: they must still open.
_signer = signing.Signer(salt="tianhe_site.publishing.previews")


def address_of(link):
    """Return the full address under which `link` shows its edition."""
    return settings.SITE_URL + reverse("preview:show", args=[_signer.sign(str(link.pk))])


@never_cache
@require_safe
def show(request, token):
    """Show the edition of an open link, or a page that says the link has expired."""
    link = _link_of(token)
    if link is None and (wait := WRONG_PREVIEWS.seconds_to_wait(request, at=clock.now())):
        response = too_many_requests(request, wait)
    elif link is None or not link.is_open(clock.now()):
        response = render(request, "preview_ended.html", status=404)
    else:
        response = _show(request, link)
    # The address is a secret: don't send it to other sites as the referrer.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _link_of(token):
    try:
        link = PreviewLink.objects.filter(pk=int(_signer.unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None
    return link and workflow.cap_expiry(link, _edition_of(link))


def _edition_of(link):
    return apps.get_model(link.kind).objects.get(pk=link.edition_id)


def _show(request, link):
    edition = _edition_of(link)
    draft = edition.item
    edition.path = links.link(draft) or draft.path_for(draft)
    view = admin.site.get_model_admin(type(draft)).public_view
    preview = {
        "frozen_at": clock.describe(edition.frozen_at),
        "until": clock.describe(link.expires_at),
    }
    request.media_root = f"{request.path}media/"
    return view().show(request, edition, preview=preview)


@never_cache
@require_safe
def media(request, token, name):
    """Send a file that the edition of an open link uses, or one that is public anyway."""
    link, found = _link_of(token), media_snapshot.file_of(name)
    now = clock.now()
    if link is None and (wait := WRONG_PREVIEWS.seconds_to_wait(request, at=now)):
        return too_many_requests(request, wait)
    if link is None or found is None or not link.is_open(now):
        raise Http404
    uses = found.file.uses.filter(kind=link.kind, edition_id=link.edition_id)
    if not uses.exists() and not media_use.shown_at(found.file, now):
        raise Http404
    return serving.file_response(request, found, storage.open_private, max_age=0)


app_name = "preview"
urlpatterns = [
    path("<str:token>/", show, name="show"),
    path("<str:token>/media/<path:name>", media, name="media"),
]

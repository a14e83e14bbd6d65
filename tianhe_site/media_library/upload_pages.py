"""The admin pages that take files: for a new asset, or a new file for an asset."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import json, library, storage, usage
from .forms import ReplaceForm
from .image_processing import UploadError


class UploadPagesMixin:
    """Mixin of `AssetAdmin`."""

    def upload_view(self, request):
        """Add the uploaded files: several from the plain form, one per request from the script."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._upload_page(request)
        answers = [self._add_upload(request, upload) for upload in request.FILES.getlist("file")]
        if request.accepts("text/html"):
            return self._after_upload(request, answers)
        if not answers:
            return JsonResponse({"error": _("Choose a file.")}, status=400)
        return JsonResponse(answers[0], status=answers[0].pop("status", 200))

    def _add_upload(self, request, upload):
        """Add one upload; return its result as a script or a page needs it."""
        try:
            asset, is_new = library.add(upload, by=request.user, model=self.model)
        except UploadError as error:
            return {"name": upload.name, "error": str(error), "status": 400}
        except storage.StorageError as error:
            # The same upload may work a minute later.
            return {"name": upload.name, "error": str(error), "status": 503}
        if is_new:
            self.log_addition(request, asset, [{"added": {}}])
        return {**json.facts_of(asset), "name": upload.name, "isNew": is_new}

    def _upload_page(self, request):
        context = {**self.page_context(request, _("Upload")), **self.upload_context(request)}
        return render(request, "admin/media_library/upload.html", context)

    def _after_upload(self, request, answers):
        if not answers:
            self.message_user(request, _("Choose a file first."), messages.ERROR)
            return HttpResponseRedirect(self.url_of("upload"))
        for answer in answers:
            self._report(request, answer)
        added = [answer for answer in answers if "error" not in answer]
        if len(answers) == len(added) == 1:
            return HttpResponseRedirect(added[0]["url"])
        return HttpResponseRedirect(self.url_of("changelist" if added else "upload"))

    def _report(self, request, answer):
        if "error" in answer:
            self.message_user(request, f"{answer['name']}: {answer['error']}", messages.ERROR)
        elif answer["isNew"]:
            self.message_user(request, _("Added: %s") % answer["title"], messages.SUCCESS)
        else:
            known = _("Already in the library: %s") % answer["title"]
            self.message_user(request, known, messages.INFO)

    def replace_view(self, request, asset_id):
        asset = self.asset_or_404(request, asset_id)
        if not self.has_change_permission(request, asset):
            raise PermissionDenied
        form = ReplaceForm(request.POST or None, request.FILES or None, model=self.model)
        if request.method == "POST" and form.is_valid() and self._replace(request, asset, form):
            return HttpResponseRedirect(self.url_of("change", asset.pk))
        context = {
            **self.page_context(request, _("Replace file")),
            "asset": asset,
            "note": json.note_of(asset.current),
            "place_count": usage.count_places(asset),
            "form": form,
            "uploading": json.upload_config(self.model),
        }
        return render(request, "admin/media_library/replace.html", context)

    def _replace(self, request, asset, form):
        """Give an asset the file of a valid form; return whether that worked."""
        try:
            library.replace(asset, form.cleaned_data["file"], by=request.user)
        except (UploadError, storage.StorageError) as error:
            form.add_error("file", str(error))
            return False
        self.log_change(request, asset, [{"changed": {"fields": [_("file")]}}])
        done = _(
            "File replaced. Drafts show the new file now. Readers see it when those drafts are "
            "published."
        )
        self.message_user(request, done, messages.SUCCESS)
        return True

"""The library as staff see it: a grid, uploads, where an asset is used, another file for it."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tianhe_site.careful_admin import CarefulAdmin

from . import addresses, library, serving, shown, storage, usage
from .darkroom import UploadError
from .forms import DescribeForm, ImageForm, ReplaceForm, text_fields
from .models import Document, Image, ImageText

# What a grid of the library shows, and the editor of texts.
THUMBNAIL_WIDTH = 320
IN_TEXT_WIDTH = 640
ASSETS_A_PAGE = 24


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", _("Used")), ("unused", _("Unused"))]

    def queryset(self, request, queryset):
        used = {"pk__in": usage.used_ids()}
        if self.value() == "used":
            return queryset.filter(**used)
        return queryset.exclude(**used) if self.value() == "unused" else queryset


class DescriptionFilter(admin.SimpleListFilter):
    title = gettext_lazy("description")
    parameter_name = "described"

    def lookups(self, request, model_admin):
        return [(code, _("Missing: %s") % name) for code, name in settings.LANGUAGES]

    def queryset(self, request, queryset):
        if self.value() not in dict(settings.LANGUAGES):
            return queryset
        described = ImageText.objects.filter(language=self.value()).exclude(description="")
        return queryset.filter(decorative=False).exclude(pk__in=described.values("image"))


class AssetAdmin(CarefulAdmin):
    """What pictures and documents have in common."""

    list_per_page = ASSETS_A_PAGE
    list_display = ["title"]
    search_fields = ["title", "files__sent_name"]
    actions = None
    change_list_template = "admin/media_library/change_list.html"
    change_form_template = "admin/media_library/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("current")

    def get_urls(self):
        views = {
            "upload": ("upload/", self.upload_view),
            "choose": ("choose/", self.choose_view),
            "file": ("<int:asset_id>/file/", self.file_view),
            "replace": ("<int:asset_id>/replace/", self.replace_view),
        }
        return [*self._paths(views), *super().get_urls()]

    def _paths(self, views):
        return [
            path(route, self.admin_site.admin_view(view), name=self._url_name(name))
            for name, (route, view) in views.items()
        ]

    def _url_name(self, name):
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def url_of(self, name, *args):
        """Return the path of a page of this admin."""
        return reverse(f"admin:{self._url_name(name)}", args=args)

    # Changing and deleting

    def add_view(self, request, form_url="", extra_context=None):
        """An asset begins with its file."""
        return HttpResponseRedirect(self.url_of("upload"))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        asset = self.get_object(request, object_id)
        if asset:
            places = usage.places(asset)
            extra_context = {**(extra_context or {}), "asset": asset, "places": places}
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with usage.alone():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        usage.changed(form.instance, by=request.user)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not usage.places(obj))

    def delete_view(self, request, object_id, extra_context=None):
        with usage.alone():
            return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request, obj):
        library.remove(obj)

    # Uploading

    def upload_view(self, request):
        """Take files in: several from the page without scripts, one after the other from the
        page with them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._upload_page(request)
        answers = [self._take_in(request, upload) for upload in request.FILES.getlist("file")]
        if request.accepts("text/html"):
            return self._after_upload(request, answers)
        if not answers:
            return JsonResponse({"error": _("Choose a file.")}, status=400)
        return JsonResponse(answers[0], status=400 if "error" in answers[0] else 200)

    def _take_in(self, request, upload):
        """Return what became of one upload, for a script or a page."""
        try:
            asset, is_new = library.add(upload, by=request.user, model=self.model)
        except (UploadError, storage.StorageError) as error:
            return {"name": upload.name, "error": str(error)}
        if is_new:
            self.log_addition(request, asset, [{"added": {}}])
        return {**self.facts(asset), "name": upload.name, "isNew": is_new}

    def _upload_page(self, request):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Upload"),
        }
        return render(request, "admin/media_library/upload.html", context)

    def _after_upload(self, request, answers):
        if not answers:
            self.message_user(request, _("Choose a file first."), messages.ERROR)
            return HttpResponseRedirect(self.url_of("upload"))
        for answer in answers:
            if "error" in answer:
                self.message_user(request, f"{answer['name']}: {answer['error']}", messages.ERROR)
            elif answer["isNew"]:
                self.message_user(request, _("Added: %s") % answer["title"], messages.SUCCESS)
            else:
                known = _("It is in the library already: %s") % answer["title"]
                self.message_user(request, known, messages.INFO)
        added = [answer for answer in answers if "error" not in answer]
        if len(answers) == len(added) == 1:
            return HttpResponseRedirect(added[0]["url"])
        return HttpResponseRedirect(self.url_of("changelist" if added else "upload"))

    def replace_view(self, request, asset_id):
        asset = self.asset_or_404(request, asset_id)
        if not self.has_change_permission(request, asset):
            raise PermissionDenied
        form = ReplaceForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                with usage.alone():
                    library.replace(asset, form.cleaned_data["file"], by=request.user)
                    usage.changed(asset, by=request.user)
            except (UploadError, storage.StorageError) as error:
                form.add_error("file", str(error))
            else:
                self.log_change(request, asset, [{"changed": {"fields": [_("file")]}}])
                done = _("Drafts show the new file. Readers see it once those are published.")
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(self.url_of("change", asset.pk))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Replace the file"),
            "asset": asset,
            "places": usage.places(asset),
            "form": form,
        }
        return render(request, "admin/media_library/replace.html", context)

    # Looking

    def choose_view(self, request):
        """Return a page of assets for the window in which an editor chooses one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_safe(self._choose)(request)

    def _choose(self, request):
        found, _is_distinct = self.get_search_results(
            request, self.get_queryset(request), request.GET.get("q", "")
        )
        page = Paginator(found, ASSETS_A_PAGE).get_page(request.GET.get("page"))
        assets = [self.facts(asset) for asset in page]
        return JsonResponse({"assets": assets, "hasMore": page.has_next()})

    def file_view(self, request, asset_id):
        """Send the current file of an asset, as the editor of texts shows it."""
        asset = self.asset_or_404(request, asset_id)
        if not self.has_view_permission(request, asset):
            raise PermissionDenied
        return self._send(request, self.name_to_show(asset))

    def _send(self, request, name):
        """Send the private file at `name` below a root of media."""
        found = shown.file_of(name)
        if found is None:
            raise Http404
        return serving.answer(found, storage.open_private, max_age=0)

    def asset_or_404(self, request, asset_id):
        asset = self.get_object(request, str(asset_id))
        if asset is None or asset.current is None:
            raise Http404
        return asset

    def facts(self, asset):
        """Return what scripts need to know of an asset."""
        return {
            "id": asset.pk,
            "title": asset.title,
            "url": self.url_of("change", asset.pk),
            "address": addresses.address_of(self.opts.model_name, asset.pk),
        }

    def name_to_show(self, asset):
        """Return the name below a root of media of what staff see of an asset."""
        raise NotImplementedError


@admin.register(Image)
class ImageAdmin(AssetAdmin):
    form = ImageForm
    list_filter = [UseFilter, DescriptionFilter]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.prefetch_related("texts", "current__renditions__file")

    def get_fieldsets(self, request, obj=None):
        texts = [(name, {"fields": text_fields(code)}) for code, name in settings.LANGUAGES]
        return [
            (None, {"fields": ["title", "decorative"]}),
            *texts,
            (_("Rights"), {"fields": ["credit", "licence"]}),
            (_("Focal point"), {"fields": ["focal_x", "focal_y"]}),
        ]

    def get_urls(self):
        views = {
            "sizes": ("<int:asset_id>/sizes/", self.sizes_view),
            "describe": ("<int:asset_id>/describe/", self.describe_view),
        }
        files = path(
            "files/<path:name>", self.admin_site.admin_view(self.files_view), name="media_files"
        )
        return [*self._paths(views), files, *super().get_urls()]

    def save_related(self, request, form, formsets, change):
        form.save_texts()
        super().save_related(request, form, formsets, change)

    def sizes_view(self, request, asset_id):
        """Make the next size of a picture that is missing; say how many there are by now."""
        asset = self.asset_or_404(request, asset_id)
        if not self.has_change_permission(request, asset):
            raise PermissionDenied
        return require_POST(self._make_next_size)(request, asset)

    def _make_next_size(self, request, asset):
        file = asset.current
        try:
            for width in library.missing_widths(file)[:1]:
                library.make_width(file, width)
        except (UploadError, storage.StorageError) as error:
            return JsonResponse({"error": str(error)}, status=503)
        made, wanted = library.progress(self.asset_or_404(request, asset.pk).current)
        return JsonResponse({"made": made, "wanted": wanted})

    def describe_view(self, request, asset_id):
        """Save what the window of the editor asks of a picture that was just uploaded."""
        asset = self.asset_or_404(request, asset_id)
        if not self.has_change_permission(request, asset):
            raise PermissionDenied
        return require_POST(self._describe)(request, asset)

    def _describe(self, request, image):
        text = image.texts.filter(language=request.POST.get("language")).first()
        form = DescribeForm(request.POST, instance=text)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        with usage.alone():
            form.instance.image = image
            form.instance.language = form.cleaned_data["language"]
            form.save()
            image.decorative = form.cleaned_data["decorative"]
            image.save(update_fields=["decorative", "modified_at"])
            usage.changed(image, by=request.user)
        return JsonResponse(self.facts(self.asset_or_404(request, image.pk)))

    def files_view(self, request, name):
        """Send a private file to staff, for previews and comparisons."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._send(request, name)

    def facts(self, asset):
        made, wanted = library.progress(asset.current)
        return {
            **super().facts(asset),
            "thumbnail": self.thumbnail(asset),
            "width": asset.current.width,
            "height": asset.current.height,
            "decorative": asset.decorative,
            "texts": {
                text.language: {"description": text.description, "caption": text.caption}
                for text in asset.texts.all()
            },
            "made": made,
            "wanted": wanted,
        }

    def thumbnail(self, asset):
        """Return the address of a small size of a picture, "" if none is made."""
        picture = shown.Shown({}, addresses.PRIVATE_ROOT, list(asset.current.renditions.all()))
        small = picture.fallback(THUMBNAIL_WIDTH)
        return picture.url(small) if small else ""

    def name_to_show(self, asset):
        picture = shown.Shown({}, "", list(asset.current.renditions.all()))
        return picture.url(picture.fallback(IN_TEXT_WIDTH))


@admin.register(Document)
class DocumentAdmin(AssetAdmin):
    list_filter = [UseFilter, "language"]
    fields = ["title", "language"]

    def facts(self, asset):
        return {**super().facts(asset), "pages": asset.current.pages, "size": asset.current.size}

    def name_to_show(self, asset):
        return shown.document_path(shown.entry_of_document(asset))

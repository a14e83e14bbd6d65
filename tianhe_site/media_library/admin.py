"""The library in the admin: the grid, the page of an asset, and the endpoints for scripts."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Script
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tianhe_site import admin_pages
from tianhe_site.base_admin import CONTENT, MenuPlace, SavingAdmin
from tianhe_site.refusals import read_only

from . import addresses, json, library, media_snapshot, serving, storage, usage
from .forms import DescribeForm, DocumentForm, ImageForm, text_fields
from .image_processing import UploadError
from .models import FOCAL_STEP, Document, Image, ImageText
from .removal import RemovalMixin
from .upload_pages import UploadPagesMixin

# Pixels: in the text editor, and on the page of a picture.
IN_TEXT_WIDTH = 700
ON_PAGE_WIDTH = 1000
ASSETS_PER_PAGE = 24
# How many assets a script may ask for by id at once.
MAX_BY_NUMBER = 100


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", _("Used")), ("unused", _("Unused"))]

    def queryset(self, request, queryset):
        if self.value() == "used":
            return queryset.filter(usage.is_used())
        return queryset.filter(~usage.is_used()) if self.value() == "unused" else queryset


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


class AssetAdmin(UploadPagesMixin, RemovalMixin, SavingAdmin):
    """What pictures and documents have in common."""

    # By the column itself: through the relation, Django would reverse the order of Asset.
    list_per_page = ASSETS_PER_PAGE
    list_display = ["title"]
    search_fields = ["title", "files__sent_name"]
    actions = ["remove_unused"]
    change_list_template = "admin/media_library/change_list.html"
    change_form_template = "admin/media_library/change_form.html"

    class Media:
        js = [Script("js/media/library-page.js", type="module")]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("current")

    def get_urls(self):
        views = {
            "upload": ("upload/", self.upload_view),
            "choose": ("choose/", self.choose_view),
            "picker": ("picker/", self.picker_view),
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
        return admin_pages.url_of(self.model, name, *args)

    def page_context(self, request, title):
        """Return the context of the pages that Django's admin doesn't have."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}

    def upload_context(self, request):
        """Return the context of the drop area; empty if the user may not add assets."""
        if not self.has_add_permission(request):
            return {}
        return {
            "upload_url": self.url_of("upload"),
            "uploading": json.upload_config(self.model),
            "describe_form": self.has_change_permission(request) and self.describe_form(),
        }

    def describe_form(self):
        """Return the form that describes an asset right after its upload; None if none is
        needed."""

    def used_among(self, assets):
        """Return the ids of those of `assets` that are in use."""
        among = self.model.objects.filter(pk__in=[asset.pk for asset in assets])
        return set(among.filter(usage.is_used()).values_list("pk", flat=True))

    # The grid

    def changelist_view(self, request, extra_context=None):
        may_change = self.has_change_permission(request)
        context = {"may_change": may_change, **self.upload_context(request)}
        response = super().changelist_view(request, {**context, **(extra_context or {})})
        changelist = (getattr(response, "context_data", None) or {}).get("cl")
        if changelist:
            response.context_data["cards"] = self._cards(changelist.result_list)
        return response

    def _cards(self, assets):
        used = self.used_among(assets)
        return [{**self.card(asset), "is_used": asset.pk in used} for asset in assets]

    def card(self, asset):
        """Return what the grid shows for an asset."""
        return json.facts_of(asset)

    # The page of an asset

    def add_view(self, request, form_url="", extra_context=None):
        """Adding an asset begins with uploading its file."""
        return HttpResponseRedirect(self.url_of("upload"))

    def lock(self):
        return usage.publishing_lock()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"show_save_and_add_another": False, **self.asset_context(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def asset_context(self, asset):
        """Return what the page of an asset shows beside its form."""
        shown = usage.files_shown(asset)
        return {
            "facts": json.facts_of(asset),
            "places": usage.places(asset),
            "place_count": usage.count_places(asset),
            "versions": [
                {
                    "file": file,
                    "note": json.note_of(file),
                    "thumbnail": json.thumbnail_of(file),
                    "is_current": file.pk == asset.current_id,
                    "is_shown": file.pk in shown,
                }
                for file in asset.files.prefetch_related("renditions__file")
            ],
        }

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Only someone who changed something becomes its author.
        if form.has_changed():
            library.record_author(form.instance, by=request.user)

    # For scripts

    @read_only
    def choose_view(self, request):
        """Return one page of assets for the picker, or the assets with the given ids, as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._choose(request)

    def _choose(self, request):
        numbers = request.GET.getlist("id")
        rows = self.get_queryset(request)
        if numbers:
            known = [each for each in numbers[:MAX_BY_NUMBER] if json.is_number(each)]
            found = rows.filter(pk__in=known)
            return JsonResponse({"assets": [json.facts_of(asset) for asset in found]})
        query = request.GET.get("q", "")
        found, may_repeat = self.get_search_results(request, rows, query)
        page = Paginator(found.distinct() if may_repeat else found, ASSETS_PER_PAGE).get_page(
            request.GET.get("page")
        )
        assets = [json.facts_of(asset) for asset in page]
        return JsonResponse({"assets": assets, "hasMore": page.has_next()})

    @read_only
    def picker_view(self, request):
        """Return the dialog in which an editor picks or uploads an asset, as an HTML fragment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            "opts": self.opts,
            "picking": json.picker_config(self.model),
            "may_add": self.has_add_permission(request),
            "describe_form": self.has_change_permission(request) and self.describe_form(),
        }
        return render(request, "admin/media_library/picker.html", context)

    # Files

    @read_only
    def file_view(self, request, asset_id):
        """Send the current file of an asset; the text editor shows it."""
        asset = self.asset_or_404(request, asset_id)
        if not self.has_view_permission(request, asset):
            raise PermissionDenied
        return self.send(request, media_snapshot.file_of(self.name_to_show(asset)))

    def send(self, request, found):
        """Send the private file that `media_snapshot.file_of` found."""
        if found is None:
            raise Http404
        return serving.file_response(request, found, storage.open_private, max_age=0)

    def asset_or_404(self, request, asset_id):
        asset = self.get_object(request, str(asset_id))
        if asset is None or asset.current is None:
            raise Http404
        return asset

    def name_to_show(self, asset):
        """Return the stored name, below a media root, of the file that staff see for an asset."""
        raise NotImplementedError


@admin.register(Image)
class ImageAdmin(AssetAdmin):
    menu = MenuPlace(CONTENT, 30, "picture")
    form = ImageForm
    list_filter = [UseFilter, DescriptionFilter, "for_press"]
    search_fields = [*AssetAdmin.search_fields, "texts__description", "texts__caption", "credit"]

    class Media:
        js = [Script("js/media/picture-page.js", type="module")]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.prefetch_related("texts", "current__renditions__file")

    def get_fieldsets(self, request, obj=None):
        texts = [(name, {"fields": text_fields(code)}) for code, name in settings.LANGUAGES]
        return [
            (None, {"fields": ["title", "decorative", "opened"]}),
            *texts,
            (_("Rights"), {"fields": ["credit", "licence", "for_press"]}),
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

    def describe_form(self):
        return DescribeForm(initial={"language": json.own_language()}, auto_id=False)

    def _cards(self, assets):
        languages = json.needed_languages()
        missing = {each.pk: json.missing_descriptions(each, languages) for each in assets}
        return [{**card, "missing": missing[card["id"]]} for card in super()._cards(assets)]

    def asset_context(self, asset):
        picture = media_snapshot.MediaSnapshot(
            {}, addresses.PRIVATE_ROOT, list(asset.current.renditions.all())
        )
        preview = picture.fallback(ON_PAGE_WIDTH)
        return {
            **super().asset_context(asset),
            "preview": preview and picture.url(preview),
            "missing": json.missing_descriptions(asset, json.needed_languages()),
            "focal_step": FOCAL_STEP,
            "sizing_words": json.upload_config(Image)["words"],
        }

    def save_related(self, request, form, formsets, change):
        form.save_texts()
        super().save_related(request, form, formsets, change)

    def sizes_view(self, request, asset_id):
        """Make the next missing size of a picture; return how many sizes exist now."""
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
        """Save the description that the editor asks for right after an upload."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return require_POST(self._describe)(request, asset_id)

    def _describe(self, request, image_id):
        with usage.publishing_lock():
            image = self.asset_or_404(request, image_id)
            text = image.text_in(request.POST.get("language"))
            form = DescribeForm(request.POST, instance=text)
            if not form.is_valid():
                return JsonResponse({"errors": form.errors}, status=400)
            form.instance.image = image
            form.instance.language = form.cleaned_data["language"]
            form.save()
            image.decorative = form.cleaned_data["decorative"]
            image.save(update_fields=["decorative", "modified_at"])
            library.record_author(image, by=request.user)
        return JsonResponse(json.facts_of(self.asset_or_404(request, image.pk)))

    @read_only
    def files_view(self, request, name):
        """Send a private file to staff, for previews and diffs. Documents are served here too."""
        found = media_snapshot.file_of(name)
        kind = "document" if found and found.file.pages else "image"
        if not request.user.has_perm(f"media_library.view_{kind}"):
            raise PermissionDenied
        return self.send(request, found)

    def name_to_show(self, asset):
        picture = media_snapshot.MediaSnapshot({}, "", list(asset.current.renditions.all()))
        small = picture.fallback(IN_TEXT_WIDTH)
        return picture.url(small) if small else ""


@admin.register(Document)
class DocumentAdmin(AssetAdmin):
    menu = MenuPlace(CONTENT, 40, "document")
    list_filter = [UseFilter, "language"]
    form = DocumentForm
    fields = ["title", "language", "opened"]

    def name_to_show(self, asset):
        return media_snapshot.document_path(media_snapshot.entry_of_document(asset))

"""The templates that new drafts may begin as. Publishers keep them."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tianhe_site.base_admin import SITE, MenuPlace
from tianhe_site.publishing import sections

from .. import starting
from ..models import DraftTemplate
from .audited import AuditedAdmin
from .items import RICH_TEXT_POLICY


class DraftTemplateForm(forms.ModelForm):
    """A template, for one of the sections whose drafts have a text."""

    kind = forms.ChoiceField(label=_("For"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [
                (model._meta.label_lower, capfirst(model._meta.verbose_name))
                for model in sections.draft_models()
                if starting.has_text(model)
            ]


@admin.register(DraftTemplate)
class DraftTemplateAdmin(AuditedAdmin):
    menu = MenuPlace(SITE, 55, "copy")
    form = DraftTemplateForm
    list_display = ["name", "kind_name", "language", "position"]
    list_filter = ["language"]
    fields = ["name", "kind", "language", "position", "title", "summary", "body"]
    actions = None

    @admin.display(description=_("for"), ordering="kind")
    def kind_name(self, template):
        names = {model._meta.label_lower: model for model in sections.draft_models()}
        model = names.get(template.kind)
        return capfirst(model._meta.verbose_name) if model else template.kind

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        response._csp_update = RICH_TEXT_POLICY
        return response

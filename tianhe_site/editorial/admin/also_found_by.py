"""Words that readers searched for in vain, added to the form of the draft they should find."""

import uuid

from django.contrib import messages
from django.utils.translation import gettext as _

from tianhe_site.publishing.search.unseen_words import unseen_columns
from tianhe_site.search.queries import tidy

from .pages import ItemPagesMixin


class AlsoFoundByMixin(ItemPagesMixin):
    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form, with the words that a link names in the column for them."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in unseen_columns(self.model):
            words = tidy(request.GET.get(name, ""))
            if words and obj and request.method == "GET" and name in form.base_fields:
                form.words_to_add = (name, words)
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if form.words_to_add is not None:
            # As if someone had typed them: there is something to save.
            context["continues"] = uuid.uuid4().hex
            message = _("“%s” was added to 'Also found by'. Save the draft, then publish it.")
            messages.info(request, message % form.words_to_add[1])
        return super().render_change_form(request, context, add, change, form_url, obj)

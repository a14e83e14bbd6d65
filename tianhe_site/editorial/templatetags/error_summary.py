"""What is wrong with a form, in one list whose links lead to the fields."""

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst

from tianhe_site.languages import with_label

register = template.Library()


@register.simple_tag
def error_links(form, formsets=None):
    """Return an (id of the control, sentence) for each error of a field, in the order of the
    form; hidden fields have no control to go to, and get an empty id."""
    forms = [form, *(inline.form for formset in formsets or () for inline in formset)]
    return [link for each in forms if each.is_bound for link in _links_of(each)]


@register.simple_tag
def formset_errors(formsets=None):
    """Return the errors of whole inlines and of their rows, which belong to no field."""
    found = []
    for formset in formsets or ():
        found += formset.formset.non_form_errors()
        found += [error for row in formset.formset.forms for error in row.non_field_errors()]
    return found


def _links_of(form):
    errors = {name: form.errors[name] for name in form.fields if name in form.errors}
    others = {
        name: found
        for name, found in form.errors.items()
        if name not in errors and name != NON_FIELD_ERRORS
    }
    for name, messages in {**errors, **others}.items():
        for message in messages:
            yield _id_of(form, name), _sentence(form, name, str(message))


def _id_of(form, name):
    if name not in form.fields or form[name].is_hidden:
        return ""
    # A list of inputs has no label for the whole: its first input is the place to go to.
    return form[name].id_for_label or next(iter(form[name].subwidgets)).id_for_label


def _sentence(form, name, message):
    """Return the message with the name of its field, where it doesn't say it."""
    label = capfirst(str(form[name].label)).rstrip(":：") if name in form.fields else ""
    return message if label.lower() in message.lower() else with_label(label, message)

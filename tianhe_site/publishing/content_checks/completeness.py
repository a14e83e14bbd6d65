"""What a draft still needs before readers can get it. A draft can be saved with its title alone."""

from django.utils.translation import gettext as _

from ..hashing import is_empty
from ..models import Edition
from .findings import Finding, Level
from .reading import draft_model_of, fields_of


def missing(content, at=None):
    """Fields that are empty, and that the model doesn't let be blank."""
    for field in all_fields_of(content):
        # What has a default is never empty, and False is an answer.
        is_needed = not field.blank and not field.has_default()
        if is_needed and is_empty(field.value_from_object(content)):
            message = _("The %s is missing. Add it before you submit.") % field.verbose_name
            yield Finding(Level.BLOCK, field.name, message, "missing")


def all_fields_of(content):
    """Return the content fields that editors write, in order; of a draft, also what decides its
    address and what editions keep as values."""
    fields = fields_of(content)
    if isinstance(content, Edition):
        return fields
    model = draft_model_of(content)
    others = {*model.place_fields, *model.draft_only} - {field.name for field in fields}
    return [*fields, *(each for each in model._meta.concrete_fields if each.name in others)]

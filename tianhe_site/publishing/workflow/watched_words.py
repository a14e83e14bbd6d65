"""Requests to watch a word in fewer texts or not at all."""

from django.utils.translation import gettext_lazy

from .. import sections
from ..people import permission_name
from . import requests
from .subjects import change_as_asked, delete_as_asked


def _to_agree(label):
    """A word is watched in all sections, so the permission for one of them is enough."""
    return [
        permission_name(draft._meta.label_lower, action)
        for draft in sections.draft_models()
        for action in ("approve", "publish")
    ]


NARROW_WORD = requests.register(
    requests.Kind(
        name="narrow-word",
        title=gettext_lazy("Watch a word in fewer texts"),
        to_ask=lambda label: permission_name(label, "change"),
        to_agree=_to_agree,
        carry_out=change_as_asked,
    )
)
REMOVE_WORD = requests.register(
    requests.Kind(
        name="remove-word",
        title=gettext_lazy("Stop watching a word"),
        to_ask=lambda label: permission_name(label, "delete"),
        to_agree=_to_agree,
        carry_out=delete_as_asked,
    )
)


def ask_to_remove(word, *, by, reason):
    """Ask a second person to agree to stop watching `word`; return the entry."""
    changes = {name: [getattr(word, name), None] for name in ("word", "phrases")}
    return requests.ask(REMOVE_WORD, word, by=by, reason=reason, changes=changes)

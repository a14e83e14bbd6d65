"""The forms of the shared admin. What a section uses."""

from .approval import ModeratedForm
from .drafts import PublishableForm
from .places import PlaceForm, SlugForm

__all__ = ["ModeratedForm", "PlaceForm", "PublishableForm", "SlugForm"]

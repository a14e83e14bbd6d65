"""The forms of the shared admin. A section uses these three."""

from .approval import ModeratedForm
from .places import PlaceForm, SlugForm

__all__ = ["ModeratedForm", "PlaceForm", "SlugForm"]

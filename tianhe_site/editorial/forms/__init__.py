"""The forms of the shared admin. A section uses these three."""

from .approval import ConfirmedForm
from .places import PlaceForm, SlugForm

__all__ = ["ConfirmedForm", "PlaceForm", "SlugForm"]

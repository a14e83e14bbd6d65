"""An archive of made-up items, for measuring how the site grows: `manage.py seed_scale`.

Its audit log verifies: it has an entry for each action, as if people had worked here for years.
"""

from .archive import build, why_not_new

__all__ = ["build", "why_not_new"]

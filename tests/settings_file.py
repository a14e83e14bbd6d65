"""The settings, read as a process with only some variables reads them."""

import os
import runpy
from unittest import mock

from django.conf import settings


def read(**variables):
    """Return the settings by their names. Raises `ImproperlyConfigured`."""
    only = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with mock.patch.dict(os.environ, {**only, **variables}, clear=True):
        return runpy.run_path(str(settings.BASE_DIR / "tianhe_site" / "settings.py"))

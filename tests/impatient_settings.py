"""The settings of the site for a test of what happens when another program keeps the database: it
waits a moment, not `LOCK_SECONDS`."""

from tianhe_site.settings import *  # noqa: F403
from tianhe_site.settings import DATABASES

DATABASES["default"]["OPTIONS"]["timeout"] = 0.1

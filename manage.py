#!/usr/bin/env python3
"""Django's command line for this project."""

import gc
import os
import sys

if __name__ == "__main__":
    # Into a file or a journal too, each line is written as it happens.
    sys.stdout.reconfigure(line_buffering=True)
    # All that is loaded stays: looking for garbage in it was a fifth of the time of a start.
    gc.set_threshold(50_000)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except Exception as error:
        if not apps.ready:
            raise
        from tianhe_site import busy

        if not busy.is_busy(error):
            raise
        sys.exit(str(busy.reason_of(error)))

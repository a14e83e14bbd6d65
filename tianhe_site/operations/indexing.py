"""What isn't indexed yet is indexed beside the server, in a process that ends with it."""

import subprocess
import sys
import threading

from django.conf import settings
from django.db import DatabaseError, connection

from tianhe_site.publishing.search import edition_index


def start():
    """Begin in a thread: to look for what is missing may take a second in a large archive."""
    threading.Thread(target=_complete_if_needed, name="indexing", daemon=True).start()


def _complete_if_needed():
    if not _is_complete():
        begin().wait()


def _is_complete():
    try:
        return edition_index.is_complete()
    except DatabaseError:
        # The command tries again until there is an answer.
        return False
    finally:
        connection.close()


def begin():
    """Begin to index what is missing; return the process."""
    command = (sys.executable, "manage.py", "complete_search")
    return subprocess.Popen(command, cwd=settings.BASE_DIR)

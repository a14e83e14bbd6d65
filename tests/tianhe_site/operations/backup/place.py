"""A site in a folder and a database of its own, and its commands."""

import json
import os
import re
import subprocess
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests import parts
from tests.own_database import fill
from tests.site import RUN_LINES, manage, own_variables, prepare_database

SHOW_A_PICTURE = """
import io, PIL.Image
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.contrib.sessions.backends.db import SessionStore
from pages.models import Page
from tianhe_site.media_library import library
from tianhe_site.publishing import clock, workflow
ann = get_user_model().objects.create_superuser("ann")
content = io.BytesIO()
PIL.Image.new("RGB", (640, 480), "#336699").save(content, "PNG")
image, _ = library.add(SimpleUploadedFile("A.png", content.getvalue()), by=ann)
image.texts.create(language="en", description="A blue picture.")
page = Page(slug="seen", title="Seen", summary="A page.", body="<p>Words.</p>", picture=image)
page.save()
workflow.import_edition(
    page, by=workflow.COMMAND_LINE, live_from=clock.now(), note="For a test"
)
SessionStore().create()
"""
DUMP = """
import json
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
rows = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.managed and not model._meta.proxy:
        found = model._base_manager.order_by("pk").values()
        rows[model._meta.label] = json.loads(json.dumps(list(found), cls=DjangoJSONEncoder))
print(json.dumps(rows))
"""
HEAD = re.compile(r"Audit log: (\d+) entries, head (\w{64})")


class Place:
    """Where a site is: a data folder, and a database of the tests' own kind."""

    def __init__(self, data, variables):
        programs = parts.POSTGRESQL.find() if connection.vendor == "postgresql" else ""
        path = f"{programs}:{os.environ['PATH']}" if programs else os.environ["PATH"]
        self.data = data
        self.environment = {
            **own_variables(),
            "TIANHE_DATA": str(data),
            "PATH": path,
            **variables,
        }

    def prepare(self):
        """Put the tables and the starter content there."""
        if connection.vendor == "sqlite":
            prepare_database(self.data)
        else:
            fill(self.environment, self._prepare)

    def _prepare(self):
        self.managed("migrate", "-v0")
        self.managed("load_starter_content")

    def manage(self, *arguments):
        """Run a command; return it as it ended."""
        return subprocess.run(
            self._command(arguments),
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def managed(self, *arguments):
        """Run a command that must succeed; return its output."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refusal(self, *arguments):
        """Run a command that must be refused; return its message."""
        done = self.manage(*arguments)
        said, found, refusal = done.stderr.rpartition("CommandError: ")
        assert (done.returncode, found) == (1, "CommandError: "), done.stderr
        return refusal.strip()

    def begin(self, *arguments):
        """Start a command that goes on until its input ends."""
        return subprocess.Popen(
            self._command(arguments),
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def rows(self):
        """Return all rows of each model, by its label."""
        return json.loads(self.managed("shell", "-v0", "-c", DUMP))

    @contextmanager
    def shell(self):
        """Yield a function that runs Python code and returns its output, all in one process."""
        process = self.begin("shell", "-v0", "-c", RUN_LINES)

        def run(code):
            process.stdin.write(json.dumps(code) + "\n")
            process.stdin.flush()
            written, failure = json.loads(process.stdout.readline())
            assert not failure, failure
            return written

        try:
            yield run
        finally:
            process.communicate()

    def _command(self, arguments):
        return [*manage(self.environment), *map(str, arguments)]

    def media(self):
        """Return the bytes of each stored file, by its path."""
        folder = self.data / "media"
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

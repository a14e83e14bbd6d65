import contextlib
import shutil
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.commands import makemessages

from tianhe_site.operations import catalogs

# What has no words for readers or staff.
IGNORED = {
    *("locale", "static", "tests", "benchmarks", "artwork", "deploy", "docs", "requirements"),
    *("var", "node_modules", "migrations"),
}
EXTENSIONS = {".html", ".txt", ".py"}
WIDTH = 100


class Command(makemessages.Command):
    """Django's, for the catalogs in `locale/`: what is new comes in empty, what is gone goes, and
    all else stays as it is, so that the changes of two people merge."""

    help = "Bring the catalogs in locale/ up to date with the code. Needs GNU gettext."

    def add_arguments(self, parser):
        """Take none of Django's options."""

    def handle(self, **options):
        found = extract()
        for path in sorted(settings.BASE_DIR.glob(f"locale/*/{catalogs.NAME}")):
            catalog = merge(catalogs.read(path), found)
            catalog.save(str(path))
            empty = len(catalog.untranslated_entries())
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {empty} to translate")


def extract():
    """Return all messages of the code, without translations."""
    with tempfile.TemporaryDirectory() as folder:
        # Django writes beside each template.
        code = Path(folder) / "code"
        shutil.copytree(settings.BASE_DIR, code, ignore=_ignored)
        pot = Path(folder) / "pot"
        pot.mkdir()
        with contextlib.chdir(code):
            _Extraction(str(pot)).build_potfiles()
        return polib.pofile(str(pot / "django.pot"))


def merge(catalog, found):
    """Return the messages `found` with their translations in a catalog, and its header."""
    known = {(each.msgid, each.msgctxt): each for each in catalog if not each.obsolete}
    merged = polib.POFile(wrapwidth=WIDTH)
    merged.metadata = catalog.metadata
    for entry in sorted(found, key=lambda each: (each.msgid, each.msgctxt or "")):
        before = known.get((entry.msgid, entry.msgctxt))
        if before and before.msgid_plural == entry.msgid_plural:
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
        elif entry.msgid_plural:
            entry.msgstr_plural = {0: ""}
        merged.append(entry)
    return merged


def _ignored(folder, names):
    return {name for name in names if not _has_words(Path(folder) / name)}


def _has_words(path):
    if path.name.startswith(".") or path.name in IGNORED:
        return False
    return path.is_dir() or path.suffix in EXTENSIONS


class _Extraction(makemessages.Command):
    """The first half of Django's command, which leaves the messages in `folder`."""

    domain, extensions, ignore_patterns = "django", EXTENSIONS, []
    verbosity, symlinks = 0, False

    def __init__(self, folder):
        super().__init__()
        self.default_locale_path, self.locale_paths = folder, [folder]
        self.xgettext_options = [*self.xgettext_options, "--no-location"]

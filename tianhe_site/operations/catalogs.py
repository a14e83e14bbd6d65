"""The catalogs of translations: checked and compiled at each start, as gettext reads them.

The release has its own in `locale/`. In `DATA_DIR/locale` a site adds a language, or words some
messages in its own way. Neither is compiled in its folder: a server may not write into the code.
"""

import hashlib
import os
import re
from collections import Counter

import polib
from django.conf import settings

# What a message is filled with when it is shown, and what it is shown as.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^<>]*>")
NAME = "LC_MESSAGES/django.po"


class CatalogError(Exception):
    """A catalog can't be read; the message says which, and where."""


def compile_changed(stdout):
    """Compile the catalogs that changed since the last time."""
    for source, target in settings.CATALOGS:
        for path in sorted(source.glob(f"*/{NAME}")):
            _compile(path, target / path.relative_to(source).with_suffix(".mo"), stdout)


def read(path):
    """Return the catalog in a file. Raises `CatalogError`."""
    try:
        return polib.pofile(str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"The translations in {path} can't be read: {error}") from error


def fault_of(entry):
    """Return why an entry can't be used, "" if it can: what it fills in or marks up differs."""
    originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    for pattern, what in ((PLACEHOLDER, "placeholders"), (TAG, "tags")):
        # One form may name a number that the other spells out.
        known = [Counter(pattern.findall(each)) for each in originals]
        for text in texts:
            if Counter(pattern.findall(text)) not in known:
                return f"its {what} differ from those of the original"
    return ""


def _compile(source, target, stdout):
    try:
        data = source.read_bytes()
    except OSError as error:
        raise CatalogError(f"The translations in {source} can't be read: {error}") from error
    digest = hashlib.sha256(data).hexdigest()
    if target.is_file() and digest.encode() in target.read_bytes():
        return
    stdout.write(f"Translations: compiling {source.parent.parent.name}")
    catalog = read(source)
    for entry in catalog.translated_entries():
        # It would be an error page wherever the message is shown.
        if fault := fault_of(entry):
            stdout.write(f"Left in English, line {entry.linenum}: {fault}.")
            entry.flags.append("fuzzy")
    catalog.metadata["X-Compiled-From"] = digest
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    catalog.save_as_mofile(str(unfinished))
    unfinished.replace(target)

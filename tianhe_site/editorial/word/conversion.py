"""Turns a Word file into what a draft says. A child process reads the file."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tianhe_site.limits import (
    MAX_RICH_TEXT_LENGTH,
    MAX_WORD_FILE_BYTES,
    MAX_WORD_PICTURES,
    WORD_MEMORY_BYTES,
)
from tianhe_site.media_library import library, sandbox
from tianhe_site.media_library.image_processing import UploadError
from tianhe_site.media_library.storage import StorageError, translated_errors
from tianhe_site.plain_text import as_line
from tianhe_site.rich_text.bounds import TooLargeError, check_bounds
from tianhe_site.rich_text.cleaning import clean_typed, lost_links

from . import report
from .notes import Sources, as_claims

WORD_COMMAND = [sys.executable, "-m", "tianhe_site.editorial.word.worker"]
TIMEOUT_SECONDS = 30
WAIT_SECONDS = 60
# Bytes of the text as the child writes it: markup, escaped as JSON, with the texts of notes.
MAX_TEXT_BYTES = 12 * MAX_RICH_TEXT_LENGTH

MESSAGES = {
    "empty": _("This file is empty. Save the document again, and choose the new file."),
    "too_many_bytes": _(
        "This file is larger than %(size)s. Make its pictures smaller (in Word: Compress "
        "Pictures), or split the document."
    ),
    "too_large": _(
        "This document is too large or too complex to read. Copy the part you need into a new "
        "document, and choose that."
    ),
    "not_word": _(
        "This isn't a Word document. Save it as Word Document (.docx), and choose that file."
    ),
    "old_word": _(
        "This is an older Word file (.doc). Open it in Word, save it as Word Document (.docx), "
        "and choose that file."
    ),
    "encrypted": _(
        "This document is protected by a password. Save a copy without a password, and choose that."
    ),
    "macros": _(
        "This document contains macros, which are programs. Save it as Word Document (.docx) "
        "without macros, and choose that file."
    ),
    "external": _(
        "This document loads parts from another computer when it is opened. Copy its text into a "
        "new document, and choose that."
    ),
    "entities": _(
        "This document contains a kind of code that Word never writes. Copy its text into a new "
        "document, and choose that."
    ),
    "damaged": _(
        "This document is damaged or incomplete. Open it in Word, save a new copy, and choose that."
    ),
    "busy": _("The server is busy with other files. Wait a minute, then try again."),
}
MESSAGES["too_heavy"] = MESSAGES["too_large"]

_PLACE = re.compile('<img src="word:([0-9]{1,3})"[^>]*>')
# Bookmarks have no address on a page.
_BOOKMARK_LINK = re.compile(r'<a href="#[^"<>]*">(.*?)</a>', re.DOTALL)
_LOST_LINK = re.compile("<a>(.*?)</a>", re.DOTALL)
_TOKEN = re.compile("\ue000([a-z_]{1,20})\ue001")


class WordError(Exception):
    """A Word file was refused; the message tells the editor what is wrong and what to do."""


@dataclass(frozen=True)
class WordText:
    """What a Word file says, and what was left out of it."""

    title: str
    summary: str
    body: str
    sources: list
    # Sentences for the editor.
    report: list


def read(upload, *, by):
    """Return the `WordText` of an uploaded file. Its pictures go into the media library, added by
    `by`.

    Raises `WordError`.
    """
    # The upload handler cuts off what is larger than anything for the library.
    if upload.size > min(MAX_WORD_FILE_BYTES, settings.MEDIA_MAX_BYTES):
        raise _refusal("too_many_bytes")
    try:
        with library.upload_folder() as folder:
            folder = Path(folder)
            text = _ask_child(_write(upload, folder / "document"), folder)
            _check_size(text["html"])
            return _Reading(text, folder, upload.name, by).finish()
    except StorageError as error:
        raise WordError(str(error)) from None


def _write(upload, path):
    with translated_errors(), path.open("wb") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
    return path


def _check_size(markup):
    try:
        check_bounds(markup)
    except TooLargeError:
        raise _refusal("too_large") from None


def _ask_child(source, folder):
    request = {
        "source": str(source.absolute()),
        "folder": str(folder.absolute()),
        "most_pictures": MAX_WORD_PICTURES,
        "most_bytes": MAX_WORD_FILE_BYTES,
        "limits": {
            "memory": WORD_MEMORY_BYTES,
            "seconds": TIMEOUT_SECONDS,
            "file_size": MAX_WORD_FILE_BYTES,
        },
    }
    if not sandbox.one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise _refusal("busy")
    try:
        answer = sandbox.ask(WORD_COMMAND, request, seconds=TIMEOUT_SECONDS)
    finally:
        sandbox.one_at_a_time.release()
    if "refused" in answer:
        raise _refusal(answer["refused"] if answer["refused"] in MESSAGES else "damaged")
    return _checked_text(folder / "text.json")


def _checked_text(path):
    """Return the text that the child wrote. The child doesn't decide what it is."""
    try:
        if path.is_symlink() or path.stat().st_size > MAX_TEXT_BYTES:
            raise _refusal("too_large")
        text = json.loads(path.read_bytes())
        return {
            "title": str(text["title"]),
            "subtitle": str(text["subtitle"]),
            "html": str(text["html"]),
            "notes": [
                {"text": str(note["text"]), "links": [*map(str, note["links"])]}
                for note in text["notes"]
            ],
            "left": {str(kind): int(number) for kind, number in text["left"].items()},
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _refusal("damaged") from None


def _refusal(key):
    most = min(MAX_WORD_FILE_BYTES, settings.MEDIA_MAX_BYTES)
    return WordError(MESSAGES[key] % {"size": filesizeformat(most)})


class _Reading:
    """One file's text, on its way into a draft."""

    def __init__(self, text, folder, name, by):
        self.text, self.folder, self.by = text, folder, by
        self.left = dict(text["left"])
        self.lines = []
        self.title = as_line(text["title"]).strip() or self._title_of(name)

    def finish(self):
        sources = Sources(self.text["notes"])
        markup = self._with_pictures(self.text["html"])
        markup = _BOOKMARK_LINK.sub(r"\1", _TOKEN.sub(self._hint, markup))
        for address in dict.fromkeys(lost_links(markup)):
            self.lines.append(report.lost_link(address))
        cleaned = _LOST_LINK.sub(r"\1", clean_typed(markup))
        body, unclaimed = as_claims(cleaned, sources.numbers)
        self.lines += report.of_notes(sources, unclaimed) + report.of_left_out(self.left)
        subtitle = as_line(self.text["subtitle"]).strip()
        lines = [*dict.fromkeys(self.lines)]
        return WordText(self.title, subtitle, clean_typed(body), sources.rows, lines)

    def _title_of(self, name):
        self.lines.append(report.no_title())
        return as_line(PurePath(name).stem).replace("_", " ").strip() or gettext("Untitled")

    def _with_pictures(self, markup):
        added, numbers = {}, dict.fromkeys(_PLACE.findall(markup))
        for number in numbers:
            added[number] = self._add_picture(number)
        if any(added.values()):
            self.lines.append(report.pictures(sum(map(bool, added.values()))))
        return _PLACE.sub(lambda place: added[place[1]] or "\ue000picture\ue001", markup)

    def _add_picture(self, number):
        """Put a picture into the library; return its tag, None if it was refused."""
        path = self.folder / f"picture-{int(number)}"
        if path.is_symlink() or not path.is_file():
            return None
        title = self.title.replace("/", " ").replace("\\", " ")[:100]
        try:
            with path.open("rb") as file:
                upload = File(file, name=f"{title} {number}.picture")
                picture, _is_new = library.add(upload, by=self.by)
        except (UploadError, StorageError) as error:
            self.lines.append(report.refused_picture(number, error))
            return None
        return f'<img src="image:{picture.pk}">'

    def _hint(self, token):
        return f"[[{report.hint(token[1])}]]"

"""Making a mirror: asking for every page, and writing what isn't there yet."""

import json
import socket
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from tianhe_site import RELEASE
from tianhe_site.operations.crawling import begin, check_past_is_the_same, file_name
from tianhe_site.operations.export_folder import translated_errors
from tianhe_site.operations.models import Mirror
from tianhe_site.publishing import cache_version, clock
from tianhe_site.publishing.hashing import plain
from tianhe_site.publishing.views import PUBLIC_ROOT

from . import folder as mirror_folder
from .answers import Reader
from .nginx import ENDINGS, GONE, rules

FORMAT = 1


@dataclass(frozen=True)
class Kept:
    """What stays in memory of an answer, and the `name` of its file, "" if it has none."""

    address: str
    name: str
    status: int
    content_type: str
    location: str
    headers: tuple

    @property
    def kind(self):
        return self.content_type.partition(";")[0]


@dataclass(frozen=True)
class Made:
    """What was made: how many files there are and how many of them are new, the moment, until when
    it is right unless someone changes something, and whether nginx has to read its rules again."""

    files: int
    written: int
    moment: object
    right_until: object
    has_new_rules: bool


def is_up_to_date(folder):
    """Return whether a mirror shows what readers get now, as far as can be told without asking for
    each page."""
    about, now = mirror_folder.about(folder), clock.now()
    return about.get("state") == _state(now) and plain(now) < about["right_until"]


def make(folder, *, advice, progress):
    """Write the public site as of now into `folder`; return a `Made`.

    `progress` is called with the number of addresses so far. Raises `ExportError`, whose message
    ends with `advice` if the folder can't be written.
    """
    with translated_errors(folder, advice), mirror_folder.next_generation(folder) as generation:
        # Before the moment: what changes in between is written the next time.
        state = _state(clock.now())
        now, head = begin()
        reader, kept = Reader(now), []
        for answer in reader.answers():
            kept.append(_keep(answer, generation))
            progress(len(kept))
        # First, so that a redaction either stops this or names the mirror.
        Mirror.objects.get_or_create(host=socket.gethostname(), folder=str(folder))
        check_past_is_the_same(head.pk)
        has_new_rules = generation.write(mirror_folder.RULES, rules(kept))
        about = {
            "format": FORMAT,
            "site": settings.SITE_URL,
            "release": RELEASE,
            "moment": plain(now),
            "right_until": plain(reader.right_until),
            "history_head": head.hash,
            "state": state,
            # For web servers other than nginx.
            "redirects": {each.address: each.location for each in kept if each.status == 301},
            "gone": [each.address for each in kept if each.status == 410],
        }
        generation.write(mirror_folder.ABOUT, json.dumps(about, ensure_ascii=False, indent=1))
    return Made(generation.files, generation.written, now, reader.right_until, has_new_rules)


def _keep(answer, generation):
    name = _name(answer)
    if name:
        is_compressed = not answer.address.startswith(PUBLIC_ROOT)
        generation.write_public(name, answer.body, compressed=is_compressed)
    return Kept(
        answer.address,
        name,
        answer.status,
        answer.content_type,
        answer.location,
        answer.headers,
    )


def _name(answer):
    """Return the name of the file that has the body of an answer, "" if none has."""
    if answer.status == 301:
        return ""
    name = file_name(answer.address, answer.kind, ENDINGS)
    return f"{GONE[1:]}/{name}" if answer.status == 410 else name


def _state(now):
    """Return what decides what readers get, apart from what begins and ends by itself. Some of it
    goes by the day: what is of the last days, and until when a contact is valid."""
    return {
        "site": settings.SITE_URL,
        "release": RELEASE,
        "change": repr(cache_version.last_change()),
        "static": getattr(staticfiles_storage, "manifest_hash", ""),
        "day": plain(now)[:10],
    }

"""The files that an import finds in a folder, as they go into the media library."""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import File as OpenFile
from django.utils.translation import gettext as _

from tianhe_site.media_library import library
from tianhe_site.media_library.image_processing import UploadError
from tianhe_site.media_library.models import Document, File, Image
from tianhe_site.publishing import workflow

from .records import ExchangeError

# WordPress's smaller copies of a picture: "laboratory-300x200.jpg", "laboratory-scaled.jpg".
_COPY = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled)(?=\.[A-Za-z]{3,4}\Z)")
DOCUMENTS = (".pdf",)


class MediaFolder:
    """Finds files in a folder by the ends of their old addresses, and adds each once.

    `described` are the `MediaFile`s that are known, by address.
    """

    def __init__(self, folder, report, is_dry_run):
        self.folder = Path(folder).resolve() if folder else None
        if self.folder and not self.folder.is_dir():
            raise ExchangeError(_("There is no folder %s.") % folder)
        self.report, self.is_dry_run = report, is_dry_run
        self.described, self.references, self.paths = {}, {}, None

    def describe(self, file):
        """Note what is known about a file."""
        self.described[_address(file.address)] = file

    def knows(self, address):
        """Return whether a file at `address` was described."""
        return _address(address) in self.described

    def reference(self, address, language):
        """Return the reference of the asset that was at `address`, "image:12" or "document:3";
        None if there is no such file, or the library refuses it."""
        path, file = self._find(address)
        if path is None:
            return None
        if path not in self.references:
            self.references[path] = self._add(path, file, language)
        return self.references[path]

    def _find(self, address):
        if self.folder is None or not address:
            return None, None
        whole = _address(address)
        file = self.described.get(whole) or self.described.get(_COPY.sub("", whole))
        names = [file.path] if file and file.path else [whole, _COPY.sub("", whole)]
        if file:
            names.append(_address(file.address))
        return next(filter(None, map(self._path, names)), None), file

    def _path(self, address):
        """Return the path of the file whose address ends like `address`."""
        if self.paths is None:
            self.paths = self._listed()
        parts = [part for part in address.split("/") if part]
        # "2013/03/a.jpg" rather than another "a.jpg" in the folder.
        for start in range(len(parts)):
            found = self.paths.get("/".join(parts[start:]))
            if found:
                return found
        return None

    def _listed(self):
        """Return the paths of all files, by each end of them."""
        found = {}
        for place, _folders, names in sorted(os.walk(self.folder)):
            for name in sorted(names):
                path = Path(place, name)
                if path.is_symlink():
                    continue
                parts = path.relative_to(self.folder).parts
                for start in range(len(parts)):
                    found.setdefault("/".join(parts[start:]), path)
        return found

    def _add(self, path, file, language):
        model = Document if path.suffix.lower() in DOCUMENTS else Image
        kind = model._meta.model_name
        if self.is_dry_run:
            self.report.made[str(model._meta.verbose_name_plural)] += 1
            return f"{kind}:{len(self.references) + 1}"
        try:
            asset = _known(path, model) or self._upload(path, model)
        except (UploadError, OSError) as error:
            self.report.say(path.name, str(error))
            return None
        if file:
            _describe(asset, file, language)
        return f"{kind}:{asset.pk}"

    def _upload(self, path, model):
        if path.stat().st_size > settings.MEDIA_MAX_BYTES:
            raise UploadError(_("This file is too large."))
        with path.open("rb") as content:
            asset, is_new = library.add(
                OpenFile(content, name=path.name), by=workflow.COMMAND_LINE, model=model
            )
        if is_new:
            self.report.made[str(model._meta.verbose_name_plural)] += 1
        return asset


def _known(path, model):
    """Return the asset whose file is this one, as an export of this site wrote it."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    file = File.objects.filter(digest=digest).order_by("id").first()
    return file and model.objects.filter(pk=file.asset_id, current=file).first()


def _describe(asset, file, language):
    """Add to an asset what isn't known there: what colleagues wrote stays."""
    if file.title and asset.title != file.title and not asset.worded_by_id:
        asset.title = file.title[:120]
    if isinstance(asset, Document):
        asset.language = file.language or asset.language
        asset.save()
        return
    asset.credit = asset.credit or file.credit[:120]
    asset.licence = asset.licence or file.licence[:120]
    if (asset.focal_x, asset.focal_y) == (50, 50):
        asset.focal_x, asset.focal_y = file.focus
    asset.decorative = asset.decorative or file.decorative
    asset.for_press = asset.for_press or file.for_press
    asset.save()
    text, _made = asset.texts.get_or_create(language=language)
    text.description = text.description or file.description[:300]
    text.caption = text.caption or file.caption[:300]
    text.save()


def _address(address):
    """Return the path of an address as characters."""
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return ""

"""What can be done with assets: add an upload, replace a file, make the sizes readers get."""

import hashlib
import logging
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tianhe_site.names import name_of
from tianhe_site.plain_text import as_line

from . import image_processing, storage, usage
from .models import Asset, Document, File, Image, Rendition

logger = logging.getLogger("tianhe.media")

# Widths in pixels: a small phone, or a thumbnail on a high-density screen; phones of twice and
# three times the density; the full layout; the text column on a high-density screen.
WIDTHS = (400, 700, 1000, 1280, 1920)
# Made during the upload, so that there is always something to show.
FIRST_WIDTH = 700
FORMATS = 3
# No upload takes longer. Rows are saved last, so a more recent file may still get one.
MAX_UPLOAD_TIME = timedelta(hours=1)
FILES_PER_BATCH = 200


def add(upload, *, by, model=Image):
    """Add an uploaded file as a new asset of `model`; return (asset, whether it is new).

    A file that is already in the library returns its existing asset. Raises
    `image_processing.UploadError` or `storage.StorageError`; nothing is kept then.
    """
    with upload_folder() as folder:
        source, sent_digest = _write_upload(upload, Path(folder))
        known = _existing(model, sent_digest)
        if known:
            return known, False
        file, renditions = _receive(source, model)
        _describe_upload(file, upload, sent_digest, by)
        # The lock is taken this late because decoding and storing take seconds.
        with usage.publishing_lock():
            # The same file may have been sent twice at once.
            known = _existing(model, sent_digest)
            if known is None:
                asset = model(title=_title_of(upload.name))
                asset.set_author(by)
                _attach(asset, file, renditions)
                return asset, True
    erase([each.name for each in (file, *renditions)])
    return known, False


def replace(asset, upload, *, by):
    """Give `asset` another file. Editions keep the file they show; drafts show the new one.

    Raises like `add`.
    """
    with upload_folder() as folder:
        source, sent_digest = _write_upload(upload, Path(folder))
        # Otherwise every draft that shows it would count as changed, with nothing different.
        if asset.current.sent_digest == sent_digest:
            raise image_processing.UploadError(
                _("This is the current file, so nothing changed. Choose the new one.")
            )
        file, renditions = _receive(source, type(asset))
        _describe_upload(file, upload, sent_digest, by)
        with usage.publishing_lock():
            # Someone may have changed or removed it meanwhile.
            if type(asset).objects.filter(pk=asset.pk).exists():
                asset.refresh_from_db()
                _attach(asset, file, renditions)
                usage.changed(asset, by=by)
                return
    erase([each.name for each in (file, *renditions)])
    raise image_processing.UploadError(
        _(
            "Someone removed this from the library while you were working. Upload the file as a "
            "new entry."
        )
    )


def record_author(asset, *, by):
    """Record who changed an asset's texts, and update the drafts that use it."""
    asset.set_author(by)
    asset.save(update_fields=["worded_by_id", "worded_by_name"])
    usage.changed(asset, by=by)


def remove(asset):
    """Remove an unused asset with all its files. Raises `ProtectedError` if it is in use."""
    names = [name for file in asset.files.all() for name in names_of(file)]
    with transaction.atomic():
        asset.delete()
        transaction.on_commit(lambda: erase(names))


def remove_files(files):
    """Remove `files` for good; return the ids of the assets removed with them.

    An asset that loses its current file falls back to its newest older file. One that has no file
    left is removed.
    """
    names = [name for file in files for name in names_of(file)]
    assets, removed = {file.asset_id for file in files}, []
    File.objects.filter(pk__in=[file.pk for file in files]).delete()
    for asset in Asset.objects.filter(pk__in=assets, current=None):
        asset.current = asset.files.first()
        if asset.current:
            asset.save()
        else:
            removed.append(asset.pk)
            asset.delete()
    transaction.on_commit(lambda: erase(names))
    return removed


def erase(names):
    """Erase stored files that have no row anymore.

    If the storage fails, they stay until `clean_up_media` finds them.
    """
    try:
        for name in names:
            storage.erase(name)
    except storage.StorageError:
        logger.warning(
            "Files of removed library entries are still stored. Run manage.py clean_up_media."
        )


def upload_folder():
    """Return a temporary folder for one upload, as a context manager.

    It is inside the data folder, not the system's temporary one: if an upload is killed, its
    original stays behind, GPS position included. A later upload removes what is left here.
    """
    folder = settings.DATA_DIR / "uploads"
    with storage.translated_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.iterdir():
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - MAX_UPLOAD_TIME.total_seconds():
                    shutil.rmtree(left, ignore_errors=True)
        return tempfile.TemporaryDirectory(dir=folder)


def missing_widths(file):
    """Return the widths (pixels) that a picture should have and doesn't have yet."""
    made = {}
    for rendition in file.renditions.all():
        made.setdefault(rendition.width, set()).add(rendition.content_type)
    return [width for width in wanted_widths(file) if len(made.get(width, ())) < FORMATS]


def progress(file):
    """Return (how many widths of a picture exist, how many there will be)."""
    wanted = len(wanted_widths(file))
    return wanted - len(missing_widths(file)), wanted


def wanted_widths(file):
    """Return the widths to make of a picture, none wider than the picture itself."""
    widest = min(file.width, WIDTHS[-1])
    return [*(width for width in WIDTHS if width < widest), widest] if widest else []


def make_width(file, width):
    """Make the renditions of one width and store them; publish them if the file is public."""
    with upload_folder() as folder:
        master = Path(folder) / "master"
        storage.fetch(file.name, master)
        _store_renditions(file, image_processing.render(master, Path(folder), width))


def in_batches(files):
    """Yield lists of the files in a queryset, with their renditions prefetched."""
    rows = files.prefetch_related("renditions").iterator(FILES_PER_BATCH)
    while batch := list(islice(rows, FILES_PER_BATCH)):
        yield batch


def parts_of(file):
    """Return the rows of everything stored for a file; each has a `name` and a `size`."""
    return [file, *file.renditions.all()]


def damaged_parts_of(file):
    """Return (file, name) of each stored part that is missing or whose digest differs. Reads all
    bytes."""
    return [
        (file, part.name)
        for part in parts_of(file)
        if storage.digest_of(storage.PRIVATE, part.name) != part.digest
    ]


def names_of(file):
    """Return the names of everything stored for a file."""
    return [part.name for part in parts_of(file)]


def public_parts_of(file):
    """Return the rows of what readers may get: a document's file, or only the renditions of a
    picture."""
    return [file] if file.pages else list(file.renditions.all())


def public_names_of(file):
    """Return the names of what readers may get."""
    return [part.name for part in public_parts_of(file)]


def _existing(model, sent_digest):
    """Return the asset whose current file was uploaded with these bytes; None if there is none."""
    return model.objects.filter(current__sent_digest=sent_digest).first()


def _write_upload(upload, folder):
    """Write an upload into a local folder; return its path and its digest."""
    path, digest = folder / "sent", hashlib.sha256()
    with storage.translated_errors(), path.open("wb") as copy:
        for chunk in upload.chunks():
            digest.update(chunk)
            copy.write(chunk)
    return path, digest.hexdigest()


def _receive(source, model):
    """Sanitize and store an upload; return unsaved rows for its file and its first renditions.

    Files are stored before their rows are saved, so that no row is ever without its file.
    """
    received = image_processing.receive(source, source.parent)
    _check_kind(received, model)
    rendered = []
    if received.width:
        rendered = image_processing.render(
            received.path, source.parent, min(FIRST_WIDTH, received.width)
        )
    file = File(
        content_type=received.content_type,
        digest=_digest_of(received.path),
        size=received.path.stat().st_size,
        width=received.width,
        height=received.height,
        pages=received.pages,
    )
    storage.save(file.name, received.path)
    return file, [_store_rendition(file, each) for each in rendered]


def _check_kind(received, model):
    if model is Image and received.pages:
        raise image_processing.UploadError(_("This is a document. Add it under Documents."))
    if model is Document and not received.pages:
        raise image_processing.UploadError(_("This is a picture. Add it under Pictures."))


def _describe_upload(file, upload, sent_digest, by):
    file.sent_name = PurePath(upload.name).name[-200:]
    file.sent_digest = sent_digest
    file.uploaded_by_id, file.uploaded_by_name = by.pk, name_of(by)


def _attach(asset, file, renditions):
    """Save an asset with its new file."""
    with transaction.atomic():
        asset.save()
        file.asset = asset
        file.save()
        Rendition.objects.bulk_create(renditions)
        asset.current = file
        asset.save(update_fields=["current", "modified_at"])


def _store_renditions(file, rendered):
    """Store renditions and save their rows; publish them at once if the file is public."""
    renditions = [_store_rendition(file, each) for each in rendered]
    # Rendering took a while. If the file was published meanwhile, only the renditions of that
    # moment were copied.
    with usage.publishing_lock():
        now = File.objects.filter(pk=file.pk).first()
        if now is None:
            erase([rendition.name for rendition in renditions])
            return
        for rendition in renditions:
            if now.is_public:
                storage.publish(rendition.name)
            _write_row(rendition)


def _write_row(rendition):
    values = {name: getattr(rendition, name) for name in ("height", "size", "digest")}
    key = {name: getattr(rendition, name) for name in ("file", "width", "content_type")}
    Rendition.objects.update_or_create(**key, defaults=values)


def _store_rendition(file, rendered):
    """Store one rendition; return its unsaved row."""
    rendition = Rendition(
        file=file,
        content_type=rendered.content_type,
        width=rendered.width,
        height=rendered.height,
        size=rendered.path.stat().st_size,
        digest=_digest_of(rendered.path),
    )
    storage.save(rendition.name, rendered.path)
    return rendition


def _digest_of(path):
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _title_of(name):
    """Return an initial title from a file name: "Lab_Jinan-2.JPG" becomes "Lab Jinan 2"."""
    words = as_line(PurePath(name).stem).replace("_", " ").replace("-", " ").split()
    return " ".join(words)[:120] or _("Untitled")

"""What is done with assets: take an upload in, replace a file, make the sizes readers get."""

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

from tianhe_site.plain_text import as_line

from . import image_processing, storage, usage
from .models import Asset, Document, File, Image, Rendition

logger = logging.getLogger("tianhe.media")

# What screens ask for: a small phone, or a thumbnail on a sharp screen; a phone of twice, then of
# three times the sharpness; the whole layout; the column of text on a sharp screen.
WIDTHS = (400, 700, 1000, 1280, 1920)
# Made with the upload, so that there is always something to show.
FIRST_WIDTH = 700
FORMATS = 3
# No upload takes longer. Its rows are written last, so what is younger may still get them.
UPLOAD_TAKES = timedelta(hours=1)
FILES_PER_BATCH = 200


def add(upload, *, by, model=Image):
    """Take an uploaded file in as a new asset of `model`; return (asset, whether it is new).

    The same file again is the asset that it is already. Raises `image_processing.UploadError` or
    `storage.StorageError`; then nothing was kept.
    """
    with _workshop() as folder:
        source, sent_digest = _written(upload, Path(folder))
        known = _known(model, sent_digest)
        if known:
            return known, False
        file, renditions = _received(source, model)
        _describe_upload(file, upload, sent_digest, by)
        # The lock only now: decoding and storing take seconds.
        with usage.publishing_lock():
            # Sent twice at once, it may be there by now.
            known = _known(model, sent_digest)
            if known is None:
                asset = model(title=_title_of(upload.name))
                asset.word_by(by)
                _attach(asset, file, renditions)
                return asset, True
    erase([each.name for each in (file, *renditions)])
    return known, False


def replace(asset, upload, *, by):
    """Give `asset` another file. Editions keep the one they show; drafts show the new one.

    Raises like `add`.
    """
    with _workshop() as folder:
        source, sent_digest = _written(upload, Path(folder))
        # Every draft that shows it would differ from what readers see, in nothing.
        if asset.current.sent_digest == sent_digest:
            raise image_processing.UploadError(
                _("This is the file that it has now, so nothing was changed. Choose the new one.")
            )
        file, renditions = _received(source, type(asset))
        _describe_upload(file, upload, sent_digest, by)
        with usage.publishing_lock():
            # Somebody may have changed or removed it meanwhile.
            if type(asset).objects.filter(pk=asset.pk).exists():
                asset.refresh_from_db()
                _attach(asset, file, renditions)
                usage.changed(asset, by=by)
                return
    erase([each.name for each in (file, *renditions)])
    raise image_processing.UploadError(
        _("This was removed from the library meanwhile. Upload the file as a new entry.")
    )


def note_author(asset, *, by):
    """Note who gave an asset other words, and let the drafts that use it follow."""
    asset.word_by(by)
    asset.save(update_fields=["worded_by_id", "worded_by_name"])
    usage.changed(asset, by=by)


def remove(asset):
    """Remove an asset that nothing uses, with all its files. Raises `ProtectedError` if one is
    used."""
    names = [name for file in asset.files.all() for name in names_of(file)]
    with transaction.atomic():
        asset.delete()
        transaction.on_commit(lambda: erase(names))


def remove_files(files):
    """Remove these files for good, and each asset that is left without one; an asset of which
    older files are left goes on with the newest of those. Returns the ids of the removed assets."""
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
    """Remove stored files of which no row is left. Where the storage fails they stay until
    `clean_up_media` finds them."""
    try:
        for name in names:
            storage.erase(name)
    except storage.StorageError:
        logger.warning("Files of removed assets are still stored: run clean_up_media.")


def _workshop():
    """Return a folder of its own for one upload, to be used with `with`.

    Not in the machine's own: of an upload that was killed, the original stays there, with the
    place where it was taken. What is left here is removed by a later upload.
    """
    folder = settings.DATA_DIR / "uploads"
    with storage.faults_in_words():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.iterdir():
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - UPLOAD_TAKES.total_seconds():
                    shutil.rmtree(left, ignore_errors=True)
        return tempfile.TemporaryDirectory(dir=folder)


def missing_widths(file):
    """Return the widths (pixels) in which readers could get a picture and can't yet."""
    made = {}
    for rendition in file.renditions.all():
        made.setdefault(rendition.width, set()).add(rendition.content_type)
    return [width for width in wanted_widths(file) if len(made.get(width, ())) < FORMATS]


def progress(file):
    """Return how many widths of a picture are made, and how many there will be."""
    wanted = len(wanted_widths(file))
    return wanted - len(missing_widths(file)), wanted


def wanted_widths(file):
    """Return the widths that are made of a picture: never wider than it is."""
    widest = min(file.width, WIDTHS[-1])
    return [*(width for width in WIDTHS if width < widest), widest] if widest else []


def make_width(file, width):
    """Make the renditions of one width, and put them where the file is."""
    with _workshop() as folder:
        master = Path(folder) / "master"
        storage.fetch(file.name, master)
        _keep_renditions(file, image_processing.render(master, Path(folder), width))


def in_batches(files):
    """Yield the files of a query in lists, with their renditions, for what goes through all."""
    rows = files.prefetch_related("renditions").iterator(FILES_PER_BATCH)
    while batch := list(islice(rows, FILES_PER_BATCH)):
        yield batch


def parts_of(file):
    """Return the rows of all that is stored of a file; each has a `name` and a `size`."""
    return [file, *file.renditions.all()]


def damaged_parts_of(file):
    """Return (file, name) of each stored part of a file that is missing, or whose bytes are not
    those that were stored. Reads them all."""
    return [
        (file, part.name)
        for part in parts_of(file)
        if storage.digest_of(storage.PRIVATE, part.name) != part.digest
    ]


def names_of(file):
    """Return the names of all that is stored of a file."""
    return [part.name for part in parts_of(file)]


def public_parts_of(file):
    """Return the rows of what readers may get of a file: of a picture its renditions alone."""
    return [file] if file.pages else list(file.renditions.all())


def public_names_of(file):
    """Return the names of what readers may get of a file."""
    return [part.name for part in public_parts_of(file)]


def _known(model, sent_digest):
    """Return the asset whose current file was sent with these bytes, None if there is none."""
    return model.objects.filter(current__sent_digest=sent_digest).first()


def _written(upload, folder):
    """Write an upload into a folder on this machine; return its path and its digest."""
    path, digest = folder / "sent", hashlib.sha256()
    with storage.faults_in_words(), path.open("wb") as copy:
        for chunk in upload.chunks():
            digest.update(chunk)
            copy.write(chunk)
    return path, digest.hexdigest()


def _received(source, model):
    """Return the rows of a sanitised upload, unsaved: its file and its first renditions. All is
    stored by then; rows that came first could be left without a file."""
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
    storage.keep(file.name, received.path)
    return file, [_stored(file, each) for each in rendered]


def _check_kind(received, model):
    if model is Image and received.pages:
        raise image_processing.UploadError(_("This is a document. Add it under Documents."))
    if model is Document and not received.pages:
        raise image_processing.UploadError(_("This is a picture. Add it under Pictures."))


def _describe_upload(file, upload, sent_digest, by):
    file.sent_name = PurePath(upload.name).name[-200:]
    file.sent_digest = sent_digest
    file.uploaded_by_id, file.uploaded_by_name = by.pk, by.get_username()


def _attach(asset, file, renditions):
    """Save an asset with its new file."""
    with transaction.atomic():
        asset.save()
        file.asset = asset
        file.save()
        Rendition.objects.bulk_create(renditions)
        asset.current = file
        asset.save(update_fields=["current", "modified_at"])


def _keep_renditions(file, rendered):
    """Store renditions and write their rows; where the file is public they are so at once."""
    renditions = [_stored(file, each) for each in rendered]
    # Making them took a while. A verb that published the file meanwhile copied what it had then.
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


def _stored(file, rendered):
    """Store one rendition; return its row, unsaved."""
    rendition = Rendition(
        file=file,
        content_type=rendered.content_type,
        width=rendered.width,
        height=rendered.height,
        size=rendered.path.stat().st_size,
        digest=_digest_of(rendered.path),
    )
    storage.keep(rendition.name, rendered.path)
    return rendition


def _digest_of(path):
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _title_of(name):
    """Return a first title made of a file name: "Lab_Jinan-2.JPG" becomes "Lab Jinan 2"."""
    words = as_line(PurePath(name).stem).replace("_", " ").replace("-", " ").split()
    return " ".join(words)[:120] or _("Untitled")

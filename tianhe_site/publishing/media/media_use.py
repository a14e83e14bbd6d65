"""Which editions use which files of the media library, and whether those are live."""

from collections import defaultdict

from django.apps import apps

from ..models import MediaUse


def shown_at(file, at):
    """Whether an edition that uses `file` is live at `at`."""
    return any(editions.live(at).exists() for editions in _editions_showing([file]).values())


def still_needed(files, at):
    """Return the ids of those of `files` that editions use which are live at `at` or scheduled."""
    needed = set()
    for model, editions in _editions_showing(files).items():
        ahead = editions.filter(live_until__gt=at) & (editions.live(at) | editions.pending(at))
        uses = MediaUse.objects.filter(
            file__in=files, kind=model._meta.label_lower, edition_id__in=ahead.values("pk")
        )
        needed.update(uses.values_list("file", flat=True))
    return needed


def _editions_showing(files):
    """Return the editions that use one of `files`, by model."""
    ids = defaultdict(set)
    uses = MediaUse.objects.filter(file__in=files).exclude(kind="")
    for kind, edition_id in uses.values_list("kind", "edition_id"):
        ids[kind].add(edition_id)
    return {
        (model := apps.get_model(kind)): model.objects.filter(pk__in=found)
        for kind, found in ids.items()
    }

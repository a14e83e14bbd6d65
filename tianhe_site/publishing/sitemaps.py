"""The sitemap of one section: the addresses of its live editions, in parts.

A part has the items with ids of one range. So an item always stays in its part, and no part takes
longer than another, however many items come before it.
"""

from django.db.models import F, Max

from .alternates import of_range, open_languages


class EditionSitemap:
    """A section sets `edition_model`."""

    edition_model = None
    # Ids in a part. The format allows 50,000; crawlers like to get through one at once.
    IDS = 5000

    def parts(self, at):
        """Return (number, last change) of each part that has live items, in order."""
        live = self._live(at).annotate(part=F("item_id") / self.IDS)
        parts = live.order_by().values("part").annotate(changed_at=Max("live_from"))
        return sorted(parts.values_list("part", "changed_at"))

    def entries(self, part, at):
        """Return (path, last change, path by language) of each live item of a part; no languages
        for what is live in one alone."""
        first, last = part * self.IDS, (part + 1) * self.IDS
        live = self._live(at).with_path(at).filter(item_id__gte=first, item_id__lt=last)
        entries = live.order_by("item_id").values_list("item_id", "path", "live_from")
        paths = of_range(self.edition_model, first, last, at)
        return [
            (path, changed_at, paths.get(item, {})) for item, path, changed_at in entries if path
        ]

    def _live(self, at):
        return self.edition_model.objects.live(at).filter(language__in=open_languages(at))

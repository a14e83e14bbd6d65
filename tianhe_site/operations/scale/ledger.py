"""The rows of many stories, the audit log among them, and how they reach the database."""

from tianhe_site.publishing import history, sections
from tianhe_site.publishing.models import HistoryEntry, MediaUse, Publishable

from .tables import Tables


class Ledger:
    """Keeps what stories add, until `write`. The caller holds the publishing lock from the first
    story to the last. `index` takes editions, see `edition_index.filling`."""

    def __init__(self, index):
        self.tables, self._index = Tables(), index
        self._last = HistoryEntry.objects.first()

    def add(self, model, **values):
        """Keep a new row of a model; return it."""
        # Items of all sections share their ids.
        numbered = Publishable if issubclass(model, Publishable) else model
        row = model(pk=self.tables.new_id(numbered), **values)
        self.tables.add(row)
        return row

    def record(self, **action):
        """Keep the entry of an action, which follows the last one."""
        self._last = history.following(self._last, **action)
        self.tables.add(self._last)

    def write(self):
        """Insert all rows; index the editions and note which pictures they use."""
        drafts = self._new_rows(sections.draft_models())
        editions = self._new_rows(sections.edition_models())
        self.tables.write()
        self._index(editions)
        MediaUse.record_new([(each, each.media) for each in (*drafts, *editions)])

    def _new_rows(self, models):
        return [row for model in models for row in self.tables.rows_of(model)]

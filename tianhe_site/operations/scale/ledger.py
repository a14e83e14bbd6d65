"""The rows of many stories, the audit log among them, and how they reach the database."""

from tianhe_site.publishing import history, sections
from tianhe_site.publishing.models import HistoryEntry, MediaUse, Publishable
from tianhe_site.publishing.search import edition_index

from .tables import Tables


class Ledger:
    """Keeps what stories add, until `write`. The caller holds the publishing lock from the first
    story to the last."""

    def __init__(self):
        self.tables = Tables()
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
        editions = [row for each in sections.edition_models() for row in self.tables.rows_of(each)]
        self.tables.write()
        edition_index.add_new(editions)
        for edition in editions:
            if edition.media:
                MediaUse.record(edition, edition.media)
                # All its editions show the picture that the draft shows.
                MediaUse.record(edition.item, edition.media)

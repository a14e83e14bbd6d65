"""Which edition is at which row of the index."""

from django.db import models


class Row(models.Model):
    """An indexed edition. Its words have the same row number in a database-specific table (see
    `index`).

    The number gives the order of results: by day, then item, then edition.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    edition_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "edition_id"], name="one_row_an_edition")
        ]

    def __str__(self):
        return f"{self.kind} {self.edition_id}"

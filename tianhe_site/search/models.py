"""Which edition stands at which place of the index."""

from django.db import models


class Row(models.Model):
    """An edition that is indexed. Its words stand at the same number, in a table of the
    database's own kind (see `index`).

    The number is the order of results: the day, then the item, then its editions.
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

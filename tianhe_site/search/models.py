"""Which edition is at which row of the index, and the words there are."""

from django.db import models


class Row(models.Model):
    """An indexed edition. Its words have the same row number in a database-specific table (see
    `index`).

    The number gives the order of results: by day, then item, then edition.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    edition_id = models.BigIntegerField()
    # What was indexed of it, see `index.SCHEME`.
    scheme = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "edition_id"], name="one_row_an_edition")
        ]

    def __str__(self):
        return f"{self.kind} {self.edition_id}"


class Word(models.Model):
    """A word of some indexed text, without accents and case, and the term it is indexed as."""

    text = models.CharField(max_length=32, primary_key=True)
    term = models.CharField(max_length=32)
    # By these, words that are spelled almost the same are found. See `spelling`.
    beginning = models.CharField(max_length=3)
    ending = models.CharField(max_length=3)
    frame = models.CharField(max_length=2)

    class Meta:
        indexes = [
            models.Index(fields=[name], name=f"word_{name}_idx")
            for name in ("term", "beginning", "ending", "frame")
        ]

    def __str__(self):
        return self.text

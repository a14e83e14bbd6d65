"""`icontains` for searches of staff, which compare each text of a table."""

from django.db.models import Lookup
from django.db.models.lookups import IContains


class FastIContains(IContains):
    """Django's `icontains`, and quicker on PostgreSQL.

    `UPPER()` asks the locale about each character there, and `LIKE` tries each place. Words whose
    only capitals are those of ASCII, Chinese ones too, need neither.
    """

    def as_postgresql(self, compiler, connection):
        text = str(self.rhs) if self.rhs_is_direct_value() else ""
        if not text or not all(map(_has_simple_case, text)):
            return super().as_sql(compiler, connection)
        # Without the cast and the UPPER() of all built-in lookups.
        column, params = Lookup.process_lhs(self, compiler, connection)
        return f'STRPOS(UPPER({column} COLLATE "C"), %s) > 0', [*params, text.upper()]


def _has_simple_case(character):
    return character.isascii() or character.upper() == character.lower()

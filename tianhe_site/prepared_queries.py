"""Queries that are built once in a process, and then run with other values.

Building one of our queries and turning it into SQL takes up to ten times as long as running it: 2.2
and 0.2 ms for the query of the menu. PostgreSQL needs as long again to plan it, and is spared that
too once a connection has run a query a few times.
"""

import copy
import itertools
import re
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from uuid import UUID

from django.db import connections

_PLACEHOLDER = re.compile("%[%s]")
# What a query is built with. No row has these values, so they can be told from constants.
_STAND_INS = {
    datetime: lambda number: datetime(9998, 1, 1, microsecond=number + 1, tzinfo=UTC),
    date: lambda number: date(9000, 1, 1) + timedelta(days=number),
    int: lambda number: 987_654_321_000 + number,
    str: lambda number: f"stand-in {number}",
    UUID: lambda number: UUID(int=987_654_321_000 + number),
}


def prepared(build):
    """Decorate a function that returns a queryset; it returns a list of the queryset's rows.

    By position the function takes what shapes the query, which must be hashable and one of few; by
    keyword its values: moments, dates, numbers, texts, UUIDs, and tuples of these for `in`, which
    aren't empty. `build` is called with stand-ins for the values, so it hands them to lookups as
    they are.
    Raises `ValueError` if it did anything else, and for None, which nothing is equal to.
    """
    return _once(build, _PreparedQuery.rows)


def prepared_sql(build):
    """Like `prepared`, but the function returns the SQL of the queryset and its parameters, for a
    condition in another statement."""
    return _once(build, _PreparedQuery.sql_with_params)


def _once(build, answer):
    queries = {}

    @wraps(build)
    def run(*shape, **values):
        values = {name: _padded(value) for name, value in values.items()}
        lengths = [len(value) for value in values.values() if isinstance(value, tuple)]
        key = (*shape, *values, *lengths)
        query = queries.get(key)
        if query is None:
            query = queries[key] = _PreparedQuery(build, shape, values)
        return answer(query, values)

    return run


class _PreparedQuery:
    def __init__(self, build, shape, values):
        numbers = itertools.count()
        stand_ins = {name: _stand_in(value, numbers) for name, value in values.items()}
        self.queryset = build(*shape, **stand_ins)
        using = self.queryset.db
        self.compiler = self.queryset.query.get_compiler(using)
        self.sql, self.params = self.compiler.as_sql()
        selected = [expression for expression, _sql, _alias in self.compiler.select]
        self.converters = self.compiler.get_converters(selected)
        # Which of the values is which parameter. By hash, since `in` may have thousands.
        flat = _flat(stand_ins, connections[using].ops)
        places = {stand_in: place for place, stand_in in enumerate(flat)}
        self.places = [
            (at, places[param])
            for at, param in enumerate(self.params)
            # PostgreSQL takes a path into JSON as a list.
            if not isinstance(param, list) and param in places
        ]
        if len({place for _at, place in self.places}) < len(flat):
            raise ValueError(f"{build.__qualname__} doesn't use each value as it is given.")
        self.on_server = connections[using].vendor == "postgresql"
        self.statement = self._statement() if self.on_server else None

    def rows(self, values):
        """Return the rows of the query for `values`, as the queryset gives them."""
        # Asked each time: the same query may go to the primary or to a replica.
        using = self.queryset.db
        compiler, connection = copy.copy(self.compiler), connections[using]
        compiler.using, compiler.connection = using, connection
        asked = self._statement_with_values if self.on_server else self.sql_with_params
        compiler.as_sql = lambda: asked(values)
        compiler.get_converters = lambda expressions: self.converters
        query = copy.copy(self.queryset.query)
        query.get_compiler = lambda *args, **kwargs: compiler
        queryset = self.queryset.__class__(self.queryset.model, query, using)
        queryset._iterable_class = self.queryset._iterable_class
        queryset._fields = self.queryset._fields
        bound = connection.execute_wrapper(_bind_on_server) if self.on_server else nullcontext()
        with bound:
            return list(queryset)

    def sql_with_params(self, values):
        """Return the SQL of the query, and its parameters for `values`."""
        params, flat = list(self.params), _flat(values, self.compiler.connection.ops)
        for at, place in self.places:
            params[at] = flat[place]
        return self.sql, tuple(params)

    def _statement(self):
        """Return the SQL with its constants written out, so that a plan for any values knows the
        conditions of partial indexes."""
        ops, numbers, places = self.compiler.connection.ops, itertools.count(), dict(self.places)

        def written(found):
            if found[0] == "%%" or (at := next(numbers)) in places:
                return found[0]
            return ops.compose_sql("%s", [self.params[at]]).replace("%", "%%")

        return _PLACEHOLDER.sub(written, self.sql)

    def _statement_with_values(self, values):
        from psycopg.types.numeric import Int8

        flat = _flat(values, self.compiler.connection.ops)
        # Of one type whatever their size: psycopg prepares a statement for each list of types.
        given = [Int8(value) if isinstance(value, int) else value for value in flat]
        return self.statement, tuple(given[place] for _at, place in self.places)


def _bind_on_server(execute, sql, params, many, context):
    """Send values apart from the SQL: psycopg then prepares what a connection runs often, see
    `prepare_threshold`. Django sends one text, which it never does."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    context["cursor"].cursor = ServerBindingCursor(context["connection"].connection)
    return execute(sql, params, many, context)


def _padded(value):
    """Return a tuple made as long as a power of two by its last part, so that few lengths are
    built; anything else as it is."""
    if value is None or isinstance(value, tuple) and None in value:
        raise ValueError("A prepared query takes no None.")
    if not isinstance(value, tuple):
        return value
    length = 1 << (len(value) - 1).bit_length()
    return value + value[-1:] * (length - len(value))


def _stand_in(value, numbers):
    if isinstance(value, tuple):
        return tuple(_stand_in(each, numbers) for each in value)
    return _STAND_INS[type(value)](next(numbers))


def _flat(values, ops):
    """Return all values in order, as Django hands them to the database."""
    parts = (each if isinstance(each, tuple) else (each,) for each in values.values())
    return [_adapted(value, ops) for value in itertools.chain.from_iterable(parts)]


def _adapted(value, ops):
    if isinstance(value, datetime):
        return ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not ops.connection.features.has_native_uuid_field:
        return value.hex
    return value

"""The tables that a move copies, in an order in which no row comes before what it refers to."""

from graphlib import TopologicalSorter

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import models

# Its words are stored in a way of each database: the index is made again.
_MADE_AGAIN = "search"


class CacheEntry(models.Model):
    """A row of Django's cache: a one-time code that was used must not work again."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField()

    class Meta:
        # Of no app: Django's cache makes the table.
        apps = Apps()
        app_label = "operations"
        db_table = settings.CACHES["default"]["LOCATION"]

    def __str__(self):
        return self.cache_key


def models_to_copy():
    """Return the models whose tables are copied."""
    found = apps.get_models(include_auto_created=True)
    tables = [model for model in found if model._meta.managed and not model._meta.proxy]
    return [
        *(model for model in tables if model._meta.app_label != _MADE_AGAIN),
        CacheEntry,
    ]


def in_order():
    """Return lists of models, so that rows refer to none of a later list. Models that refer to one
    another, or to themselves, are in one list."""
    reached = {model: _reached(model) for model in models_to_copy()}
    groups = {
        model: frozenset(other for other in others if model in reached[other]) or frozenset([model])
        for model, others in reached.items()
    }
    before = {
        group: {groups[other] for model in group for other in _referred(model)} - {group}
        for group in groups.values()
    }
    return [
        sorted(group, key=lambda model: model._meta.db_table)
        for group in TopologicalSorter(before).static_order()
    ]


def refers_within(group):
    """Return whether rows of a list of `in_order` may refer to later rows of it."""
    return any(other in group for model in group for other in _referred(model))


def _reached(model):
    """Return the models that a model refers to, at once or by way of others."""
    found, waiting = set(), [model]
    while waiting:
        for other in _referred(waiting.pop()) - found:
            found.add(other)
            waiting.append(other)
    return found


def _referred(model):
    return {
        field.remote_field.model._meta.concrete_model
        for field in model._meta.local_concrete_fields
        if field.remote_field and field.db_constraint
    }


def all_tables():
    """Return the names of all tables that a new site has rows in, apart from the migrations."""
    return [model._meta.db_table for model in models_to_copy()]

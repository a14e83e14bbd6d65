"""Records every change to the rows of some models in the audit log, wherever it is made.

Uses signals instead of forms, because accounts are also created by commands or in a shell. It
misses only what bypasses the models (`update()`, `bulk_create()`, SQL).
"""

from django.contrib.auth.models import Permission
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from . import actor, signals, workflow
from .hashing import is_empty, plain
from .models import HistoryEntry

Verb = HistoryEntry.Verb


def record_changes_of(model, *, fields, many=()):
    """Record changes to the rows of `model`: to these fields and these many-to-many fields."""

    def remember(sender, instance, update_fields=None, **kwargs):
        names = [name for name in fields if update_fields is None or name in update_fields]
        instance._before = _stored(instance, names) if names else {}

    def saved(sender, instance, created, **kwargs):
        if created:
            _record(instance, Verb.ADD, _differences({}, _values(instance, fields)))
        else:
            after = _values(instance, instance._before)
            changes = _differences(instance._before, after)
            if changes:
                _record(instance, Verb.CHANGE, changes)

    def deleted(sender, instance, **kwargs):
        _record(instance, Verb.DELETE, _differences(_values(instance, fields), {}))

    pre_save.connect(remember, sender=model, weak=False)
    post_save.connect(saved, sender=model, weak=False)
    post_delete.connect(deleted, sender=model, weak=False)
    for name in many:
        _record_many(model, name)


def _record_many(model, name):
    """Record changes to the many-to-many field `name` of `model`, made from either side."""

    def changed(sender, instance, action, reverse, pk_set, **kwargs):
        stage, _underscore, operation = action.partition("_")
        if stage == "pre":
            rows = _rows(instance, operation, reverse, pk_set)
            instance._related = {row: _related_names(row, name) for row in rows}
            return
        for row, before in instance._related.items():
            changes = _differences({name: before}, {name: _related_names(row, name)})
            if changes:
                _record(row, Verb.CHANGE, changes)

    def _rows(instance, operation, reverse, pk_set):
        if not reverse:
            return [instance]
        everything = model.objects.all()
        if operation == "clear":
            return everything.filter(**{name: instance})
        return everything.filter(pk__in=pk_set)

    def unlinked(sender, instance, **kwargs):
        """Relations of a deleted row are removed by the database, without a signal."""
        for row in model.objects.filter(**{name: instance}):
            before = _related_names(row, name)
            changes = {name: [before, [each for each in before if each != _name_of(instance)]]}
            _record(row, Verb.CHANGE, changes)

    field = model._meta.get_field(name)
    m2m_changed.connect(changed, sender=field.remote_field.through, weak=False)
    pre_delete.connect(unlinked, sender=field.related_model, weak=False)


def _related_names(row, name):
    return sorted(_name_of(each) for each in getattr(row, name).select_related())


def _name_of(row):
    """Return the name of a related row in the audit log."""
    if isinstance(row, Permission):
        return f"{row.content_type.app_label}.{row.codename}"
    return str(row)


def _stored(instance, names):
    row = type(instance)._base_manager.filter(pk=instance.pk).first()
    return _values(row, names) if row else {}


def _values(instance, names):
    return {name: plain(getattr(instance, name)) for name in names}


def _differences(before, after):
    names = [*before, *(name for name in after if name not in before)]
    pairs = {name: [before.get(name), after.get(name)] for name in names}
    return {
        name: [old, new]
        for name, (old, new) in pairs.items()
        if old != new and not (is_empty(old) and is_empty(new))
    }


def _record(subject, verb, changes):
    by = actor.current()
    workflow.record_change(subject, by=by, verb=verb, changes=changes)
    signals.subject_changed.send(type(subject), subject=subject, changes=changes, by=by)

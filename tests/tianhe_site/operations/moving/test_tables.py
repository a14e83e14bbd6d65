"""No row is copied before what it refers to."""

import pytest
from django.apps import apps
from django.core.cache import cache

from tianhe_site.media_library.models import Asset, File
from tianhe_site.operations.moving import rows, tables


def test_every_table_is_copied_once_but_those_of_the_search_index():
    copied = [model for group in tables.in_order() for model in group]
    every = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label != "search"
    ]
    assert sorted(map(str, copied)) == sorted(map(str, [*every, tables.CacheEntry]))


def test_rows_refer_to_none_of_a_later_list():
    before = set()
    for group in tables.in_order():
        before |= set(group)
        for model in group:
            for field in model._meta.local_concrete_fields:
                if field.remote_field:
                    assert field.related_model in before, (model, field)


def test_models_that_refer_to_one_another_are_in_one_list():
    [group] = [group for group in tables.in_order() if File in group]
    assert Asset in group
    assert tables.refers_within(group)


@pytest.mark.django_db
def test_codes_that_were_used_are_copied_too():
    cache.set("used", "123456")
    assert rows.count(tables.CacheEntry, "default") == 1

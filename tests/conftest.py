"""Fixtures for all tests: people, a fixed clock, and tables as the migrations left them."""

import gc
import io
import itertools
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TransactionTestCase, override_settings

from tests import pristine
from tests.factories import made_before, publish_with_reasons
from tests.site import migrated_database
from tests.validity import SITE
from tianhe_site.operations import catalogs
from tianhe_site.publishing import clock
from tianhe_site.throttle import readers

# A project of its own, which `test_section_template` makes and tests.
collect_ignore = ["section_template"]

# Playwright keeps an event loop in the thread that the other tests run in.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Django's models and templates stay for as long as the tests run: looking through them again and
# again for what could go was a tenth of the time.
gc.freeze()
gc.set_threshold(50_000, 20, 50)

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


# Files that start servers or processes, try every way, or take more than 0.2 seconds of processor
# time for a test: `make check` leaves them out.
SLOW = {
    "news/test_categories.py",
    "news/test_feeds.py",
    "news/test_onward.py",
    "news/test_views.py",
    "pages/test_contacts.py",
    "pages/test_mainland_china.py",
    "pages/test_menu_order.py",
    "pages/test_parent.py",
    "pages/test_press.py",
    "pages/test_status.py",
    "releases/test_both_versions.py",
    "releases/test_upgrades.py",
    "test_benchmarks.py",
    "test_chinese.py",
    "test_full_disk.py",
    "test_hung_database.py",
    "test_many_hosts.py",
    "test_nginx.py",
    "test_odd_parameters.py",
    "test_permissions.py",
    "test_plans.py",
    "test_production.py",
    "test_production_headers.py",
    "test_restart.py",
    "test_section_template.py",
    "test_settings.py",
    "test_start.py",
    "test_starts_at_once.py",
    "test_worker_kills.py",
    "tianhe_site/accounts/factors/test_second_factor.py",
    "tianhe_site/accounts/log_in/test_hostile_log_ins.py",
    "tianhe_site/accounts/log_in/test_single_sign_on.py",
    "tianhe_site/accounts/people/test_deactivation.py",
    "tianhe_site/accounts/security_log/test_security_log.py",
    "tianhe_site/accounts/test_staff_language.py",
    "tianhe_site/editorial/admin/test_approved_versions.py",
    "tianhe_site/editorial/admin/test_audit_log.py",
    "tianhe_site/editorial/admin/test_history.py",
    "tianhe_site/editorial/admin/test_hostile_input.py",
    "tianhe_site/editorial/admin/test_item_list.py",
    "tianhe_site/editorial/admin/test_layout.py",
    "tianhe_site/editorial/admin/test_publication.py",
    "tianhe_site/editorial/admin/test_review.py",
    "tianhe_site/editorial/admin/test_saving.py",
    "tianhe_site/editorial/admin/test_status.py",
    "tianhe_site/editorial/admin/test_translations.py",
    "tianhe_site/editorial/admin/test_trash.py",
    "tianhe_site/editorial/admin/test_warnings.py",
    "tianhe_site/editorial/test_autosaves.py",
    "tianhe_site/editorial/test_bulk.py",
    "tianhe_site/editorial/test_claims_register.py",
    "tianhe_site/editorial/test_dashboard.py",
    "tianhe_site/editorial/test_edit_conflicts.py",
    "tianhe_site/editorial/test_no_staff_page_scans.py",
    "tianhe_site/editorial/test_request_page.py",
    "tianhe_site/editorial/test_search_misses.py",
    "tianhe_site/editorial/test_search_page.py",
    "tianhe_site/editorial/test_site_as_of.py",
    "tianhe_site/editorial/test_title_alone.py",
    "tianhe_site/editorial/test_word.py",
    "tianhe_site/media_library/test_admin.py",
    "tianhe_site/media_library/test_image_processing.py",
    "tianhe_site/media_library/test_samples_stored.py",
    "tianhe_site/media_library/test_storage.py",
    "tianhe_site/operations/backup/test_archive.py",
    "tianhe_site/operations/backup/test_backup.py",
    "tianhe_site/operations/backup/test_before_migration.py",
    "tianhe_site/operations/backup/test_litestream.py",
    "tianhe_site/operations/backup/test_restoring.py",
    "tianhe_site/operations/backup/test_snapshot.py",
    "tianhe_site/operations/exchange/test_round_trip.py",
    "tianhe_site/operations/exchange/test_wordpress.py",
    "tianhe_site/operations/mirror/test_export_site.py",
    "tianhe_site/operations/moving/test_media.py",
    "tianhe_site/operations/outside_links/test_check_links.py",
    "tianhe_site/operations/test_complete_search.py",
    "tianhe_site/operations/test_export.py",
    "tianhe_site/operations/test_make_env.py",
    "tianhe_site/operations/test_redacted_exports.py",
    "tianhe_site/operations/test_seed_scale.py",
    "tianhe_site/operations/test_sitemaps.py",
    "tianhe_site/operations/test_starter_content.py",
    "tianhe_site/operations/test_table_checks.py",
    "tianhe_site/publishing/content_checks/test_statements.py",
    "tianhe_site/publishing/media/test_media.py",
    "tianhe_site/publishing/media/test_media_usage.py",
    "tianhe_site/publishing/media/test_public_media.py",
    "tianhe_site/publishing/search/test_chinese.py",
    "tianhe_site/publishing/search/test_query_table.py",
    "tianhe_site/publishing/search/test_search.py",
    "tianhe_site/publishing/search/test_suggestions.py",
    "tianhe_site/publishing/search/test_unseen_words.py",
    "tianhe_site/publishing/test_addresses.py",
    "tianhe_site/publishing/test_concurrency.py",
    "tianhe_site/publishing/test_costs.py",
    "tianhe_site/publishing/test_history.py",
    "tianhe_site/publishing/test_state_machine.py",
    "tianhe_site/publishing/test_states.py",
    "tianhe_site/publishing/test_tampering.py",
    "tianhe_site/publishing/test_triggers.py",
    "tianhe_site/publishing/workflow/test_lapsed_approvals.py",
    "tianhe_site/publishing/workflow/test_marks.py",
    "tianhe_site/publishing/workflow/test_moves.py",
    "tianhe_site/publishing/workflow/test_redaction.py",
    "tianhe_site/publishing/workflow/test_requests.py",
    "tianhe_site/publishing/workflow/test_versions.py",
    "tianhe_site/seo/test_head.py",
    "tianhe_site/seo/test_structured_data.py",
    "tianhe_site/serving/test_connection_pool.py",
    "tianhe_site/serving/test_kept_values.py",
    "tianhe_site/serving/test_page_cache.py",
    "tianhe_site/serving/test_process_memory.py",
    "tianhe_site/serving/test_words_that_change.py",
    "tianhe_site/test_busy.py",
    "tianhe_site/test_languages.py",
    "tianhe_site/test_names.py",
    "tianhe_site/test_public_urls.py",
    "tianhe_site/throttle/test_log_in.py",
    "tianhe_site/throttle/test_readers.py",
}


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        path = item.path.relative_to(here)
        if path.as_posix() in SLOW:
            item.add_marker("slow")
        # Sorted by the browser they would use, they would run before those that need the tables
        # as the migrations left them.
        if "browser_name" in item.fixturenames and path.parts[0] != "browser":
            raise pytest.UsageError(f"{item.nodeid}: 'page' and 'browser' are names of Playwright.")


@pytest.fixture(autouse=True, scope="session")
def _compiled_catalogs():
    """A start compiles them; Django looks for them once."""
    catalogs.compile_changed(io.StringIO())


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Begin with the tables that are made once for all shares of `make test`."""
    if connection.vendor != "sqlite" or "TIANHE_PREPARED" not in os.environ:
        return False
    shutil.copy2(migrated_database(), connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(autouse=True, scope="session")
def _plain_settings():
    """Plain names of static files, and passwords hashed in no time."""
    # The hashed names exist only after collectstatic, which the browser tests run; without its
    # folder WhiteNoise warns.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    static_files = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": static_files}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def media_folders(settings, tmp_path):
    """Give each test its own empty media folders; returns the folder that holds `private` and
    `public`."""
    folder = tmp_path / "media"
    backend = "django.core.files.storage.FileSystemStorage"
    storages = {
        f"{name}_media": {
            "BACKEND": backend,
            "OPTIONS": {"location": folder / name, "allow_overwrite": True},
        }
        for name in ("private", "public")
    }
    settings.STORAGES = {**settings.STORAGES, **storages}
    return folder


@pytest.fixture(autouse=True)
def _new_readers():
    """Forget how often the tests before have searched, all from one address."""
    for allowance in readers.ALL:
        allowance.clear()


@pytest.fixture(autouse=True, scope="session")
def _put_rows_back():
    """After a test with real transactions, the tables are as the migrations left them. The first
    one comes before anything was committed."""
    kept = []

    def set_up(cls):
        kept[:] = kept or [pristine.keep()]

    def tear_down(self):
        kept[0]()

    with mock.patch.multiple(
        TransactionTestCase, _fixture_setup=classmethod(set_up), _fixture_teardown=tear_down
    ):
        yield


@pytest.fixture
def noon():
    """Start the clock at noon (New York) of 2 March 2026; it advances by a millisecond each time
    it is read. Yields that noon."""
    ticks = itertools.count()
    with clock.set_to(lambda: NOON + timedelta(milliseconds=next(ticks))):
        yield NOON


@pytest.fixture
def example_site(settings):
    """Put the site at the production address, `SITE`."""
    settings.SITE_URL = SITE


@pytest.fixture
def publish(noon, publisher):
    """Return a function that publishes a draft as an editor does who has a reason for each
    warning, and returns the draft."""

    def publish(draft, **kwargs):
        publish_with_reasons(draft, by=publisher, **kwargs)
        return draft

    return publish


@pytest.fixture
def person(db):
    """Return a function that creates a member of staff, in a group if one is named. The account
    predates the audit log."""

    def make(name, group=None, **kwargs):
        values = {"password": make_password("correct horse"), "is_staff": True, **kwargs}
        user = made_before(User, username=name, **values)
        if group:
            made_before(User.groups.through, user=user, group=Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def author(person):
    return person("ann", "Authors")


@pytest.fixture
def reviewer(person):
    return person("rita", "Reviewers")


@pytest.fixture
def publisher(person):
    return person("paul", "Publishers")


@pytest.fixture
def administrator(person):
    return person("root", is_superuser=True)

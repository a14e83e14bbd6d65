"""What tests of the shared admin start from, and media in a real S3 server."""

from datetime import timedelta

import pytest

from tests import parts, s3
from tests.factories import make_news_item
from tianhe_site import settings as site_settings
from tianhe_site.monitoring import counts
from tianhe_site.publishing import workflow
from tianhe_site.publishing.states import State


@pytest.fixture
def live_item(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    return item


@pytest.fixture
def later(noon):
    """Return a function that gives the moment some hours after noon."""
    return lambda hours: noon + timedelta(hours=hours)


@pytest.fixture
def items(noon, author, publisher, reviewer):
    """One news item in each state, by name of the state."""
    made = {state.value: make_news_item(f"item-{state.value}") for state in State}
    for name in ("scheduled", "scheduled-draft"):
        workflow.publish_draft(made[name], by=publisher, at=noon + timedelta(hours=1))
    workflow.publish_draft(made["expired"], by=publisher, until=noon + timedelta(seconds=1))
    for name in ("live", "live-draft", "withdrawn", "archived"):
        workflow.publish_draft(made[name], by=publisher)
    for name in ("live-draft", "scheduled-draft"):
        made[name].title = "Written on"
        made[name].save()
    for name in ("withdrawn", "archived"):
        workflow.withdraw(made[name], by=publisher, note="x")
    workflow.archive(made["archived"], by=publisher)
    workflow.archive(made["trashed"], by=publisher)
    for name in ("in-review", "changes", "approved"):
        workflow.submit(made[name], by=author)
    workflow.request_changes(made["changes"].editions.get(), by=reviewer, note="x")
    workflow.approve(made["approved"].editions.get(), by=reviewer)
    return made


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    parts.needed(parts.RCLONE)
    with s3.S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def use_s3(settings, monkeypatch):
    """Return a function that configures S3 storage as the environment would."""

    def use(endpoint, bucket="media", secret_key=s3.SECRET_KEY):
        monkeypatch.setattr(site_settings, "MEDIA_IN_S3", True)
        monkeypatch.setattr(site_settings, "MEDIA_S3_ENDPOINT", endpoint)
        values = {
            "MEDIA_S3_BUCKET": bucket,
            "MEDIA_S3_ACCESS_KEY": s3.ACCESS_KEY,
            "MEDIA_S3_SECRET_KEY": secret_key,
            "MEDIA_S3_REGION": "us-east-1",
        }
        monkeypatch.setattr(site_settings, "MEDIA_S3", values)
        settings.STORAGES = {
            **settings.STORAGES,
            "private_media": site_settings._media_storage("private"),
            "public_media": site_settings._media_storage("public"),
        }

    return use


@pytest.fixture
def counted():
    """Return a function that returns what was counted since the test began."""
    before = counts.totals()
    return lambda: {
        key: total - before.get(key, 0)
        for key, total in counts.totals().items()
        if total != before.get(key, 0)
    }

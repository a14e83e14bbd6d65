"""Each of staff reads the pages and the email in their own language; records are in one."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.factories import change, make_news_item
from tests.reading import seen, text_of
from tianhe_site.accounts.models import Preferences, SecurityEvent
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)

PROFILE = "/admin/account/profile/"
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


def language_of(response):
    html = re.search(r'<html lang="([^"]*)"', response.content.decode())[1]
    return html, response.headers["Content-Language"]


def client_of(user):
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(user)
    return client


def test_someone_chooses_their_language_and_reads_the_next_page_in_it(noon, author):
    client = client_of(author)
    assert language_of(client.get(PROFILE)) == ("en", "en")
    page = client.post(PROFILE, {"name": "Ann", "language": "zh-hans"}, follow=True)
    assert "个人资料已保存。" in text_of(page)
    assert re.search(
        '<option value="zh-hans"[^>]* lang="zh-Hans"[^>]*>简体中文</option>', page.content.decode()
    )
    form = client.get("/admin/news/newsitem/add/")
    assert language_of(form) == ("zh-hans", "zh-Hans")
    # The editor has a file of its own.
    assert "&quot;language&quot;: &quot;zh-cn&quot;" in form.content.decode()


def test_someone_without_a_name_chooses_their_language_first(noon, author):
    page = client_of(author).post(PROFILE, {"name": "", "language": "zh-hans"}, follow=True)
    assert "个人资料已保存。" in text_of(page)
    author.refresh_from_db()
    assert author.get_full_name() == ""


def test_the_log_in_is_in_the_language_of_the_browser():
    assert language_of(Client(headers=CHINESE).get("/admin/login/")) == ("zh-hans", "zh-Hans")
    assert language_of(Client().get("/admin/login/")) == ("en", "en")


def test_a_language_that_the_site_no_longer_has_is_the_first_one(noon, author):
    Preferences.objects.create(user=author, language="tlh")
    assert language_of(client_of(author).get(PROFILE)) == ("en", "en")


def test_each_gets_email_in_their_language_and_records_are_in_one(noon, author, person):
    rita = person("rita", "Reviewers", email="rita@example.org")
    person("rob", "Reviewers", email="rob@example.org")
    for user in (author, rita):
        Preferences.objects.create(user=user, language="zh-hans")
    item = make_news_item(title="A full stop.")
    form = {"seen": seen(item), "reason:full-stop:title:": "Inc."}
    page = client_of(author).post(change(item, "submit"), form, follow=True)
    assert "已提交审核。" in text_of(page)
    # In the order of the addresses.
    told = [(each.to[0], each.subject, each.body.splitlines()[2]) for each in mail.outbox]
    assert told == [
        ("rita@example.org", "待审核：A full stop.", "来自：ann"),
        ("rob@example.org", "For review: A full stop.", "From: ann"),
    ]
    [kept] = HistoryEntry.objects.get(verb="submit").passed
    assert kept["sentence"] == "The title ends with a period. Remove it."


def test_the_security_log_is_in_one_language_and_shown_in_each(noon, author):
    Preferences.objects.create(user=author, language="zh-hans")
    client = client_of(author)
    client.post("/admin/account/password/", {"oldpassword": "wrong"})
    assert SecurityEvent.objects.get().note == "Password"
    assert "身份确认失败 密码" in text_of(client.get(PROFILE))


def test_an_invitation_is_in_the_language_that_is_chosen_for_the_person(
    noon, administrator, settings
):
    settings.HAS_MAIL = True
    form = {"name": "李梅", "email": "li@example.org", "roles": ["author"], "language": "zh-hans"}
    page = client_of(administrator).post("/admin/auth/user/add/", form, follow=True)
    assert page.status_code == 200
    assert mail.outbox[0].body.startswith("李梅，您好：")

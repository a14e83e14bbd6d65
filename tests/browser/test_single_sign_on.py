"""Single sign-on in a browser, which holds the log-in page to its policy."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.identity_providers import CLIENT, real_provider
from tests.ports import free_port
from tests.site import PASSWORD, RunningSite

PEOPLE = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("root", "root@example.org", "{PASSWORD}")
"""


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def company_site(port, tmp_path_factory):
    variables = {**CLIENT, "OIDC_ISSUER": f"http://127.0.0.1:{port}", "OIDC_NAME": "Example"}
    with RunningSite(tmp_path_factory.mktemp("site"), **variables) as running:
        running.shell(PEOPLE)
        yield running


def test_a_person_of_the_company_logs_in_by_the_button(page, company_site, port):
    people = {"42": {"email": "root@example.org", "email_verified": True}}
    with real_provider(company_site.url, people, port):
        page.goto(f"{company_site.url}/admin/accounts/securityevent/")
        page.get_by_role("button", name="Log in with Example").click()
        expect(page.locator("[name=login]")).to_be_visible()
        assert urlsplit(page.url).port == port
        page.fill("[name=login]", "42")
        page.fill("[name=password]", "any")
        page.click("[type=submit]")
        expect(page.locator("#result_list .field-shown_note").first).to_have_text("Example")
        assert page.url == f"{company_site.url}/admin/accounts/securityevent/"

"""Second factors in a browser with an authenticator of its own: set up, log in, lose, recover."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.site import PASSWORD, RunningSite

from . import axe

PEOPLE = f"""
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
password = make_password("{PASSWORD}")
for name in ("pass", "app", "lost", "over"):
    user = User.objects.create(username=name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name="Publishers"))
"""
SET_UP = "/admin/account/second-factor/"
WIDTHS = [360, 1280]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def strict_site(tmp_path_factory):
    """A site where staff need a second factor. A passkey needs a host with a name."""
    folder = tmp_path_factory.mktemp("strict-site")
    with RunningSite(folder, SECOND_FACTOR="required") as running:
        running.shell(PEOPLE)
        yield running


@pytest.fixture
def page(browser, strict_site):
    """A phone's page on the strict site; nothing may go wrong in it."""
    host = f"http://localhost:{strict_site.port}"
    context = browser.new_context(base_url=host, viewport={"width": 360, "height": 800})
    page = context.new_page()
    wrong = []
    page.on("console", lambda each: each.type == "error" and wrong.append(each.text))
    page.on("pageerror", lambda each: wrong.append(str(each)))
    yield page
    context.close()
    assert wrong == []


class Device:
    """What holds passkeys for a browser, as Chromium simulates it."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.id = self.send("addVirtualAuthenticator", options=AUTHENTICATOR)["authenticatorId"]

    def send(self, command, **values):
        return self.session.send(f"WebAuthn.{command}", values)

    def refuse(self):
        """Let its owner say no from now on."""
        self.send("setUserVerified", authenticatorId=self.id, isUserVerified=False)

    def lose(self):
        self.send("removeVirtualAuthenticator", authenticatorId=self.id)


@pytest.fixture
def device(page):
    return Device(page)


def enter(page, name, to="/admin/"):
    page.goto(f"/admin/login/?next={to}")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def add_passkey(page, name):
    page.get_by_role("link", name="Add a passkey").click()
    check(page)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def check(page):
    """Hold a page against axe and the width of a phone."""
    found = list(axe.findings_in_each_scheme(page, WIDTHS))
    assert (page.url, found) == (page.url, [])
    page.set_viewport_size({"width": 360, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert (page.url, width) == (page.url, 360)


def open_account_menu(page):
    page.locator(".account-menu-button").click()


def log_out(page):
    open_account_menu(page)
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("/admin/login/"))


def code_of(secret, *, steps=0):
    """Return what the app shows now, or so many codes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_a_passkey_is_set_up_and_lets_its_owner_in_without_a_password(page, device):
    enter(page, "pass", to="/admin/claims/")
    expect(page).to_have_url(re.compile(SET_UP))
    check(page)
    add_passkey(page, "My phone")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    check(page)
    page.get_by_role("link", name="Continue").click()
    expect(page).to_have_url(re.compile("/admin/claims/"))
    open_account_menu(page)
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_text("My phone")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Rename").click()
    check(page)
    page.get_by_label("Name").fill("My old phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("My old phone")).to_be_visible()
    log_out(page)
    check(page)
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def test_a_passkey_is_the_second_step_after_a_password_and_can_be_lost(page, device):
    enter(page, "lost")
    add_passkey(page, "My phone")
    code = page.locator(".recovery-codes code").first.text_content()
    log_out(page)
    enter(page, "lost", to="/admin/claims/")
    expect(page).to_have_url(re.compile("second-factor"))
    check(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/admin/claims/"))
    log_out(page)
    device.lose()
    Device(page).refuse()
    enter(page, "lost")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(
        "No passkey was used. If you don't have one here, use another way."
    )
    page.get_by_text("Use a recovery code", exact=True).click()
    page.get_by_label("Code").fill(code)
    check(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()


def test_an_app_is_set_up_by_hand_and_its_codes_let_its_owner_in(page):
    enter(page, "app")
    page.get_by_role("link", name="Add an authenticator app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    check(page)
    secret = page.locator(".factor-key").text_content().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "recovery-codes.txt"
    log_out(page)
    enter(page, "app", to="/admin/claims/")
    check(page)
    page.get_by_label("Code").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/admin/claims/"))


def test_a_browser_without_passkeys_says_so(page):
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/admin/login/")
    expect(page.get_by_role("button", name="Log in with a passkey")).to_be_disabled()
    expect(page.get_by_role("alert")).to_have_text(
        "This browser can't use passkeys. Use another way."
    )


END_SESSIONS = """
from django.contrib.sessions.models import Session
Session.objects.all().delete()
"""


def save_category(page, name):
    page.goto("/admin/news/category/add/")
    page.locator("#id_name").fill(name)
    page.locator("#id_position").fill("1")


def test_the_small_log_in_over_a_form_takes_a_passkey_alone_and_after_a_password(
    page, device, strict_site
):
    enter(page, "over")
    add_passkey(page, "My phone")
    page.get_by_role("link", name="Continue").click()
    dialog = page.locator("dialog.small-log-in")
    frame = page.frame_locator("dialog.small-log-in iframe")
    for name in ("By passkey", "By both"):
        save_category(page, name)
        strict_site.shell(END_SESSIONS)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(dialog.get_by_role("heading", name="Log in to continue")).to_be_visible()
        if name == "By passkey":
            frame.get_by_role("button", name="Log in with a passkey").click()
        else:
            frame.locator("#id_login").fill("over")
            frame.locator("#id_password").fill(PASSWORD)
            frame.get_by_role("button", name="Log in", exact=True).click()
            frame.get_by_role("button", name="Use a passkey").click()
        expect(page.locator(".messagelist .success")).to_contain_text(name)

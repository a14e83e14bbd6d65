"""An administrator adds a colleague by clicking, who comes in through the link."""

from playwright.sync_api import expect

from tests.site import PASSWORD

from .conftest import enter

NEW_PASSWORD = "four llamas paint quietly"


class Effort:
    """Counts what someone clicks and fills in."""

    def __init__(self):
        self.clicks = self.fields = 0

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def fill(self, locator, text):
        self.fields += 1
        locator.fill(text)


def test_a_colleague_is_added_in_five_clicks_and_logs_in_at_once(
    page, browser, site, third_parties
):
    site.shell(
        "from django.contrib.auth.models import User\n"
        f"User.objects.create_superuser('helen', password='{PASSWORD}')"
    )
    enter(page, "helen")
    effort = Effort()
    menu = page.get_by_role("navigation", name="Main menu")
    effort.click(menu.get_by_role("link", name="People"))
    effort.click(page.get_by_role("link", name="Add a person"))
    effort.fill(page.get_by_label("Name:"), "Nora Lind")
    effort.fill(page.get_by_label("Email address:"), "nora.lind@example.org")
    effort.click(page.get_by_label("Author"))
    effort.click(page.get_by_role("button", name="Create invitation"))
    link = page.get_by_label("Link for Nora Lind").input_value()
    effort.click(page.get_by_role("button", name="Copy link"))
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert (effort.clicks, effort.fields) == (5, 2)

    theirs = Effort()
    nora = browser.new_context(base_url=site.url).new_page()
    nora.goto(link)
    expect(nora.get_by_role("heading", name="Welcome, Nora Lind")).to_be_visible()
    theirs.fill(nora.locator("[name=password1]"), NEW_PASSWORD)
    theirs.click(nora.get_by_role("button", name="Set password and log in"))
    expect(nora.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(nora.locator("#user-tools")).to_contain_text("Nora Lind")
    assert (theirs.clicks, theirs.fields) == (1, 1)
    nora.goto(link)
    expect(nora.get_by_text("This link was used on")).to_be_visible()

    page.get_by_role("link", name="Back to People").click()
    row = page.get_by_role("row").filter(has_text="Nora Lind")
    expect(row).to_contain_text("Author")
    expect(row).to_contain_text("Active")

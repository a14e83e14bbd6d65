"""An administrator adds a colleague by clicking, who comes in through the link."""

from playwright.sync_api import expect

from .conftest import let_in
from .steps import Steps

NEW_PASSWORD = "four llamas paint quietly"


def test_a_colleague_is_added_in_five_clicks_and_logs_in_at_once(
    page, browser, site, third_parties
):
    site.shell(
        "from django.contrib.auth.models import User\nUser.objects.create_superuser('helen')"
    )
    let_in(page, site, "helen", "/admin/")
    steps = Steps(page)
    menu = page.get_by_role("navigation", name="Main menu")
    steps.click(menu.get_by_role("link", name="People"))
    steps.click(page.get_by_role("link", name="Add a person"))
    steps.fill(page.get_by_label("Name:"), "Nora Lind")
    steps.fill(page.get_by_label("Email address:"), "nora.lind@example.org")
    steps.click(page.get_by_label("Author"))
    steps.click(page.get_by_role("button", name="Create invitation"))
    link = page.get_by_label("Link for Nora Lind").input_value()
    steps.click(page.get_by_role("button", name="Copy link"))
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    steps.expect_at_most(clicks=5, fields=2, loads=3)

    nora = browser.new_context(base_url=site.url).new_page()
    nora.goto(link)
    theirs = Steps(nora)
    expect(nora.get_by_role("heading", name="Welcome, Nora Lind")).to_be_visible()
    theirs.fill(nora.locator("[name=password1]"), NEW_PASSWORD)
    theirs.click(nora.get_by_role("button", name="Set password and log in"))
    expect(nora.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(nora.locator("#user-tools")).to_contain_text("Nora Lind")
    theirs.expect_at_most(clicks=1, fields=1, loads=2)
    nora.goto(link)
    expect(nora.get_by_text("This link was used on")).to_be_visible()

    page.get_by_role("link", name="Back to People").click()
    row = page.get_by_role("row").filter(has_text="Nora Lind")
    expect(row).to_contain_text("Author")
    expect(row).to_contain_text("Active")

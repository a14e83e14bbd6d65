"""The side bar on a phone, and the tour."""

import re

from playwright.sync_api import expect

STEPS = [
    "Your dashboard",
    "Start with a title",
    "Find everything",
    "Your account",
    "Help for each screen",
]
PHONE = {"width": 390, "height": 844}


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard_and_leads_to_a_list(page, log_in):
    page.set_viewport_size(PHONE)
    log_in("ann")
    page.goto("/admin/help/")
    menu = page.get_by_role("navigation", name="Main menu")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="News", exact=True).click()
    expect(page).to_have_title(re.compile(r"\s*News \| Tianhe admin"))


def test_the_tour_leads_through_five_steps_by_keyboard_and_is_offered_once(page, log_in):
    log_in("ann")
    page.goto("/admin/")
    page.get_by_role("button", name="Take the tour").press("Enter")
    for number, title in enumerate(STEPS, start=1):
        dialog = page.get_by_role("dialog", name=title)
        expect(dialog).to_contain_text(f"Step {number} of 5")
        expect(dialog.get_by_role("heading")).to_be_focused()
        expect(page.locator(".tour-target")).to_be_in_viewport()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.locator("dialog.tour")).to_have_count(0)
    page.reload()
    expect(page.locator("#tour-offer")).to_be_hidden()
    page.locator("#help-link").click()
    expect(page.get_by_role("heading", name="Dashboard and lists", level=1)).to_be_visible()

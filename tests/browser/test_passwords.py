"""Choosing a password in a browser: it can be shown, and its strength is said while it is typed."""

from playwright.sync_api import expect


def test_a_new_password_is_rated_while_typed_and_can_be_shown(page, log_in):
    log_in("ann")
    page.goto("/admin/account/password/")
    new = page.get_by_label("New password")
    status = page.get_by_role("status")
    new.fill("tianhetianhe")
    expect(status).to_have_text("Weak. It repeats itself. Use four or more unrelated words.")
    new.fill("lantern orbit mustard reef")
    expect(status).to_have_text("Strong.")
    show = page.get_by_role("button", name="Show password").nth(1)
    show.click()
    expect(new).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(new).to_have_attribute("type", "password")


def test_a_password_can_be_pasted(page, context, log_in):
    log_in("ann")
    page.goto("/admin/account/password/")
    page.evaluate(
        """() => {
            const copied = document.createElement("textarea");
            copied.value = "lantern orbit mustard reef";
            document.body.append(copied);
            copied.select();
            document.execCommand("copy");
            copied.remove();
        }"""
    )
    new = page.get_by_label("New password")
    new.focus()
    page.keyboard.press("ControlOrMeta+v")
    expect(new).to_have_value("lantern orbit mustard reef")
    expect(page.get_by_role("status")).to_have_text("Strong.")

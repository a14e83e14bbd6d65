"""What pages do without being asked: nothing but show themselves, with or without scripts."""

from playwright.sync_api import expect


def test_pages_ask_nobody_else_and_report_nothing(new_page, full_site, paths):
    page, requests, messages = new_page(), [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append((page.url, message.text)))
    page.on("pageerror", lambda error: messages.append((page.url, str(error))))
    for path in paths:
        response = page.goto(path)
        if not response.ok:
            # Chromium reports the status of the message itself.
            messages.pop()
    ours = (f"{full_site.url}/", "data:", "blob:")
    assert [url for url in requests if not url.startswith(ours)] == []
    assert messages == []
    assert page.context.cookies() == []


def test_pages_say_the_same_without_scripts(new_page, kinds):
    with_scripts, without = new_page(), new_page(java_script_enabled=False)
    for path in kinds:
        with_scripts.goto(path)
        without.goto(path)
        assert without.inner_text("body") == with_scripts.inner_text("body"), path


def test_whole_journey_needs_no_script(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="All news", exact=True).click()
    page.get_by_role("link", name="2013").click()
    page.get_by_role("link", name="New clinical trial").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("New clinical trial")

"""What pages do without being asked: nothing but show themselves, with or without scripts."""

from playwright.sync_api import expect


def test_pages_ask_nobody_else_and_report_nothing(visited, full_site):
    ours = (f"{full_site.url}/", "data:", "blob:")
    assert [url for url in visited.requests if not url.startswith(ours)] == []
    assert visited.messages == []
    assert visited.cookies == []


def test_pages_say_the_same_without_scripts(page_without_scripts, visited, kinds):
    for path in kinds:
        page_without_scripts.goto(path)
        assert page_without_scripts.inner_text("body") == visited.words[path], path


def test_whole_journey_needs_no_script(page_without_scripts):
    page = page_without_scripts
    page.goto("/")
    page.get_by_role("link", name="All news", exact=True).click()
    page.get_by_role("link", name="2013").click()
    page.get_by_role("link", name="New clinical trial").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("New clinical trial")

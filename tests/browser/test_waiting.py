"""The tests' own browser: what is done to a page waits for the scripts that answer it."""

import pytest
from playwright.sync_api import TimeoutError, expect

PAGE = "<script type=module src=/late.js></script><button>Not yet</button>"
FRAME = "<iframe src=/framed/></iframe>"
SCRIPT = """document.querySelector("button").onclick =
  ({target}) => { target.textContent = "Done"; };"""


@pytest.mark.parametrize(("path", "frame"), [("/framed/", None), ("/framing/", "iframe")])
def test_click_waits_for_the_scripts_of_the_page_and_of_its_frames(page, path, frame):
    held = []
    page.route("**/framed/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route("**/framing/", lambda route: route.fulfill(body=FRAME, content_type="text/html"))
    page.route("**/late.js", lambda route: held.append(route))
    page.goto(path, wait_until="commit")
    button = (page.frame_locator(frame) if frame else page).get_by_role("button")
    with pytest.raises(TimeoutError, match="loading="):
        button.click(timeout=500)
    for route in held:
        route.fulfill(body=SCRIPT, content_type="text/javascript")
    button.click()
    expect(button).to_have_text("Done")

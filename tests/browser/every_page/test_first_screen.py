"""What a stranger sees of the home page without scrolling."""

import pytest


@pytest.mark.parametrize(("width", "height"), [(360, 640), (768, 1024), (1440, 900)])
def test_home_page_says_what_it_is_and_leads_on_without_scrolling(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/")
    parts = [page.locator(each) for each in ("h1", ".hero .standfirst")]
    parts += page.locator(".ways a").all()
    assert len(parts) == 4
    ends = [box["y"] + box["height"] for box in (part.bounding_box() for part in parts)]
    assert [end for end in ends if end > height] == []

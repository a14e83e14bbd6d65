"""The home page as a reader's browser gets it, measured there."""

KB = 1024
MAX_BYTES = {"document": 14 * KB, "stylesheet": 12 * KB, "script": 5 * KB, "font": 0}
MAX_REQUESTS = 8


def test_home_page_is_light(new_profile, full_site):
    # In a profile that has nothing of it.
    page, requests = new_profile().new_page(), []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto("/", wait_until="networkidle")
    weights = dict.fromkeys(MAX_BYTES, 0)
    for request in requests:
        if request.resource_type in weights:
            weights[request.resource_type] += request.sizes()["responseBodySize"]
    # A stylesheet and a document there must be; nothing weighs nothing.
    assert weights["document"] > KB
    assert weights["stylesheet"] > KB
    assert {kind: weight for kind, weight in weights.items() if weight > MAX_BYTES[kind]} == {}
    assert len(requests) <= MAX_REQUESTS
    assert {request.url.startswith(full_site.url) for request in requests} == {True}
    assert page.context.cookies() == []

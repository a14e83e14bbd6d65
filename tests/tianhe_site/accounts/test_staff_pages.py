"""What the browser is told about every page for staff, and which of them go into a frame."""

import pytest

pytestmark = pytest.mark.django_db

SMALL = [
    *("/admin/login/", "/admin/login/second-factor/", "/admin/login/forgot/"),
    *("/admin/account/confirm/", "/admin/account/session/back/"),
]
OTHERS = ["/admin/", "/admin/account/sessions/", "/admin/news/newsitem/add/", "/preview/x/", "/"]
IN_FRAME = [("?small=1", {}), ("", {"Sec-Fetch-Dest": "iframe"})]


def framing(response):
    """Return who may show a page in a frame."""
    policy = response.headers["Content-Security-Policy"]
    [ancestors] = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return ancestors


@pytest.mark.parametrize(("query", "headers"), IN_FRAME)
@pytest.mark.parametrize("path", SMALL)
def test_pages_of_the_log_in_are_shown_in_a_frame_of_ours_that_asks(client, path, query, headers):
    own = "frame-ancestors 'self'"
    assert framing(client.get(f"{path}{query}", headers=headers)) == own
    assert framing(client.get(path)) == "frame-ancestors 'none'"


@pytest.mark.parametrize(("query", "headers"), IN_FRAME)
@pytest.mark.parametrize("path", OTHERS)
def test_no_other_page_is_shown_in_a_frame(client, author, path, query, headers):
    client.force_login(author)
    response = client.get(f"{path}{query}", headers=headers)
    assert framing(response) == "frame-ancestors 'none'"


def test_only_staff_pages_may_hold_a_frame(client, author):
    client.force_login(author)
    assert "frame-src 'self'" in client.get("/admin/").headers["Content-Security-Policy"]
    assert "frame-src" not in client.get("/").headers["Content-Security-Policy"]


def test_logging_out_clears_the_cache_of_the_browser(client, author):
    client.force_login(author)
    assert "Clear-Site-Data" not in client.get("/admin/logout/").headers
    assert client.post("/admin/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/admin/login/").headers


@pytest.mark.parametrize("path", ["/admin", "/admin/nothing/", "/admin/login/?next=/admin/"])
def test_nothing_for_staff_is_kept_by_a_cache_whatever_is_answered(client, path):
    assert "no-store" in client.get(path).headers["Cache-Control"]
    assert "no-store" in client.put(path).headers["Cache-Control"]


def test_form_without_a_token_is_kept_by_no_cache_either(client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/admin/login/")
    assert response.status_code == 403
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("second_factor", ["optional", "required"])
def test_a_script_that_can_do_nothing_now_is_told_so_and_gets_no_page(
    client, author, settings, method, second_factor
):
    settings.SECOND_FACTOR = second_factor
    if second_factor == "required":
        client.force_login(author)
    ask = getattr(client, method)
    path = "/admin/media_library/image/upload/"
    response = ask(path, headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json() == {
        "error": "Your session ended. Log in in another tab, then try again here."
    }
    assert ask(path).status_code == 302

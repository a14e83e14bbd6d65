"""The rules for nginx say what is meant, whatever an address or a header holds."""

from urllib.parse import quote

import pytest

from tianhe_site.operations.export_folder import ExportError
from tianhe_site.operations.mirror.making import Kept
from tianhe_site.operations.mirror.nginx import rules

PAGE = Kept(
    "/", "index.html", 200, "text/html; charset=utf-8", "", (("Cache-Control", "no-cache"),)
)
MISSING = Kept("/404.html", "404.html", 404, "text/html; charset=utf-8", "", PAGE.headers)


def rules_for(**values):
    values = {**PAGE.__dict__, "address": "/other/", "name": "other/index.html", **values}
    return rules([PAGE, Kept(**values), MISSING])


def test_redirect_and_its_address_without_a_slash():
    text = rules_for(
        status=301, name="", location="/new/", headers=(("Cache-Control", "max-age=3600"),)
    )
    assert (
        'location = "/other/" {\n    set $mirror_cache_control "max-age=3600";\n'
        '    return 301 "/new/";\n}\n'
        'location = "/other" {\n    return 301 "/other/";\n}\n'
    ) in text


def test_what_is_gone_has_its_own_page():
    text = rules_for(status=410, name="pages.410/other/index.html")
    assert 'location = "/other/" {\n    return 410;\n}\n' in text
    assert 'error_page 410 "/pages.410$uri";\n' in text


def test_address_of_an_old_site_cannot_end_its_rule():
    text = rules_for(
        address="/a%22%20%7B%7D%20%24uri%5C/", status=301, name="", location="/new/$uri"
    )
    assert 'location = "/a\\" {} $uri\\\\/" {\n    return 301 "/new/%24uri";\n}\n' in text


def test_address_with_a_line_break_has_no_rule():
    text = rules_for(address="/a%0Ab/", status=301, name="", location="/new/")
    assert "/new/" not in text
    assert "/a%0Ab/" not in text


def test_address_that_is_too_long_for_a_location_is_a_pattern():
    path = f"/{'长' * 100}(1)"
    text = rules_for(address=quote(path), status=301, name="", location="/new/")
    pattern = f"^/{'长' * 100}\\\\(1\\\\)$"
    assert f'location ~ "{pattern}" {{\n    return 301 "/new/";\n}}\n' in text


@pytest.mark.parametrize("value", ["$document_root", "a\r\nSet-Cookie: b"])
def test_header_that_would_mean_something_else_is_refused(value):
    with pytest.raises(ExportError, match="can't be told"):
        rules_for(headers=(("Content-Disposition", value),))


def test_file_that_differs_from_others_of_its_kind_has_its_own_rule():
    text = rules_for(
        address="/robots.txt", name="robots.txt", content_type="text/plain", headers=()
    )
    assert (
        'location = "/robots.txt" {\n    set $mirror_cache_control "";\n    types { }\n'
        '    default_type "text/plain";\n    try_files "/robots.txt" =404;\n}\n'
    ) in text

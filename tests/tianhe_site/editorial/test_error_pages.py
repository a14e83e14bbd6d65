"""What staff see where a page is missing or forbidden."""

import re

import pytest


def shown(client, path):
    """Return the status, the heading, and whether the side bar leads on."""
    response = client.get(path)
    content = response.content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", content)[1]
    return response.status_code, heading, 'id="nav-sidebar"' in content


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/admin/nothing/", (404, "Page not found", True)),
        ("/admin/auth/user/", (403, "You don&#x27;t have permission to open this page", True)),
        ("/nothing/", (404, "Page not found", False)),
    ],
)
def test_staff_stay_in_the_admin(client, author, path, expected):
    client.force_login(author)
    assert shown(client, path) == expected


def test_others_see_the_page_of_the_site(client, person):
    client.force_login(person("reader", is_staff=False))
    assert shown(client, "/nothing/") == (404, "Page not found", False)

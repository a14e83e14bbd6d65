"""Handing out one-time links, and following them."""

import re

PASSWORD = "A long enough phrase 7"
PEOPLE = "/admin/auth/user/"
LINK = re.compile(r"https?://[^/\s]+(/admin/login/link/[^\s\"<]+)")


def link_in(text):
    return LINK.search(text).group(1)


def page_of(user, page="change"):
    """Return the address of one of a person's pages under People."""
    return f"{PEOPLE}{user.pk}/{page}/"


def set_password(client, link, password=PASSWORD):
    """Submit the form that a link leads to; return the response."""
    client.get(link)
    return client.post(link, {"password1": password})


def may_log_in(client, name, password=PASSWORD):
    client.logout()
    response = client.post("/admin/login/", {"login": name, "password": password})
    return response.status_code == 302

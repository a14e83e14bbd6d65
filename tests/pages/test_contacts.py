"""The contact page, and its link in the footer."""

import re

import pytest

from pages.models import Page
from tests.factories import make_page, make_site_details
from tests.reading import text_of

pytestmark = pytest.mark.django_db

NO_HEALTH = "Please do not send health information."


def main_of(client):
    page = client.get("/contact/").content.decode()
    return page[page.index("<main") :].partition("</main>")[0]


def contacts_on(client):
    """Return the text of each contact on the contact page."""
    sections = re.findall(r"<section aria-labelledby.*?</section>", main_of(client), re.DOTALL)
    return [" ".join(re.sub("<.*?>", " ", each, flags=re.DOTALL).split()) for each in sections]


def is_in_footer(client):
    page = client.get("/about/").content.decode()
    return '<a href="/contact/">' in page[page.index("<footer") :]


@pytest.fixture
def details(publish):
    publish(make_page("about"))
    publish(make_page("contact", layout="contact", in_footer=True, in_menu=False))
    return publish(make_site_details())


def test_each_role_that_is_filled_in_has_its_heading_and_a_request_beside_each_address(
    client, details, publish
):
    details.patients_phone = "+1 212 555 0101"
    details.patients_email = "families@example.org"
    details.partners_phone = "+1 212 555 0102"
    details.contact_name = "A. Speaker"
    details.contact_email = "press@example.org"
    details.save()
    publish(details)
    assert contacts_on(client) == [
        f"Patients and families +1 212 555 0101 families@example.org {NO_HEALTH}",
        "Partners +1 212 555 0102",
        f"Press A. Speaker press@example.org {NO_HEALTH}",
    ]
    assert '<a href="tel:+12125550101">' in main_of(client)
    assert '<a href="mailto:families@example.org">' in main_of(client)


def test_contact_page_is_in_the_footer_once_a_contact_is_live(client, details, publish):
    assert contacts_on(client) == []
    assert not is_in_footer(client)
    details.contact_name = "A name alone is no contact"
    details.save()
    publish(details)
    assert contacts_on(client) == []
    assert not is_in_footer(client)
    details.physicians_email = "physicians@example.org"
    details.save()
    assert not is_in_footer(client)
    publish(details)
    assert contacts_on(client) == [f"Physicians physicians@example.org {NO_HEALTH}"]
    assert is_in_footer(client)


def test_page_without_site_details_shows_no_contact(client, publish):
    publish(make_page("about"))
    publish(make_page("contact", layout="contact", in_footer=True))
    assert contacts_on(client) == []
    assert not is_in_footer(client)


def test_who_may_change_the_site_details_is_told_which_contacts_are_missing(
    client, noon, publisher
):
    details = make_site_details(patients_email="families@example.org", contact_phone="+1 212 555")
    client.force_login(publisher)
    shown = text_of(client.get("/admin/"))
    assert "Contacts to add (1) Tianhe No phone or email for: Physicians, Partners." in shown
    details.physicians_phone = details.partners_phone = "+1 212 555 0100"
    details.save()
    assert "Contacts to add" not in text_of(client.get("/admin/"))


def test_contact_page_takes_no_query_for_a_contact(
    client, details, publish, django_assert_num_queries
):
    for role in ("patients", "physicians", "partners"):
        setattr(details, f"{role}_email", f"{role}@example.org")
        details.save()
        publish(details)
        with django_assert_num_queries(9):
            assert contacts_on(client)[-1].endswith(f"{role}@example.org {NO_HEALTH}")


def test_contact_page_is_found_by_the_name_of_a_person_unless_it_hides_contacts(
    client, details, publish
):
    def found(text):
        html = client.get("/search/", {"q": text}).content.decode()
        return re.findall(r'<h2><a href="([^"]*)">', html), "data-miss" in html

    publish(make_page("speakers", title="Speakers"))
    details.contact_name = "Jo Speaker, 王小明"
    details.contact_email = "press@example.org"
    details.save()
    publish(details)
    assert found("jo speaker") == found("王小明") == (["/contact/"], False)
    assert found("Speaker") == (["/contact/", "/speakers/"], False)
    assert found("press@example.org")[0] == []
    page = Page.objects.get(slug="contact")
    page.hide_contacts = True
    page.save()
    publish(page)
    assert found("王小明") == ([], True)

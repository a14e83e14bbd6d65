"""What a new site doesn't have yet: content that brings each template and feature to readers.

Runs in the shell of the site. What is added to the site later is met here by one more row.
"""

import re
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.core.management import call_command

from news.models import NewsItem
from pages.models import Page, SiteDetails
from pages.privacy import HEADINGS
from tests import factories
from tianhe_site.media_library import library
from tianhe_site.publishing import clock, workflow
from tianhe_site.rich_text.examples import EXAMPLES

BY = workflow.COMMAND_LINE
# More than stand on one page of the list.
OLDER_NEWS = 14

TABLE = """<table><caption>What was measured</caption>
<thead><tr><th scope="col">Group</th><th scope="col">People</th><th scope="col">Seen again</th></tr>
</thead><tbody><tr><th scope="row">First</th><td>12 of 20</td><td>11 March 2015</td></tr>
<tr><th scope="row">Second</th><td>9 of 18</td><td>12 March 2015</td></tr></tbody></table>"""

LONG_WORDS = "Pneumonoultramicroscopicsilicovolcanoconiosis-Untersuchungsausschussvorsitzende"

SOURCES = [
    {
        "title": "Register of the study",
        "url": "https://register.example/study/NCT01350219",
        "identifier": "NCT01350219",
        "note": "Looked at on 2 March 2015.",
    },
    {"title": "Minutes of the meeting", "note": "On paper."},
]


def fill():
    """Publish all of it."""
    picture = _picture()
    _site_details()
    _older_news()
    _item_with_everything(picture)
    _long_item()
    _corrected_item()
    _moved_and_withdrawn_items()
    _pages(picture)
    _in_chinese()
    call_command("make_renditions", verbosity=0)


def _publish(draft, **kwargs):
    factories.publish_with_reasons(draft, by=BY, **kwargs)
    return draft


def _publish_by_two(draft):
    """Publish a draft that is marked: somebody approves who has written none of it."""
    edition = workflow.submit(draft, by=BY, reasons=factories.reasons_for(draft))
    values = {"is_staff": True, "is_superuser": True}
    second, _made = get_user_model().objects.get_or_create(
        username="second-person", defaults=values
    )
    workflow.approve(edition, by=second)
    workflow.publish(edition, by=BY)


def _picture():
    picture = factories.make_image("Rooms", description="Three rooms.", size=(1000, 700))
    for text in picture.texts.all():
        text.caption = "The rooms in Jinan, seen from the garden."
        text.save()
    picture.credit = "Photo: A. Person"
    picture.licence = "CC BY 4.0"
    picture.for_press = True
    picture.save()
    library.record_author(picture, by=BY)
    _publish_by_two(Page.objects.get(language="en", slug="press"))
    return picture


def _site_details():
    details = SiteDetails.objects.get(language="en")
    details.approval_statement = (
        "Stem Cell Educator therapy is investigational. It has not been approved by the FDA. Its "
        "safety and effectiveness have not been established."
    )
    details.cautionary_text = "This is about the past. Nobody knows the future."
    details.icp_number, details.psb_number = "鲁ICP备12345678号-1", "鲁公网安备37010202000001号"
    details.picture = factories.make_image("Badge", size=(36, 40))
    details.contact_name = "A. Person"
    details.contact_phone = "+1 555 0100"
    details.contact_email = "press@example.org"
    details.patients_phone = "+1 555 0101"
    details.patients_email = f"families-and-patients-us@{'-'.join(['department'] * 4)}.example.org"
    details.physicians_email = "physicians@example.org"
    workflow.write(details, by=BY)
    _publish_by_two(details)


def _older_news():
    for number in range(1, OLDER_NEWS + 1):
        _publish(
            factories.make_news_item(
                f"report-{number}",
                title=f"Report {number} of the working group is out",
                summary=f"The working group has written its report number {number}.",
                date=date(2010, 1, 1) + timedelta(days=20 * number),
                body=f"<p>The report number {number} can be read in the library.</p>",
            )
        )


def _item_with_everything(picture):
    document = factories.make_document("Protocol of the study", pages=2)
    _publish(
        factories.make_news_item(
            "everything-an-item-can-hold",
            title="Everything that an item can hold",
            summary="A picture, a table, a quotation, a document, sources and claims.",
            date=date(2015, 3, 2),
            company_announcement=False,
            picture=picture,
            sources=SOURCES,
            body=f"""<p>In the study, <mark data-sources="1 2">12 of 20 people were seen
            again</mark>. Read <a href="/company/">about the company</a>, or the
            <a href="https://register.example/study/NCT01350219">register</a>.</p>
            <h2>In numbers</h2>{TABLE}
            <h3>In the words of the group</h3>
            <blockquote><p>“We have looked at each of them ourselves.”</p></blockquote>
            <ul><li>one<ul><li>one of one</li></ul></li><li>two</li></ul>
            <ol start="3"><li>three</li><li>four</li></ol>
            <p>{LONG_WORDS} H<sub>2</sub>O, 10<sup>9</sup>/l, Jinan (济南).</p>
            <p><img src="image:{picture.pk}"></p>
            <p><img src="image:{picture.pk}" data-style="left"></p><p>Beside it.</p>
            <p><img src="image:{picture.pk}" data-style="wide"></p>
            <hr><p><a href="document:{document.pk}">The protocol</a></p>""",
        )
    )


def _long_item():
    """Publish an item of so many parts that it begins with links to them."""
    parts = "".join(
        f'<h2>Part {number} of the report</h2><p>In the end, <mark data-sources="1">it is the '
        f"part with the number {number}</mark> of those that the working group has written.</p>"
        for number in range(1, 6)
    )
    _publish(
        factories.make_news_item(
            "report-in-parts",
            title="The whole report about Stem Cell Educator therapy",
            date=date(2015, 3, 1),
            company_announcement=False,
            sources=SOURCES,
            body=parts,
        )
    )


def _corrected_item():
    draft = _publish(factories.make_news_item("corrected", title=f"A {LONG_WORDS}"))
    draft.summary = "The office has granted two patents."
    draft.save()
    correction = "We first wrote that one patent was granted. It was two."
    workflow.publish_draft(
        draft, by=BY, correction=correction, reasons=factories.reasons_for(draft)
    )


def _moved_and_withdrawn_items():
    moved = _publish(
        factories.make_news_item("first-name", title="An item that was moved (天合，济南)")
    )
    workflow.move({moved: {"slug": "second-name"}}, by=BY)
    withdrawn = _publish(factories.make_news_item("withdrawn", title="An item that went"))
    # Editors find the request to tell readers something else on their first page.
    asker = get_user_model().objects.create_superuser("asker")
    sentence = "The information on this page is out of date."
    workflow.withdraw(withdrawn, by=asker, reason=sentence, own_words="It was called off.")


def _pages(picture):
    privacy = Page.objects.get(language="en", slug="privacy")
    for name in HEADINGS:
        setattr(privacy, name, "What readers learn about their data.\n\nAnd whom they ask.")
    _publish(privacy)
    company = Page.objects.get(language="en", slug="company")
    _publish(
        factories.make_page(
            "rooms",
            parent=company,
            title="Where we work",
            menu_title="Rooms",
            picture=picture,
            status="A trial has been initiated",
            status_date=date(2013, 11, 23),
            approval_statement="It has not been approved by any authority.",
            last_reviewed=date(2026, 1, 2),
            reviewed_by="B. Person, MD",
            next_review=date(2030, 1, 1),
            sources=SOURCES,
            body=f'<p>As <mark data-sources="1">the register says</mark>.</p>{TABLE}'
            f'<p><img src="image:{picture.pk}" data-style="right"></p><p>Beside it.</p>',
        )
    )
    _publish(
        factories.make_page(
            "styles",
            parent=company,
            title=f"The {LONG_WORDS}",
            menu_title=LONG_WORDS[:30],
            in_footer=True,
            hide_contacts=True,
            body=_styled_text(),
        )
    )
    # The news has a picture in the lists and on the home page.
    item = NewsItem.objects.get(language="en", slug="partnership-with-corduse")
    item.picture = picture
    item.save()
    _publish(item)


def _in_chinese():
    """Publish the translation of an item, as if it had been there before."""
    item = NewsItem.objects.get(language="en", slug="everything-an-item-can-hold")
    draft = factories.make_news_item(
        "quanbu-neirong",
        language="zh-hans",
        translation_key=item.translation_key,
        title="一条包含全部内容的新闻",
        summary="其中有小标题、列表和引用。",
        date=item.date,
        dateline_place="济南",
        body="<h2>摘要</h2><p>2015年3月2日，New York 和济南同时发布。</p>"
        "<ul><li>一</li><li>二</li></ul><blockquote><p>“我们逐一看过。”</p></blockquote>",
    )
    workflow.import_edition(draft, by=BY, live_from=clock.now())


def _styled_text():
    """Return each block that the menu of the editor inserts, filled in."""
    texts = "".join(str(markup) for _name, _label, markup in EXAMPLES)
    filled = re.sub(r"(?<!<th>)(?<=>)[^<>]+(?=<)", r"\g<0>: NCT01350219", texts)
    return f"<h2>Blocks</h2>{filled}"

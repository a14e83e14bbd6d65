"""News that comes from a table."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from news.models import NewsItem
from tests.factories import picture_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys, noon):
    """Return a function that imports a table, and returns what it printed."""

    def loaded(text, encoding="utf-8-sig", **options):
        path = tmp_path / "news.csv"
        path.write_bytes(text.encode(encoding))
        capsys.readouterr()
        call_command("import_csv", str(path), **options)
        return capsys.readouterr().out.splitlines()

    return loaded


def test_row_becomes_a_draft(load, tmp_path):
    (tmp_path / "lab.png").write_bytes(picture_upload().read())
    printed = load(
        "Title;Date;Text;Summary;Place;Category;Address;Source;Source address;Picture\r\n"
        'A patent;2014-03-31;"First.\n\nSecond.";Short.;Jinan;Patents;'
        "https://old.example/news/a-patent.html;Office;https://office.example/1;lab.png\r\n",
        media=str(tmp_path),
    )
    item = NewsItem.objects.get()
    assert (item.title, item.slug, item.date) == ("A patent", "a-patenthtml", date(2014, 3, 31))
    assert item.body == "<p>First.</p><p>Second.</p>"
    assert (item.summary, item.dateline_place, item.category.slug) == ("Short.", "Jinan", "patents")
    assert item.sources == [{"title": "Office", "url": "https://office.example/1"}]
    assert item.picture.title == "lab"
    assert printed == ["Imported: 1 news items, 1 pictures"]


def test_second_import_makes_no_doubles(load):
    table = "title,date,text\nA patent,2014-03-31,<p>Text</p>\n"
    assert load(table) == ["Imported: 1 news items"]
    assert load(table)[-1] == "Imported before, and left as they are: 1"


def test_editions_are_live_and_their_old_addresses_lead_there(load, client):
    load("title,date,text,address\nA patent,2014-03-31,Words.,/old/patent.html\n", as_editions=True)
    response = client.get("/old/patent.html")
    assert response.headers["Location"].startswith("/news/2014/")
    assert "Words." in client.get(response.headers["Location"]).content.decode()


def test_rows_that_lack_something_are_refused_by_line_and_the_rest_comes(load):
    printed = load("title,date\nA,2014-03-31\n,2014-03-31\nB,31 March\n\nC,2014-04-01\n")
    assert printed == [
        "Imported: 2 news items",
        "Refused: 2",
        "About single items:",
        "  line 3: It needs a title, and a date such as 2014-03-31.",
        "  line 4: It needs a title, and a date such as 2014-03-31.",
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "reason"),
    [
        ("name,date\n", "utf-8", "must have these headings: title"),
        ("title,date,colour\n", "utf-8", "aren't known: colour. Known are: title, date, text"),
        ("", "utf-8", "must have these headings: title, date"),
        ("title,date\nÄ,2014-03-31\n", "latin-1", "isn't in UTF-8"),
        ('title,date\n"' + "x" * 1_100_000 + '",2014-03-31\n', "utf-8", "is no CSV table"),
    ],
)
def test_other_tables_are_refused_with_a_sentence(load, text, encoding, reason):
    with pytest.raises(CommandError, match=reason):
        load(text, encoding=encoding)

"""The content of a new site."""

import re
from datetime import UTC, datetime

import lxml.html
import pytest
from django.core.management import CommandError, call_command
from django.db.models import CharField

from news.models import Category, NewsItem
from pages.models import Page, SiteDetails, Term
from tests import reading_grade
from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    publish_with_reasons,
    reasons_for,
)
from tianhe_site import languages
from tianhe_site.editorial.claims_register import live_claims
from tianhe_site.operations import starter_content
from tianhe_site.publishing import clock, history, translations, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import FOREVER, HistoryEntry, Publishable, WatchedWord
from tianhe_site.publishing.translations import TranslationState

Verb = HistoryEntry.Verb
pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(noon):
    call_command("load_starter_content", verbosity=0)


def test_four_pages_and_four_news_items_are_live_in_each_language(client, starter):
    for root in languages.roots():
        for path in ("", "therapy/", "company/", "china-division/", "news/"):
            assert client.get(f"{root}{path}").status_code == 200
        text = client.get(f"{root}news/").content.decode()
        assert text.count('<li class="row">') == 4


def test_chinese_is_a_translation_of_each_item_that_is_up_to_date(starter):
    now = clock.now()
    for model in (NewsItem, Page, SiteDetails, Term):
        originals = list(model.objects.filter(language="en"))
        for rows in translations.of_items(originals, now).values():
            states = [(row.language, row.state) for row in rows]
            assert states == [("en", None), ("zh-hans", TranslationState.UP_TO_DATE)]
    chinese = Publishable.objects.filter(language="zh-hans").values("pk")
    entries = HistoryEntry.objects.filter(item_id__in=chinese)
    assert set(entries.values_list("verb", flat=True)) == {Verb.WRITE, Verb.IMPORT}


def test_site_of_an_earlier_release_gets_no_texts_that_nobody_asked_for(client, noon, settings):
    settings.LANGUAGES = [("en", "English")]
    starter_content.load()
    settings.LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
    assert starter_content.load() == []
    assert client.get("/zh-hans/").status_code == 404


def test_chinese_says_the_facts_and_keeps_names_in_latin_letters(client, starter):
    paths = ["/zh-hans/", "/zh-hans/therapy/", "/zh-hans/company/", "/zh-hans/china-division/"]
    paths += [edition.path for edition in client.get("/zh-hans/news/").context["page"]]
    pages = [lxml.html.fromstring(client.get(path).content) for path in paths]
    text = " ".join("".join(page.itertext()) for page in pages)
    for fact in (
        "Tianhe Stem Cell Biotechnologies Inc.",
        "Jinan Tianhe Stem Cell Biotechnology Co., Ltd.",
        "济南的Jinan High-tech Bioindustry Park District",
        "Stem Cell Educator therapy",
        "Dr. Yong Zhao研发",
        "人脐带血来源的多能干细胞（CB-SCs）",
        "世界范围的大流行病",
        "Tianhe的临床数据表明",
        "最终治愈糖尿病",
        "CORD:USE（美国奥兰多）",
        "2014年3月31日",
        "欧洲专利局已授予",
        "将覆盖欧盟各国",
        "2014年1月25日",
        "2014年1月18日",
        "全球300多项当前的临床试验",
        "“State of the Cure 2013”中的Exhibit 10",
        "2013年11月23日",
        "Second Xiangya Hospital of Central South University（中国长沙）的Dr. Zhiguang Zhou",
        "Terumo BCT（美国丹佛）",
    ):
        assert fact in text, fact


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("糖尿病", "/therapy/"),
        ("干细胞治疗糖尿病", "/therapy/"),
        ("电话", "/contact/"),
        ("phone", "/contact/"),
    ],
)
def test_readers_find_it_by_words_that_are_not_in_it(client, starter, typed, path):
    found = client.get("/search/", {"q": typed}).content.decode()
    assert re.findall(r'<h2><a href="([^"]*)">', found) == [path]


def test_every_text_fits_its_place(starter):
    """SQLite takes what is too long; PostgreSQL doesn't, and the site would not start."""
    for model in (NewsItem, Page, SiteDetails, Term):
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField):
                texts = model.objects.values_list(field.name, flat=True)
                assert [text for text in texts if len(str(text)) > field.max_length] == []


@pytest.mark.parametrize("path", ["/", "/therapy/"])
def test_pages_that_patients_begin_with_are_read_by_a_pupil_of_grade_eight(client, starter, path):
    text = client.get(path).content.decode()
    article = text[text.index("<article") : text.index("</article>")]
    assert reading_grade.grade_of(article) <= 8


def test_home_page_says_first_what_it_is_and_that_it_offers_no_treatment(client, starter):
    text = client.get("/").content.decode()
    first = text[text.index("<h1>") :].partition("</header>")[0]
    assert "A biotech company focused on diabetes" in first
    assert "The therapy is being studied. This site doesn&#x27;t offer treatment." in first
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', first) == [
        ("/therapy/", "Therapy"),
        ("/company/", "Company"),
    ]


def test_footer_pages_say_what_is_known_and_tell_editors_what_is_missing(client, starter):
    for path in ("/contact/", "/privacy/", "/accessibility/", "/glossary/"):
        page = Page.objects.get(language="en", slug=path.strip("/"))
        text = client.get(path).content.decode()
        assert page.to_do
        assert page.to_do not in text
        # Nobody can be contacted until somebody is named.
        is_linked = f'<li><a href="{path}">{page.title}</a></li>' in text[text.index("<footer") :]
        assert is_linked == (path != "/contact/")


def test_therapy_status_says_only_what_the_facts_support(client, starter):
    text = client.get("/therapy/").content.decode()
    box = text[text.index('<section class="status"') :].partition("</section>")[0]
    assert "A clinical trial in children with type 1 diabetes has been initiated" in box
    assert "<dl" not in box


def test_patent_will_cover_the_european_union_wherever_that_is_said(client, starter):
    path = "/news/2014/european-patent-cord-blood-stem-cells/"
    for asked in ("/", "/news/", "/news/feed/", "/search/?q=patent", path):
        response = client.get(asked)
        assert response.status_code == 200
        text = " ".join(response.content.decode().split())
        said = text.count("the countries of the European Union")
        assert text.count("will cover the countries of the European Union") == said
    assert said >= 2


def test_glossary_terms_are_linked_where_they_first_occur(client, starter):
    assert client.get("/").content.decode().count('class="term"') == 2
    text = client.get("/glossary/cb-scs/").content.decode()
    assert "Short for human cord blood-derived multipotent stem cells." in text


def test_every_name_and_number_is_exact(client, starter):
    paths = ["/", "/therapy/", "/company/", "/china-division/", "/news/"]
    paths += [edition.path for edition in client.get("/news/").context["page"]]
    text = " ".join(client.get(path).content.decode() for path in paths)
    for fact in (
        "Tianhe Stem Cell Biotechnologies Inc.",
        "Jinan Tianhe Stem Cell Biotechnology Co., Ltd.",
        "Jinan High-tech Bioindustry Park District",
        "Stem Cell Educator therapy",
        "Dr. Yong Zhao",
        "CB-SCs",
        "human cord blood-derived multipotent stem cells",
        "worldwide pandemic",
        "autoimmunity",
        "insulin resistance",
        "Tianhe's clinical data indicate",
        "islet beta cells",
        "long-standing diabetes",
        "CORD:USE (Orlando, USA)",
        "31 March 2014",
        "European Patent Office",
        "25 January 2014",
        "18 January 2014",
        "over 300 current clinical trials",
        "Juvenile Diabetes Cure Alliance",
        "Exhibit 10",
        "State of the Cure 2013",
        "23 November 2013",
        "Dr. Zhiguang Zhou",
        "Second Xiangya Hospital of Central South University",
        "Changsha, China",
        "Terumo BCT (Denver, USA)",
    ):
        assert fact in text.replace("\n", " "), fact


def test_items_are_live_from_their_dates(client, starter):
    with clock.set_to(datetime(2014, 2, 1, tzinfo=UTC)):
        text = client.get("/").content.decode()
    assert text.count('<li class="card">') == 3
    assert "CORD:USE" not in text
    with clock.set_to(datetime(2013, 11, 22, 23, tzinfo=UTC)):
        assert client.get("/").status_code == 404


def test_loading_again_changes_nothing(starter):
    before = HistoryEntry.objects.first().hash
    call_command("load_starter_content", verbosity=0)
    assert HistoryEntry.objects.first().hash == before
    assert history.verify() == []


def test_product_is_watched_in_each_language_and_an_editor_may_change_its_rows(starter):
    names = WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT).order_by("language")
    assert [(row.language, row.word) for row in names] == [
        ("en", "Stem Cell Educator"),
        ("zh-hans", "Stem Cell Educator"),
    ]
    names.update(word="SCE therapy, Stem Cell Educator", phrases="not approved")
    call_command("load_starter_content", verbosity=0)
    assert [row.phrases for row in names.all()] == ["not approved", "not approved"]


def test_what_an_editor_changed_or_moved_stays(client, starter, publisher):
    page = Page.objects.get(language="en", slug="company")
    page.title = "Reworded"
    page.save()
    publish_with_reasons(page, by=publisher)
    workflow.move({page: {"slug": "our-company"}}, by=publisher)
    call_command("load_starter_content", verbosity=0)
    assert client.get("/company/").headers["Location"] == "/our-company/"
    assert "Reworded" in client.get("/our-company/").content.decode()


def test_moved_page_is_not_imported_again_at_its_old_address(client, starter, publisher):
    page = Page.objects.get(language="en", slug="company")
    workflow.move({page: {"slug": "our-company"}}, by=publisher)
    publish_with_reasons(make_page("company", title="Another company page"), by=publisher)
    call_command("load_starter_content", verbosity=0)
    assert "Another company page" in client.get("/company/").content.decode()
    assert Page.objects.filter(language="en", slug__contains="company").count() == 2


def test_existing_site_details_stay_the_only_ones(noon, publisher):
    publish_with_reasons(make_site_details(legal_name="By an editor"), by=publisher)
    call_command("load_starter_content", verbosity=0)
    assert [details.legal_name for details in SiteDetails.objects.all()] == ["By an editor"]


def test_therapy_page_goes_live_only_when_a_second_person_has_approved_it(
    starter, author, reviewer, publisher
):
    page = Page.objects.get(language="en", slug="therapy")
    page.title = "Reworded"
    workflow.write(page, by=author)
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        workflow.publish_draft(page, by=publisher, reasons=reasons_for(page))
    edition = workflow.submit(page, by=author, reasons=reasons_for(page))
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        workflow.publish(edition, by=publisher)
    workflow.approve(edition, by=reviewer)
    assert workflow.publish(edition, by=publisher).live_from < FOREVER


def test_news_of_a_clinical_trial_goes_live_only_when_a_second_person_has_approved_it(
    starter, publisher
):
    item = make_news_item(
        title="All patients are cured", category=Category.objects.get(slug="clinical-trial")
    )
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        workflow.publish_draft(item, by=publisher, reasons=reasons_for(item))


def test_taken_address_gives_a_message_and_leaves_nothing_half_done(noon, publisher):
    publish_with_reasons(make_page("company"), by=publisher)
    with pytest.raises(CommandError, match="uses the address /company/"):
        call_command("load_starter_content", verbosity=0)
    assert Page.objects.count() == 1


def test_effects_of_the_therapy_are_marked_as_the_companys_claim(client, starter):
    claims = {(row.text, *row.sources) for row in live_claims(clock.now())}
    assert claims == {
        ("balance the immune system", 1),
        ("lead to regeneration of islet beta cells", 1),
        ("improve metabolic control in people with long-standing diabetes", 1),
        ("平衡免疫系统", 1),
        ("使胰岛β细胞再生", 1),
        ("改善长期糖尿病患者的代谢控制", 1),
    }
    source = '<li id="source-1">Tianhe&#x27;s clinical data. As reported by the company.'
    assert source in client.get("/therapy/").content.decode()

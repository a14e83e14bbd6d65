"""What the checks of content report, and what they don't."""

import pytest
from django.apps import apps

from tests.factories import change, make_news_item, make_page, make_site_details, news_form
from tianhe_site.publishing import workflow
from tianhe_site.publishing.content_checks import Finding, Level, examine
from tianhe_site.publishing.models import Edition, WatchedWord
from tianhe_site.rich_text.examples import EXAMPLES

pytestmark = pytest.mark.django_db

BLOCK, WARN = Level.BLOCK, Level.WARN
KIND = WatchedWord.Kind
KINDS_OF_EDITIONS = sum(issubclass(model, Edition) for model in apps.get_models())


@pytest.fixture
def found(noon):
    """Return a function that examines a news item with these values."""

    def examined(**values):
        return examine(make_news_item(**values), noon)

    return examined


def sentences(findings):
    return [finding.message for finding in findings]


def test_complete_item_has_no_finding(found):
    assert found() == []


def test_complete_page_and_site_details_have_no_finding(noon):
    assert examine(make_page(), noon) == []
    assert examine(make_site_details(), noon) == []


def test_only_the_first_of_many_findings_are_listed_and_the_rest_block(found):
    links = "".join(f'<p><a href="/nothing/{number}/">page</a></p>' for number in range(200))
    too_many, *questions = found(body=links)
    assert (too_many.level, too_many.field, too_many.key) == (
        BLOCK,
        "body",
        "too-many:body:dead-link",
    )
    assert too_many.message == (
        "There are more than 50 findings like this: The link 'page' leads to /nothing/50/, which "
        "readers can't open. Publish that first, or remove the link. Fix those first, then save."
    )
    assert [each.detail for each in questions] == [f"/nothing/{number}/" for number in range(50)]


def test_hint_that_nobody_replaced_blocks_wherever_it_is(found):
    findings = found(title="[[What happened]] in Jinan", body="<p>If [[equation]] is [1].</p>")
    assert [(each.level, each.field, each.message) for each in findings] == [
        (BLOCK, "title", "Replace the hint '[[What happened]]' with your text, or remove it."),
        (BLOCK, "body", "Replace the hint '[[equation]]' with your text, or remove it."),
    ]


@pytest.mark.parametrize(
    "href",
    ["#", "mailto:", "mailto:?subject=Hello", "tel:", "tel:+"],
)
def test_incomplete_link_blocks(found, href):
    [finding] = found(body=f'<p><a href="{href}">the register</a></p>')
    assert (finding.level, finding.field, finding.message) == (
        BLOCK,
        "body",
        f"The link 'the register' is incomplete: its address is only '{href}'. "
        "Complete the address, or remove the link.",
    )


@pytest.mark.parametrize(
    "href", ["mailto:a@b.example", "tel:+1 212 555 0100", "https://a.example", "#top", "#sources"]
)
def test_complete_link_has_no_finding(found, href):
    assert found(body=f'<p><a href="{href}">the register</a></p>') == []


def test_invisible_characters_are_reported_until_the_draft_is_saved_again(client, noon, author):
    item = make_news_item(title="A \u202egrant", summary="A cell\u2060 line.")
    sentence = (
        "The %s contains invisible characters that may change how it reads. Save the draft again "
        "to remove them."
    )
    assert sentences(examine(item, noon)) == [sentence % "title", sentence % "summary"]
    client.force_login(author)
    client.post(change(item), news_form(slug="grant", title=item.title, summary=item.summary))
    item.refresh_from_db()
    assert (item.title, item.summary) == ("A grant", "A cell line.")
    assert examine(item, noon) == []


HEADINGS = "<h2>What happened</h2><h2>结果</h2><h3>What happened</h3>"


@pytest.mark.parametrize(
    "name", ["what-happened", "what-happened-2", "结果", "%E7%BB%93%E6%9E%9C", "source-1"]
)
def test_link_within_a_text_leads_to_a_heading_or_a_source(found, name):
    body = f'{HEADINGS}<p><a href="#{name}">there</a></p>'
    assert found(body=body, sources=[{"title": "Register"}]) == []


def test_link_to_a_missing_heading_is_reported(noon, publisher):
    links = '<p><a href="#results">the results</a> <a href="#source-1">a source</a></p>'
    item = make_news_item(body=HEADINGS + links)
    sentence = (
        "The link '%s' points to a heading that isn't in the text: '#%s'. "
        "Use the heading's words in lowercase, with hyphens between them."
    )
    expected = [
        (WARN, sentence % ("the results", "results")),
        (WARN, sentence % ("a source", "source-1")),
    ]
    assert [(each.level, each.message) for each in examine(item, noon)] == expected
    edition = workflow.freeze(item, by=publisher)
    assert [(each.level, each.message) for each in examine(edition, noon)] == expected


def test_link_to_a_missing_heading_of_another_page_is_reported(publisher, later):
    page = make_page("study", body="<h2>What happened</h2>", sources=[{"title": "Register"}])
    workflow.publish_draft(page, by=publisher)

    def found_in(*places):
        links = "".join(f'<a href="item:{page.pk}#{place}">it</a>' for place in places)
        return examine(make_news_item(body=links), later(1))

    assert found_in("what-happened", "source-1", "top", ":~:text=any%20words") == []
    sentence = (
        "The link 'it' points to a heading that isn't on /study/: '#%s'. Use the words of a "
        "heading there in lowercase, with hyphens between them."
    )
    findings = found_in("results", "source-2")
    assert [(each.level, each.field, each.message) for each in findings] == [
        (WARN, "body", sentence % "results"),
        (WARN, "body", sentence % "source-2"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_links_to_headings(
    noon, publisher, later, django_assert_num_queries, number
):
    pages = [make_page(f"page-{place}") for place in range(number)]
    for page in pages:
        workflow.publish_draft(page, by=publisher)
    links = "".join(f'<a href="item:{page.pk}#gone">it</a>' for page in pages)
    item = make_news_item(body=links)
    # The words; where the linked items are, and which are live; the editions of each kind; paths.
    with django_assert_num_queries(3 + KINDS_OF_EDITIONS + 1):
        assert len(examine(item, later(1))) == number


def test_edition_is_examined_like_its_draft(noon, publisher):
    item = make_news_item(title="A cure", body="<h4>Deep</h4>")
    findings = examine(item, noon)
    assert [finding.code for finding in findings] == ["risky-word", "heading-level"]
    assert examine(item.as_edition(), noon) == findings
    assert examine(workflow.freeze(item, by=publisher), noon) == findings


def test_blocking_findings_come_first_then_the_order_of_the_fields(noon):
    words = "word " * 40
    item = make_news_item(title="A cure.", summary=words, body='<p><a href="/x/">here</a></p>')
    WatchedWord.objects.create(kind=KIND.PRODUCT, word="word", phrases="x")
    found = [(finding.level, finding.field) for finding in examine(item, noon)]
    assert found == [
        (BLOCK, "summary"),
        (WARN, ""),
        (WARN, "title"),
        (WARN, "title"),
        (WARN, "body"),
        (WARN, "body"),
    ]


def test_finding_is_identified_by_code_field_and_detail(found):
    (finding,) = found(body="<p>A cure, a cure and a Cure.</p>")
    assert finding == Finding(
        level=WARN,
        field="body",
        message="You wrote 'cure'. This therapy isn't approved. Say what was measured, or explain "
        "why you need the word.",
        code="risky-word",
        detail="cure",
        word="cure",
    )
    assert finding.key == "risky-word:body:cure"


def test_same_mistake_is_reported_once_per_field(found):
    keys = [finding.key for finding in found(title="NCT1, NCT1", body="<p>NCT1, NCT2, NCT1</p>")]
    assert keys == ["trial-number:title:NCT1", "trial-number:body:NCT1", "trial-number:body:NCT2"]


# Title and summary


def test_title_and_summary_that_are_too_long_block(found):
    findings = found(title="t" * 91, summary="s" * 161)
    assert [(finding.level, finding.message) for finding in findings] == [
        (BLOCK, "The title has 91 characters. Shorten it to 90 or fewer."),
        (BLOCK, "The summary has 161 characters. Shorten it to 160 or fewer."),
    ]
    assert found(slug="fits", title="t" * 90, summary="s" * 160) == []


def test_long_chinese_title_and_summary_are_reported(found):
    findings = found(language="zh-hans", title="题" * 41, summary="要" * 81)
    assert [(finding.level, finding.message) for finding in findings] == [
        (WARN, "The title has 41 characters. Shorten it to 40 or fewer."),
        (WARN, "The summary has 81 characters. Shorten it to 80 or fewer."),
    ]
    assert found(slug="fits", language="zh-hans", title="题" * 40, summary="要" * 80) == []


def test_long_chinese_sentences_are_reported_once_per_text(found):
    long, short = "句" * 40 + "CB-SCs 2。", "句" * 38 + "，Dr. Yong Zhao说。"
    body = f"<p>{short}{long}{short}</p><ul><li>{'项' * 40}</li><li>{'项' * 41}</li></ul>"
    message = "2 sentences have more than 40 characters, starting with '%s…'. Split them."
    assert [(each.level, each.message) for each in found(language="zh-hans", body=body)] == [
        (WARN, message % ("句" * 24))
    ]
    assert found(slug="english", body=body) == []


@pytest.mark.parametrize("title", ["A patent is granted.", "专利获得授权。"])
def test_period_after_a_title_is_reported(found, title):
    assert sentences(found(title=title)) == ["The title ends with a period. Remove it."]


@pytest.mark.parametrize("title", ["An agreement with Example Inc.", "A trial in the U.S.", "A?"])
def test_period_of_an_abbreviation_is_allowed_in_a_title(found, title):
    assert found(title=title) == []


@pytest.mark.parametrize("summary", ["A patent is granted.", "“A Patent is granted”"])
def test_summary_that_only_repeats_the_title_is_reported(found, summary):
    assert sentences(found(title="A patent is granted", summary=summary)) == [
        "The summary only repeats the title. Add a fact that isn't in the title."
    ]


def test_summary_with_a_fact_more_is_fine(found):
    assert found(title="A patent is granted", summary="A patent is granted in Europe.") == []


# Headings


def test_first_heading_below_level_two_is_reported(found):
    assert sentences(found(body="<h3>What <em>happened</em></h3><h2>Next</h2>")) == [
        "The first heading, 'What happened', must be a Heading 2. Change its level."
    ]


def test_heading_that_skips_a_level_is_reported(found):
    assert sentences(found(body="<h2>One</h2><h4>Three</h4><h4>Four</h4>")) == [
        "The heading 'Three' skips a level. Make it a Heading 3, or add the missing heading above "
        "it."
    ]


def test_headings_without_skipped_levels_are_fine(found):
    assert found(body="<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2><h3>E</h3>") == []


# Links


def test_link_without_text_blocks(found):
    findings = found(body='<p><a href="https://a.example/x"> </a></p>')
    assert [(finding.level, finding.message) for finding in findings] == [
        (
            BLOCK,
            "A link to https://a.example/x has no text. "
            "Add text that says where it leads, or remove it.",
        )
    ]


def test_link_without_text_to_an_item_is_reported_with_its_address(noon, publisher, later):
    workflow.publish_draft(make_page("about"), by=publisher)
    item = make_news_item(body='<p><a href="/about/"></a> <a href="/nothing/">→</a></p>')
    assert sentences(examine(item, later(1))) == [
        "A link to /about/ has no text. Add text that says where it leads, or remove it.",
        "A link to /nothing/ has no text. Add text that says where it leads, or remove it.",
    ]


@pytest.mark.parametrize(
    "words",
    ["click here", "Here", "Read more →", "More…", "this link", "点击这里", "更多", "阅读全文»"],
)
def test_generic_link_text_is_reported(found, words):
    assert sentences(found(body=f'<p><a href="https://a.example/">{words}</a></p>')) == [
        f"The link '{words}' doesn't say where it leads. Link words that do."
    ]


@pytest.mark.parametrize("words", ["more about the trial", "Here comes the sun", "更多的细胞"])
def test_descriptive_link_text_is_fine(found, words):
    assert found(body=f'<p>Read <a href="https://a.example/">{words}</a> here.</p>') == []


def unseen(words, path):
    return (
        f"The link '{words}' leads to {path}, which readers can't open. Publish that first, "
        "or remove the link."
    )


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/news/2026/nothing/", "/nothing.pdf", "/admin/", "/nothing?a=1#b", "/a%00b/"],
)
def test_link_to_an_unknown_address_is_reported(found, path):
    bare = path.partition("?")[0]
    bare = f"{bare}/" if bare == "/nothing" else bare
    (finding,) = found(body=f'<p><a href="{path}">the words</a></p>')
    assert (finding.message, finding.key) == (
        unseen("the words", bare),
        f"dead-link:body:{path}",
    )


@pytest.mark.parametrize(
    "href",
    [
        "/news/",
        "/news",
        "/news/?page=2",
        "/news/feed/",
        "/static/css/site.css",
        "mailto:a@b.c",
    ],
)
def test_link_that_needs_no_item_is_fine(found, href):
    assert found(body=f'<p><a href="{href}">the words</a></p>') == []


def test_link_to_an_item_is_fine_while_it_is_live(noon, publisher, later):
    page = make_page("about")
    workflow.publish_draft(page, by=publisher, at=later(1), until=later(3))
    item = make_news_item(body='<p><a href="/about/">who we are</a></p>')
    assert f'href="item:{page.pk}"' in item.body
    expected = [unseen("who we are", "/about/")]
    found = [sentences(examine(item, later(hours))) for hours in (0, 1, 2, 3)]
    assert found == [expected, [], [], expected]


def test_link_to_a_withdrawn_item_is_reported(noon, publisher, later):
    page = make_page("about")
    workflow.publish_draft(page, by=publisher)
    item = make_news_item(body='<p><a href="/about/">who we are</a></p>')
    workflow.withdraw(page, by=publisher, note="x")
    assert sentences(examine(item, later(1))) == [unseen("who we are", "/about/")]


def test_current_and_former_paths_of_a_live_item_are_fine(noon, publisher, later):
    item = make_news_item(body='<p><a href="/about/">one</a> <a href="/us">two</a></p>')
    assert sentences(examine(item, later(1))) == [unseen("one", "/about/"), unseen("two", "/us/")]
    page = make_page("about")
    workflow.publish_draft(page, by=publisher)
    workflow.move({page: {"slug": "us"}}, by=publisher)
    assert examine(item, later(1)) == []
    workflow.withdraw(page, by=publisher, note="x")
    assert sentences(examine(item, later(1))) == [unseen("one", "/about/"), unseen("two", "/us/")]


def test_old_path_taken_by_an_item_withdrawn_later_is_reported(noon, publisher, later):
    item = make_news_item(body='<p><a href="/about/">one</a></p>')
    first, second = make_page("about"), make_page("other")
    workflow.publish_draft(first, by=publisher)
    workflow.move({first: {"slug": "us"}}, by=publisher)
    workflow.move({second: {"slug": "about"}}, by=publisher)
    second.refresh_from_db()
    workflow.publish_draft(second, by=publisher)
    workflow.withdraw(second, by=publisher, note="x")
    assert sentences(examine(item, later(1))) == [unseen("one", "/about/")]


def test_path_of_a_canceled_schedule_is_reported(noon, publisher, later):
    item = make_news_item(body='<p><a href="/about/">one</a></p>')
    page = make_page("about")
    pending = workflow.publish_draft(page, by=publisher, at=later(1))
    workflow.cancel_schedule(pending, by=publisher)
    page.slug = "us"
    page.save()
    workflow.publish_draft(page, by=publisher)
    assert sentences(examine(item, later(2))) == [unseen("one", "/about/")]


def test_link_to_the_item_itself_is_fine(noon, publisher, later):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="x")
    item.body = '<p><a href="/news/2026/grant/">this release</a></p>'
    item.save()
    assert examine(item, later(1)) == []


# Numbers


def test_malformed_trial_number_blocks(found):
    (finding,) = found(title="Trial NCT1234567 begins")
    assert (finding.level, finding.field, finding.detail, finding.message) == (
        BLOCK,
        "title",
        "NCT1234567",
        "Check the trial number. It should be NCT and 8 digits, such as NCT01234567.",
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            "ChiCTR200002998",
            "Check the trial number ChiCTR200002998. Numbers in the Chinese registry look like "
            "ChiCTR2000029981 or ChiCTR-TRC-12002475.",
        ),
        (
            "EP 123456 B1",
            "Check the patent number EP 123456 B1. European numbers look like EP 1234567 B1; U.S. "
            "numbers look like US 8,927,268 B2 or US 2014/0123456 A1.",
        ),
        (
            "doi:10.12/abc",
            "Check the DOI 10.12/abc. It should look like 10.1234/abc.",
        ),
    ],
)
def test_other_malformed_numbers_are_reported(found, number, sentence):
    (finding,) = found(body=f"<p>See {number}.</p>")
    assert (finding.level, finding.message) == (WARN, sentence)


def test_malformed_number_is_found_in_each_kind_of_field(found):
    findings = found(
        summary="About NCT1.",
        dateline_place="NCT2",
        body='<p>NCT<strong>3</strong> <a href="https://a.example/NCT4">in the register</a></p>',
        sources=[{"title": "Register", "identifier": "NCT5", "url": "https://a.example/NCT6"}],
    )
    assert [(finding.field, finding.detail) for finding in findings] == [
        ("summary", "NCT1"),
        ("dateline_place", "NCT2"),
        ("body", "NCT3"),
        ("body", "NCT4"),
        ("sources", "NCT5"),
        ("sources", "NCT6"),
    ]


def test_correct_numbers_are_fine(found):
    text = "NCT01234567<sup>1</sup>, ChiCTR2000029981, EP 1234567 B1, doi:10.1234/abc"
    assert found(body=f"<p>{text}</p>") == []


# Watched words


def risky(findings):
    return [(finding.field, finding.detail) for finding in findings if finding.level == WARN]


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        ("Curing diabetes", "cure"),
        ("a MIRACLE", "miracle"),
        ("a breakthrough therapy", "breakthrough"),
        ("promising", "promising"),
        ("hopefully", "hope"),
        ("It is safe.", "safe"),
        ("clinically proven", "proven"),
        ("cost-effective", "effective"),
        ("It treats diabetes", "treats"),
        ("a cure-all", "cure"),
        ("cure<sup>1</sup>", "cure"),
        ("cu<strong>re</strong>", "cure"),
        ('<mark data-sources="1">cured</mark>', "cure"),
        ("find a cure", "cure"),
        ("not cured, then cured", "cure"),
        ("用cure疗法", "cure"),
        ("可以治愈糖尿病", "治愈"),
        ("根治", "根治"),
        ("有效率达90%", "有效率"),
        ("无副作用", "无副作用"),
        ("最佳疗法", "最佳"),
        ("国家级", "国家级"),
        ("未治愈后治愈", "治愈"),
    ],
)
def test_risky_word_is_reported(found, words, detail):
    source = [{"title": "A paper"}]
    assert risky(found(body=f"<p>{words}</p>", sources=source)) == [("body", detail)]


@pytest.mark.parametrize(
    "words",
    [
        "a procured, secure, curated thing",
        "They were not cured. Not cured not cured. It does not cure.",
        "It got Breakthrough Therapy\n<em>Designation</em>.",
        "It has not been shown to be safe or effective.",
        "It isn’t known; its safety and effectiveness have not been established.",
        "unproven, and not proven",
        "is being studied in; 7 were treated; a treatment",
        "hopeless",
        "尚未治愈，无法根治",
        "https://a.example/cure-for-all",
        '<a href="https://a.example/cure">the report</a>',
    ],
)
def test_allowed_phrase_is_fine(found, words):
    findings = found(body=f"<p>{words}</p>")
    assert [finding for finding in findings if finding.code == "risky-word"] == []


def test_phrase_does_not_span_blocks(found):
    assert risky(found(body="<ul><li>not</li><li>cured</li></ul>")) == [("body", "cure")]


def test_risky_word_is_found_in_each_kind_of_field(found):
    findings = found(
        title="A cure is near", body="<p>Cured.</p>", sources=[{"title": "The miracle"}]
    )
    assert risky(findings) == [("title", "cure"), ("body", "cure"), ("sources", "miracle")]


def test_advice_of_a_word_replaces_the_default_advice(found):
    assert sentences(found(title="It treats diabetes")) == [
        "You wrote 'treats'. Write 'is being studied in', not 'treats', or explain why the word "
        "is needed."
    ]


def test_added_word_is_found_and_removed_word_is_not(found):
    WatchedWord.objects.all().delete()
    WatchedWord.objects.create(word="world-first，first-ever", phrases="not world-first")
    findings = found(title="A cure, first-ever", summary="It is not world-first.")
    assert sentences(findings) == [
        "You wrote 'first-ever'. This therapy isn't approved. Say what was measured, or explain "
        "why you need the word."
    ]


@pytest.fixture
def product(db):
    WatchedWord.objects.create(
        kind=KIND.PRODUCT, word="Example Cells", phrases="investigational\nhas not been approved"
    )
    WatchedWord.objects.create(
        kind=KIND.PRODUCT, language="zh-hans", word="Example Cells", phrases="处于研究阶段\n未获"
    )


def test_product_without_its_statement_is_reported_once_per_item(found, product):
    (finding,) = found(title="Example Cells in use", body="<p>About example cells.</p>")
    assert finding == Finding(
        level=WARN,
        field="",
        message="This text names the product Example Cells without the 'not approved' statement. "
        "Add the statement.",
        code="product-without-statement",
        detail="Example Cells",
        sentence="Example Cells is investigational. It has not been approved by the FDA. Its "
        "safety and effectiveness have not been established.",
        place="body",
    )


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Example Cells", "body": "<p>It is Investigational.</p>"},
        {"body": "<p>Example Cells has\n<strong>not been</strong> approved by the FDA.</p>"},
        {"body": "<p>Counterexample cells, example cellsize</p>"},
        {"language": "zh-hans", "body": "<p>Example Cells处于研究阶段。</p>"},
        {"language": "zh-hans", "body": "<p>Example Cells尚未获美国FDA批准。</p>"},
    ],
)
def test_product_with_its_statement_is_fine(found, product, values):
    assert found(**values) == []


def test_statement_in_another_language_does_not_count(found, product):
    values = {"language": "zh-hans", "body": "<p>Example Cells is investigational.</p>"}
    assert [finding.code for finding in found(**values)] == ["product-without-statement"]


# Queries


def links_and_words(number, pages):
    links = "".join(
        f'<a href="item:{page.pk}"></a> <a href="item:{page.pk}#b">page</a> '
        f'<a href="/path-{page.pk}/">here</a> cure hope '
        for page in pages[:number]
    )
    return f"<p>{links} NCT1 {'a cure ' * number}</p>"


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_links_and_words(
    noon, publisher, later, django_assert_num_queries, number
):
    pages = [make_page(f"page-{place}") for place in range(3)]
    for page in pages:
        workflow.publish_draft(page, by=publisher)
        workflow.withdraw(page, by=publisher, note="x")
    edition = workflow.freeze(make_news_item(body=links_and_words(number, pages)), by=publisher)
    # Queries: the watched words; the addresses of linked items, and which are live; the paths of
    # links without text; the pages of each kind with the headings.
    with django_assert_num_queries(4 + KINDS_OF_EDITIONS):
        findings = examine(edition, later(1))
    # Per number: two dead links, one of them with a generic text, one without text. Then NCT1, cure
    # and hope.
    assert len(findings) == 4 * number + 3


def test_text_without_links_costs_one_query(noon, django_assert_num_queries):
    item = make_news_item()
    with django_assert_num_queries(1):
        examine(item, noon)


def test_example_text_of_the_editor_blocks(found):
    for name, _label, markup in EXAMPLES:
        findings = found(body=str(markup))
        assert {finding.code for finding in findings} <= {"example-text"}
        assert bool(findings) == (name != "latest-news")


def test_example_texts_are_reported_in_one_finding(found):
    markup = {name: str(markup) for name, _label, markup in EXAMPLES}
    (finding,) = found(body=markup["note"])
    assert (finding.level, finding.field) == (BLOCK, "body")
    assert finding.message == (
        "The text still contains an example: 'What readers must not miss, in one or two "
        "sentences.'. Replace it or remove it."
    )
    assert sentences(found(body=markup["facts"] + markup["trials"])) == [
        "The text still contains 10 examples, starting with 'Name of the fact'. Replace them or "
        "remove them."
    ]


def test_example_text_of_an_earlier_release_blocks(found):
    assert sentences(found(body="<p>Status in the register</p>")) == [
        "The text still contains an example: 'Status in the register'. Replace it or remove it."
    ]


def test_text_similar_to_an_example_is_fine(found):
    assert found(body="<p>Name of the fact: Jinan.</p><p>Candidate</p>") == []


def test_question_without_answer_and_name_without_value_block(found):
    body = (
        "<details><summary>Why?</summary><p>So.</p></details>"
        "<details><summary>When <em>then</em>?</summary></details>"
        "<dl><dt>Seat</dt><dd>Jinan</dd><dt>Founded</dt></dl>"
    )
    assert sentences(found(body=body)) == [
        "'When then?' has nothing after it yet. Complete it, or remove it.",
        "'Founded' has nothing after it yet. Complete it, or remove it.",
    ]

"""Questions and answers of a text, for structured data."""

from tianhe_site.rich_text.questions import questions_in


def test_questions_and_answers_are_plain_text_in_order():
    markup = (
        "<p>Before</p>"
        "<details><summary>Is it <em>approved</em> &amp; sold?</summary>"
        '<p>No. <mark data-sources="1">It is studied</mark>, see '
        '<a href="item:3">the therapy</a>.</p><ul><li>One</li><li>Two</li></ul></details>'
        "<details><summary>Where?</summary><p>In Jinan.</p></details>"
    )
    assert questions_in(markup) == [
        ("Is it approved & sold?", "No. It is studied, see the therapy.\nOne\nTwo"),
        ("Where?", "In Jinan."),
    ]


def test_question_without_an_answer_is_left_out():
    assert questions_in("<details><summary>Why?</summary></details><p>Later</p>") == []
    assert questions_in("<p>No question</p>") == []

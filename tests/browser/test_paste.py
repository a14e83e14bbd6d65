"""What is pasted means what it meant, and a notice says what was left out."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import let_in
from .editor import EDITABLE, fill_in, markup, open_new_item, open_preview, save
from .pasted import CASES

# Pastes into an empty text, and returns what arrives there once the editor is done.
PASTE = """async ([html, plain, rtf]) => {
  const editor = CKEDITOR.instances.id_body;
  document.querySelector(".paste-notice button")?.click();
  await new Promise((done) => editor.setData("", {callback: done}));
  editor.focus();
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (plain) data.setData("text/plain", plain);
  if (rtf) data.setData("text/rtf", rtf);
  const arrived = new Promise((done) => {
    editor.once("afterPaste", done);
    editor.once("paste", (event) => event.data.dataValue || done(), null, null, 10000);
  });
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(".cke_wysiwyg_div").dispatchEvent(event);
  await arrived;
  const lines = [...document.querySelectorAll(".paste-notice li")].map((line) => line.textContent);
  return [editor.getData().replace(/[\\n\\t]/g, "").replaceAll(" />", ">"), lines];
}"""


@pytest.fixture(scope="module")
def form(browser, site):
    """The form of a new item, for all tests of this file: each pastes into an empty text."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    let_in(page, site, "ann")
    open_new_item(page)
    yield page
    context.close()


@pytest.fixture
def paste(form, site):
    """Return a function that pastes HTML, plain text and RTF, and returns the text that arrives
    and the sentences of the notice."""

    def paste(html, plain="", rtf=""):
        return tuple(form.evaluate(PASTE, [html.replace("{site}", site.url), plain, rtf]))

    return paste


# The module that the editor itself uses: its address has a hash.
FILTER = """() => {
  const addresses = performance.getEntriesByType("resource").map((entry) => entry.name);
  return import(addresses.find((address) => /\\/editor\\/paste\\/filter\\./.test(address)));
}"""


@pytest.fixture(scope="module")
def paste_filter(form):
    return form.evaluate_handle(FILTER)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_pasted_arrives_as_what_it_means(paste, case):
    assert paste(case.pasted, case.plain) == (case.arrives, list(case.notice))


def test_what_follows_spans_of_google_docs_arrives_too(paste):
    spans = "<b id='docs-internal-guid-1'><span>from Docs</span></b>"
    word = "<p class=MsoNormal>from Word<o:p></o:p></p>"
    assert paste(spans) == ("<p>from Docs</p>", [])
    assert paste(word) == ("<p>from Word</p>", [])


# A random tree of what people paste, and each of its words, in the order of the document.
WORDS = """([seed, {filter}]) => {
  let state = seed;
  const random = (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % most;
  };
  const names = ["p", "div", "span", "b", "h2", "ul", "ol", "li", "table", "tr", "td", "th", "dl",
    "dt", "dd", "a", "blockquote", "section", "font", "sup", "details", "summary", "aside", "pre",
    "mark", "center", "figure", "figcaption", "o:p", "x-y", "button", "label", "em", "caption"];
  const styles = ["", "", "mso-list:l0 level1 lfo1", "vertical-align:super", "font-weight:bold",
    "list-style-type:upper-roman", "mso-spacerun:yes", "position:relative;top:-4pt"];
  let count = 0;
  const tree = (depth) => {
    const node = document.createElement(names[random(names.length)]);
    const style = styles[random(styles.length)];
    if (style) node.setAttribute("style", style);
    for (let each = random(4) + 1; each > 0; each -= 1) {
      count += 1;
      node.append(` w${count} `);
      if (depth && random(3)) node.append(tree(depth - 1));
    }
    return node;
  };
  const root = document.createElement("div");
  root.append(tree(5), tree(5), tree(5));
  const read = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
  const wordsIn = (text) => text.match(/w[0-9]+/g) || [];
  const allowed = CKEDITOR.instances.id_body.config.allowedContent;
  const filtered = (html) => filter(html, {allowed, origin: location.origin}).html;
  return [wordsIn(read(root.innerHTML)), wordsIn(read(filtered(root.innerHTML)))];
}"""


def test_no_word_of_any_tree_vanishes_and_none_comes_twice(form, paste_filter):
    for seed in range(1, 100):
        sent, arrived = form.evaluate(WORDS, [seed, paste_filter])
        assert sorted(arrived) == sorted(sent), seed


# Returns how often the filter asks the document for anything, or notes anything, for markup said so
# many times.
WORK = """([markup, times, {filter}]) => {
  const asked = ["getAttribute", "hasAttribute", "querySelector", "querySelectorAll", "closest"];
  const of = (type, name) => [type, name, type[name]];
  const kept = [...asked.map((name) => of(Element.prototype, name)), of(Map.prototype, "set")];
  let count = 0;
  for (const [type, name, ask] of kept) {
    type[name] = function counted(...values) {
      count += 1;
      return ask.apply(this, values);
    };
  }
  const {allowedContent: allowed} = CKEDITOR.instances.id_body.config;
  filter(markup.repeat(times), {allowed, origin: location.origin});
  for (const [type, name, ask] of kept) type[name] = ask;
  return count;
}"""
POINT = (
    "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>a)</span>one <s>two</s></p>"
)


@pytest.mark.parametrize(
    "markup",
    [
        POINT,
        "<ol><li data-aria-level=1 value=7>one</li></ol>",
        "<div style='display:none'>one<div style='display:none'>two</div></div>",
        "<span class=claim>one<sup class=references><a href='#source-1'>1</a></sup></span>",
        "<!--[if gte msEquation 12]><m:oMath><m:r>x</m:r></m:oMath><![endif]-->",
        "<a href='#_ftn1'>[1]</a><a href='#_ftnref1'>[1]</a> one",
        "<style>.one{color:red}</style>",
    ],
)
def test_work_grows_with_the_length_of_what_is_pasted(form, paste_filter, markup):
    once, twice, thrice = (
        form.evaluate(WORK, [markup, 100 * times, paste_filter]) for times in (1, 2, 3)
    )
    assert thrice - twice == twice - once


def test_nothing_of_what_is_pasted_runs_or_is_loaded(form, paste):
    asked = []
    form.context.on("request", lambda request: asked.append(request.url))
    hostile = (
        "<img src=https://other.example/x.png onerror='window.ran = 1'><script>window.ran = 1"
        "</script><svg onload='window.ran = 1'><style>@import url(https://other.example/x.css)"
        "</style></svg><p onclick='window.ran = 1' style='background:url(https://other.example/y)'>"
        "<a href='javascript:window.ran = 1'>words</a></p>"
    )
    markup, _notice = paste(hostile)
    assert "words" in markup
    assert not re.search("other.example|onclick|onload|onerror|style=", markup)
    assert form.evaluate("window.ran") is None
    assert [url for url in asked if "other.example" in url] == []


FAILED = "Some of the formatting couldn't be read. Compare the text with the original."


def test_filter_that_fails_leaves_elements_and_words(form, paste, paste_filter):
    form.evaluate(
        "({STEPS}) => { STEPS.unshift(() => { throw new Error('on purpose'); }); }", paste_filter
    )
    try:
        found = paste("<h2 class=x>One</h2><p style='color:red'>two <b>three</b></p>")
    finally:
        form.evaluate("({STEPS}) => { STEPS.shift(); }", paste_filter)
    assert found == ("<h2>One</h2><p>two <strong>three</strong></p>", [FAILED])


# Returns what arrives where one step after the other fails, each by itself.
FAILING_STEPS = """([html, {filterSafely, STEPS}]) => STEPS.map((step, at) => {
  STEPS[at] = () => { throw new Error("on purpose"); };
  const {allowedContent: allowed} = CKEDITOR.instances.id_body.config;
  const {html: arrived, report} = filterSafely(html, "", {allowed, origin: location.origin});
  STEPS[at] = step;
  return [arrived, report.map(({kind}) => kind)];
})"""


def test_step_that_fails_is_left_out_alone(form, paste_filter):
    words = "<h2>One</h2><p>two <b>three</b></p><ul><li>four</li></ul>"
    arrived = "<h2>One</h2><p>two <strong>three</strong></p><ul><li>four</li></ul>"
    found = form.evaluate(FAILING_STEPS, [words, paste_filter])
    assert found == [[arrived, ["failed"]]] * len(found)
    # The other steps still do their work.
    [first, *_others] = form.evaluate(FAILING_STEPS, ["<p>a <s>b</s></p>", paste_filter])
    assert first == ["<p>a</p>", ["failed", "struck"]]


def add_failing_listener(form, priority):
    form.evaluate(
        """(priority) => {
          const fail = (event) => { event.removeListener(); throw new Error("on purpose"); };
          CKEDITOR.instances.id_body.on("paste", fail, null, null, priority);
        }""",
        priority,
    )


def test_listener_that_fails_leaves_the_words(form, paste):
    assert paste("<p>zero</p>") == ("<p>zero</p>", [])
    add_failing_listener(form, 500)
    form.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<p>one <b>two</b></p>");
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
          document.querySelector(".cke_wysiwyg_div").dispatchEvent(event);
        }"""
    )
    expect(form.locator(EDITABLE)).to_have_text("zeroone two")
    expect(form.locator(".paste-notice li")).to_have_text([FAILED])
    assert paste("<p>three</p>") == ("<p>three</p>", [])
    # They are in the text already, and don't come twice.
    add_failing_listener(form, 1500)
    assert paste("<p>four</p>") == ("<p>four</p>", [])


def test_parser_that_fails_leaves_the_words(form, paste):
    form.evaluate("() => { window.kept = DOMParser; window.DOMParser = null; }")
    try:
        found = paste("<p>one &lt;b&gt;</p>", plain="one <b>\n\ntwo")
    finally:
        form.evaluate("() => { window.DOMParser = kept; }")
    assert found == ("<p>one &lt;b&gt;</p><p>two</p>", [FAILED])


def test_words_without_markup_are_pasted_as_they_are(paste):
    assert paste("", plain="a < b\n\nc") == ("<p>a &lt; b</p><p>c</p>", [])


def test_what_could_never_be_saved_is_not_pasted_and_the_notice_says_so(paste):
    assert paste("<p>one</p>" * 50_000) == (
        "",
        ["This wasn't pasted, because it's too long. A text can have 200,000 characters."],
    )


def test_notice_is_announced_grows_with_each_paste_and_is_closed_by_keyboard(form, paste):
    paste("<p>a <del>deleted</del></p>")
    notice = form.get_by_role("status").filter(has_text="Check what you pasted:")
    expect(notice).to_be_visible()
    again = "<p>b <s>struck</s> <del>deleted</del></p>"
    form.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
          document.querySelector(".cke_wysiwyg_div").dispatchEvent(event);
        }""",
        again,
    )
    expect(notice.get_by_role("listitem")).to_have_text(
        [
            "1 deleted passage was left out: 'deleted'.",
            "1 struck-out passage was left out: 'struck'.",
        ]
    )
    notice.get_by_role("button", name="Dismiss").press("Enter")
    expect(form.locator(".paste-notice")).to_be_empty()
    expect(form.locator(EDITABLE)).to_be_focused()


# Drops a text from another program onto a paragraph.
DROP = """async (html) => {
  const editor = CKEDITOR.instances.id_body;
  await new Promise((done) => editor.setData("<p>here </p>", {callback: done}));
  const paragraph = document.querySelector(".cke_wysiwyg_div p");
  const {right, top, height} = paragraph.getBoundingClientRect();
  const dataTransfer = new DataTransfer();
  dataTransfer.setData("text/html", html);
  const at = {clientX: right - 2, clientY: top + height / 2};
  const arrived = new Promise((done) => editor.once("afterPaste", done));
  for (const type of ["dragenter", "dragover", "drop"]) {
    const values = {dataTransfer, bubbles: true, cancelable: true, ...at};
    paragraph.dispatchEvent(new DragEvent(type, values));
  }
  await arrived;
  return editor.getData().trim();
}"""


def test_what_is_dropped_is_read_like_what_is_pasted(form, paste):
    paste("<p>none</p>")
    dropped = "<p><span style='font-family:Symbol'>m</span>g <del>not</del></p>"
    assert "μg" in form.evaluate(DROP, dropped)
    line = form.locator(".paste-notice li")
    expect(line).to_have_text(["1 deleted passage was left out: 'not'."])


# Copies a text in the editor, and pastes it into the text emptied.
COPY_AND_PASTE = """async (markup) => {
  const editor = CKEDITOR.instances.id_body;
  const editable = document.querySelector(".cke_wysiwyg_div");
  const send = (type, clipboardData) => editable.dispatchEvent(
    new ClipboardEvent(type, {clipboardData, bubbles: true, cancelable: true}));
  const set = (markup) => new Promise((callback) => editor.setData(markup, {callback}));
  await set(markup);
  editor.focus();
  editor.execCommand("selectAll");
  const data = new DataTransfer();
  send("copy", data);
  await set("");
  editor.focus();
  const arrived = new Promise((done) => editor.once("afterPaste", done));
  send("paste", data);
  await arrived;
  return editor.getData().trim();
}"""


def test_what_is_copied_in_the_form_keeps_its_sources(form, paste):
    paste("<p>none</p>")
    markup = '<p>We say <mark data-sources="1">it works</mark>.</p>'
    assert form.evaluate(COPY_AND_PASTE, markup) == markup
    expect(form.locator(".paste-notice")).to_be_empty()


DOT = (
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc0"
    "0000030101000f4d5ea30000000049454e44ae426082"
)


def paste_picture_of_word(form, paste):
    """Paste a picture as Word does, and return where it is once the library has it."""
    form.wait_for_function("() => Boolean(CKEDITOR.pasteFilters?.image)")
    html = (
        "<p class=MsoNormal>before</p><p class=MsoNormal><!--[if gte vml 1]><v:shape></v:shape>"
        '<![endif]--><![if !vml]><img width=1 height=1 src="file:///C:/Temp/image001.png" '
        'v:shapes="x"><![endif]></p>'
    )
    paste(html, rtf=r"{\rtf1 {\*\shppict{\pict\pngblip " + DOT + "}}}")
    picture = form.locator(f"{EDITABLE} img[src*='/admin/media_library/image/']")
    expect(picture).to_be_visible()
    return picture.get_attribute("src")


def test_picture_of_word_goes_into_the_library(form, paste):
    assert re.fullmatch(r"/admin/media_library/image/\d+/file/", paste_picture_of_word(form, paste))


def test_picture_of_our_own_page_is_the_same_picture_of_the_library(form, paste, log_in, page):
    address = paste_picture_of_word(form, paste)
    log_in("ann")
    open_new_item(page)
    fill_in(page, "With a picture")
    page.evaluate(
        "(markup) => CKEDITOR.instances.id_body.setData(markup)", f"<p><img src={address}></p>"
    )
    open_preview(page)
    figure = page.locator("figure.picture").evaluate("(figure) => figure.outerHTML")
    open_new_item(page)
    shown, notice = page.evaluate(PASTE, [figure, "", ""])
    assert re.fullmatch('<p><img src="[^"]*/files/[^"]+"></p>', shown)
    assert notice == []
    fill_in(page, "With the picture of a page")
    save(page)
    page.reload()
    kept = f'<p><img src="{address}"></p>'
    assert markup(page).replace(" />", ">") == kept

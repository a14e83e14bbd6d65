"""Pictures as readers get them: the format and the width that suit their screen, and no jump."""

import pytest
from PIL import Image

PUBLISH = """
from pathlib import Path
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from news.models import Category, NewsItem
from tianhe_site.media_library import library
from tianhe_site.publishing import workflow

paul = User.objects.get(username="paul")


def add(name):
    upload = SimpleUploadedFile(name, (Path("{folder}") / name).read_bytes())
    picture, _is_new = library.add(upload, by=paul)
    for width in library.missing_widths(picture.current):
        library.make_width(picture.current, width)
    picture.texts.create(language="en", description="Waves of two colours.", caption="Waves")
    picture.focal_x = 20
    picture.save()
    return picture


# Two of them: of one that is there in a larger size, a browser asks for no smaller one.
lead, in_text = add("lead.jpg"), add("in-text.jpg")
item = NewsItem(
    title="An item with pictures",
    slug="pictures",
    summary="It shows two pictures.",
    dateline_place="Jinan, China",
    date="2014-05-01",
    company_announcement=True,
    category=Category.objects.first(),
    picture=lead,
    body='<p>Words.</p><p><img src="image:%d"></p>' % in_text.pk + "<p>More words.</p>" * 40,
)
workflow.write(item, by=paul)
workflow.publish_draft(item, by=paul)
"""
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
# Brings each picture near, and waits until all are there and have been drawn.
SHOW_PICTURES = """async () => {
  for (const image of document.querySelectorAll("picture img")) {
    image.scrollIntoView();
    await image.decode();
  }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@pytest.fixture(scope="module")
def item(site, tmp_path_factory):
    """The path of a news item that is led by a 12-megapixel picture and shows another one."""
    folder = tmp_path_factory.mktemp("photos")
    red, blue = Image.linear_gradient("L"), Image.radial_gradient("L")
    lead = Image.merge("RGB", [red, red.rotate(90), blue]).resize((4000, 3000))
    lead.save(folder / "lead.jpg")
    lead.rotate(180).save(folder / "in-text.jpg")
    site.shell(PUBLISH.format(folder=folder))
    return "/news/2014/pictures/"


@pytest.fixture
def read(browser, site):
    """Return a function that opens a path as a reader with a screen of some size does; it returns
    the page and (content type, width) of each picture that was fetched, as it came."""
    contexts = []

    def open_page(path, *, width, scale=1):
        viewport = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, device_scale_factor=scale)
        contexts.append(context)
        context.add_init_script(WATCH_SHIFTS)
        page, fetched = context.new_page(), []

        def note(response):
            if "/media/" in response.url:
                name = response.url.rpartition("/")[2]
                fetched.append((response.headers["content-type"], int(name.partition("-")[0])))

        page.on("response", note)
        page.goto(site.url + path)
        page.evaluate(SHOW_PICTURES)
        return page, fetched

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("width", "scale", "fetched"),
    [
        (360, 1, [400, 400]),
        (360, 2, [700, 700]),
        (360, 3, [1000, 1000]),
        (1440, 1, [1280, 1000]),
    ],
)
def test_browser_picks_avif_in_the_width_of_the_screen(item, read, width, scale, fetched):
    _page, pictures = read(item, width=width, scale=scale)
    assert sorted(pictures) == [("image/avif", each) for each in sorted(fetched)]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", ["/news/2014/pictures/", "/news/", "/"])
def test_nothing_moves_when_pictures_arrive(item, read, path, width):
    page, pictures = read(path, width=width)
    assert pictures
    assert page.evaluate("window.shifts") == []


def test_picture_below_waits_until_it_is_near(item, browser, site):
    context = browser.new_context(viewport={"width": 1440, "height": 400})
    page = context.new_page()
    page.goto(site.url + item)
    priorities = page.eval_on_selector_all(
        "picture img", "images => images.map((each) => [each.fetchPriority, each.loading])"
    )
    assert priorities == [["high", "auto"], ["auto", "lazy"]]
    context.close()


def test_cut_keeps_the_focal_point(item, read):
    page, _pictures = read(item, width=1440)
    lead = page.locator(".page-lead img")
    assert lead.evaluate("each => getComputedStyle(each).objectPosition") == "20% 50%"
    box = lead.bounding_box()
    assert round(box["width"] / box["height"], 2) == 2

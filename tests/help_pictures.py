"""The pictures of the guides, made from the real screens: `python -m tests.help_pictures`.

Starts a site with its starter content, does what a guide is about, and writes one picture per guide
to `static/img/help/`. Run it after a screen changed.
"""

import io
import os
import tempfile
from pathlib import Path

from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")

FOLDER = Path(__file__).parent.parent / "static" / "img" / "help"
VIEW = {"width": 1200, "height": 750}
# Pixels; the guides show them at this width on a wide screen.
WIDTH, HEIGHT = 960, 600
QUALITY = 70
NEWS = "/admin/news/newsitem/"
SEARCHES = ("telephone number", "telephone number", "hotel")
EDITOR_IS_READY = """() => Object.values(window.CKEDITOR ? CKEDITOR.instances : {})
    .every(({status}) => status === "ready")"""
PEOPLE = """
from django.contrib.auth.models import Group, User
from news.models import Category, NewsItem
from tests.factories import make_news_item, picture_upload
from tianhe_site.media_library import library
from tianhe_site.publishing import workflow
for name, group, first, last in (
    ("ann", "Authors", "Ann", "Meyer"),
    ("rita", "Reviewers", "Rita", "Gomez"),
    ("paul", "Publishers", "Paul", "Weber"),
):
    user = User.objects.create_user(
        name, password="{password}", is_staff=True, first_name=first, last_name=last
    )
    user.groups.add(Group.objects.get(name=group))
ada = User.objects.get(is_superuser=True)
ada.username, ada.first_name, ada.last_name = "ada", "Ada", "Stone"
ada.set_password("{password}")
ada.save()
source = NewsItem.objects.get(slug="partnership-with-corduse", language="en")
chinese = workflow.translate(source, language="zh-hans", by=user)
chinese.title = "CORD:USE 与 Tianhe 签署长期合作协议"
workflow.write(chinese, by=user)
for title in ("Laboratory", "Team", "Cells"):
    picture, _is_new = library.add(picture_upload(title, size=(640, 420)), by=user)
    picture.texts.create(language="en", description="What it shows.")
draft = make_news_item(
    "second-trial",
    title="Grant for a second trial",
    summary="A foundation supports a second trial in two hospitals.",
    body="<p>The trial will enroll 20 people with type 1 diabetes in two hospitals.</p>",
    category=Category.objects.get(slug="partnership"),
)
ann, rita = (User.objects.get(username=name) for name in ("ann", "rita"))
workflow.submit(draft, by=ann, note="Ready for Monday.")
draft = make_news_item(
    "open-day", title="Open day in Jinan", category=Category.objects.get(slug="recognition")
)
workflow.approve(workflow.submit(draft, by=ann), by=rita)
"""


def main():
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    from tests import parts
    from tests.site import PASSWORD, RunningSite

    FOLDER.mkdir(parents=True, exist_ok=True)
    with RunningSite(Path(tempfile.mkdtemp())) as site, sync_playwright() as playwright:
        site.shell(PEOPLE.format(password=PASSWORD))
        browser = playwright.chromium.launch(
            executable_path=parts.needed(parts.CHROMIUM), args=parts.CHROMIUM_FLAGS
        )
        page = browser.new_page(base_url=site.url, viewport=VIEW, reduced_motion="reduce")
        _take_all(page, PASSWORD)
        browser.close()


def _take_all(page, password):
    _enter(page, "ann", password)
    _write(page)
    page.evaluate("scrollTo(0, 0)")
    _take(page, "writing")
    page.keyboard.press("Control+a")
    page.locator(".cke_top").first.evaluate("bar => bar.scrollIntoView()")
    _take(page, "editor")
    _enter(page, "rita", password)
    _take(page, "dashboard")
    page.get_by_role("link", name="Grant for a second trial").first.click()
    _take(page, "review")
    _enter(page, "paul", password)
    _go(page, NEWS, "Open day", "Publish", "publish")
    _go(page, NEWS, "CORD:USE", "History", "history")
    page.goto(f"{NEWS}?language=zh-hans")
    page.get_by_role("link", name="CORD:USE").first.click()
    page.wait_for_function(EDITOR_IS_READY)
    page.locator(".field-summary .source-text summary").click()
    _take(page, "translations")
    page.goto("/admin/media_library/image/")
    _take(page, "library")
    for text in SEARCHES:
        page.goto(f"/search/?q={text}")
    page.goto("/admin/searches/")
    _take(page, "search")
    _enter(page, "ada", password)
    page.goto("/admin/auth/user/")
    _take(page, "people")


def _enter(page, name, password):
    page.context.clear_cookies()
    page.goto("/admin/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    if page.locator("[data-tour='skip']").is_visible():
        page.click("[data-tour='skip']")


def _write(page):
    page.goto(f"{NEWS}add/")
    page.wait_for_function(EDITOR_IS_READY)
    page.fill("#id_title", "New results from Jinan")
    page.locator(".cke_wysiwyg_div").first.click()
    page.keyboard.type("The trial will enroll 20 people with type 1 diabetes.")


def _go(page, listed, title, verb, name):
    page.goto(listed)
    page.get_by_role("link", name=title).first.click()
    page.wait_for_function(EDITOR_IS_READY)
    link = page.get_by_role("link", name=verb)
    if not link.first.is_visible():
        # The rest is under "More".
        page.get_by_text("More", exact=True).click()
    link.first.click()
    _take(page, name)


def _take(page, name):
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    picture.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)
    (FOLDER / f"{name}.webp").chmod(0o644)


if __name__ == "__main__":
    main()

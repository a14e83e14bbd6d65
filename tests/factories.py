"""Drafts and forms for tests, with defaults for everything a test doesn't care about."""

import io
import zlib
from dataclasses import replace
from datetime import date
from unittest import mock

import PIL.Image
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from pypdf import PdfWriter

from news.models import Category, NewsItem
from pages.models import Page, SiteDetails, Term
from tianhe_site.media_library import image_processing, library
from tianhe_site.media_library.models import Document, Image
from tianhe_site.publishing import clock, content_checks, workflow


def made_before(model, **values):
    """Create a row without signals, as if it existed before recording began."""
    [row] = model.objects.bulk_create([model(**values)])
    return row


def make_category(name="Patent", slug="patent", **values):
    """Return the category with this slug; create it without signals if there is none."""
    found = Category.objects.filter(slug=slug).first()
    values.setdefault("names", {"zh-hans": "专利"})
    return found or made_before(Category, name=name, slug=slug, **values)


def make_news_item(slug="grant", **values):
    defaults = {
        "title": "A patent is granted",
        "summary": "The office has granted a patent.",
        "date": date(2026, 3, 2),
        "dateline_place": "Jinan, China",
        "body": "<p>The text of the item.</p>",
        "company_announcement": True,
        "category": make_category(),
    }
    return NewsItem.objects.create(slug=slug, **{**defaults, **values})


def make_page(slug="about", **values):
    defaults = {"title": f"Page {slug}", "summary": "A page.", "body": "<p>The text.</p>"}
    return Page.objects.create(slug=slug, **{**defaults, **values})


def make_term(title="Islet cells", **values):
    defaults = {"slug": slugify(title), "summary": f"What {title} are."}
    return Term.objects.create(title=title, **{**defaults, **values})


def make_site_details(**values):
    return SiteDetails.objects.create(**{"name": "Tianhe", "legal_name": "Tianhe Inc.", **values})


# What makes a draft of each section.
MAKERS = {
    NewsItem: make_news_item,
    Page: make_page,
    Term: make_term,
    SiteDetails: make_site_details,
}


def picture_upload(title="Laboratory", *, size=(64, 48), kind="PNG"):
    """Return an upload of a one-color picture; each title has its own color."""
    content = io.BytesIO()
    PIL.Image.new("RGB", size, zlib.crc32(title.encode()) & 0xFFFFFF).save(content, kind)
    return SimpleUploadedFile(f"{title}.{kind.lower()}", content.getvalue())


def document_upload(title="Report", *, pages=1):
    """Return an upload of a PDF of blank pages, with a title."""
    writer, content = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": title})
    writer.write(content)
    return SimpleUploadedFile(f"{title}.pdf", content.getvalue())


def make_image(title="Laboratory", *, description="The laboratory.", size=(64, 48), **values):
    """Upload a picture described in all languages (in none if `description` is empty). The same
    title and size again return the same picture."""
    image = _added(picture_upload(title, size=size), Image, values)
    for language, _name in settings.LANGUAGES if description else ():
        image.texts.update_or_create(language=language, defaults={"description": description})
    return image


def make_document(title="Report", *, pages=1, **values):
    """Upload a PDF. The same title and number of pages again return the same document."""
    return _added(document_upload(title, pages=pages), Document, values)


_cached_results = {}


def _cached(process):
    """Return `process`, a function of `image_processing`, with its child's answers cached per
    file: starting the child takes most of the time of a small upload."""

    def cached(source, folder, *width):
        key = (process.__name__, source.read_bytes(), width)
        if key not in _cached_results:
            found = process(source, folder, *width)
            files = found if isinstance(found, list) else [found]
            _cached_results[key] = found, [each.path.read_bytes() for each in files]
        found, contents = _cached_results[key]
        if not isinstance(found, list):
            return _copied(found, contents[0], folder)
        return [
            _copied(each, content, folder) for each, content in zip(found, contents, strict=True)
        ]

    return cached


def _copied(file, content, folder):
    path = folder / file.path.name
    path.write_bytes(content)
    return replace(file, path=path)


def _added(upload, model, values):
    uploader = get_user_model()(username="uploader")
    quick = {
        "receive": _cached(image_processing.receive),
        "render": _cached(image_processing.render),
    }
    with mock.patch.multiple(image_processing, **quick):
        asset, _is_new = library.add(upload, by=uploader, model=model)
    for name, value in values.items():
        setattr(asset, name, value)
    asset.save()
    return asset


def reasons_for(content):
    """Return a reason for each warning about a text, as an editor would give."""
    return {finding.key: "For a test." for finding in content_checks.examine(content, clock.now())}


def second_person():
    """Return a reviewer who wrote nothing."""
    person, is_new = get_user_model().objects.get_or_create(username="sol", is_staff=True)
    if is_new:
        person.groups.add(Group.objects.get(name="Reviewers"))
    return person


def approved(draft, *, by, correction=None, reasons=None):
    """Submit a draft and let a second person approve it; return the edition."""
    edition = workflow.submit(draft, by=by, correction=correction, reasons=reasons)
    return workflow.approve(edition, by=second_person())


def publish_approved(draft, *, by, correction=None, reasons=None, **kwargs):
    """Publish a draft, approved by a second person if it needs one; return the edition."""
    if not workflow.needs_second_person(draft):
        return workflow.publish_draft(
            draft, by=by, correction=correction, reasons=reasons, **kwargs
        )
    edition = approved(draft, by=by, correction=correction, reasons=reasons)
    return workflow.publish(edition, by=by, **kwargs)


def move_by_two(places, *, by):
    """Move items with a second person's approval; return the rows of their addresses."""
    person = second_person()
    person.groups.add(Group.objects.get(name="Publishers"))
    return workflow.agree(workflow.ask_move(places, by=by, reason="For a test."), by=person)


def publish_with_reasons(draft, *, by, **kwargs):
    """Publish a draft, with a reason for each warning, and with a second person if one is
    needed."""
    reasons = reasons_for(draft)
    return publish_approved(draft, by=by, correction="", reasons=reasons, **kwargs)


def news_form(**values):
    """Return the data that the form of a news item submits."""
    defaults = {
        "title": "Sent by form",
        "slug": "sent-by-form",
        "summary": "Short.",
        "date": "2026-03-02",
        "dateline_place": "Jinan, China",
        "category": make_news_item("for-category").category_id,
        "body": "<p>Text</p>",
        "company_announcement": "on",
    }
    return {**defaults, **values}


def change(item, verb="change"):
    """Return the admin address of an action on a draft."""
    return f"/admin/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/{verb}/"

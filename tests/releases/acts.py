"""What happened on the site whose database is kept of each release.

`make.py` runs this inside the code of a release, any since 0.1.0: so it uses what that release
knows, through its own workflow. It writes the head of the history and what addresses answer into
the file that it is given.
"""

import io
import json
import sys
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from news.models import Category, NewsItem  # noqa: E402
from pages.models import Page  # noqa: E402
from tianhe_site import RELEASE  # noqa: E402
from tianhe_site.publishing import clock, workflow  # noqa: E402
from tianhe_site.publishing.models import Address, HistoryEntry  # noqa: E402

VERSION = tuple(map(int, RELEASE.split(".")))
HAS_REVIEW, HAS_MEDIA, HAS_CHOSEN_REASONS = VERSION >= (0, 2), VERSION >= (0, 3), VERSION >= (0, 5)
HAS_PEOPLE, HAS_VERSIONS = VERSION >= (0, 7), VERSION >= (0, 8)
HAS_PINS = VERSION >= (0, 10)
# Long after anybody upgrades the database.
LATER = datetime(2200, 1, 1, tzinfo=UTC)
DRAFT_ONLY = "draft-only"


def main():
    call_command("migrate", verbosity=0)
    call_command("load_starter_content", verbosity=0)
    site = Site()
    site.correct_news()
    site.move_page()
    site.withdraw_page()
    site.schedule_page()
    site.leave_draft()
    if HAS_REVIEW:
        site.leave_waiting()
        site.redact_page()
        site.share_and_trash()
    if HAS_MEDIA:
        site.show_picture()
    if HAS_PEOPLE:
        site.invite_and_part()
    if HAS_VERSIONS:
        site.write_and_restore()
    if HAS_PINS:
        site.answer_searches()
    Path(sys.argv[1]).write_text(json.dumps(recorded()))


class Site:
    def __init__(self):
        self.author = person("ann", "Authors")
        self.publisher = person("paul", "Publishers")
        self.second_publisher = person("pia", "Publishers")
        self.reviewer = person("rita", "Reviewers") if HAS_REVIEW else None

    def correct_news(self):
        item = self.written(
            NewsItem,
            "release-corrected",
            date=date(2015, 6, 1),
            dateline_place="Jinan, China",
            category=Category.objects.get(slug="partnership"),
            **({"company_announcement": True} if HAS_REVIEW else {}),
        )
        self.publish(item)
        self.reworded(item)
        self.publish(item, correction="The place was wrong.")

    def move_page(self):
        page = self.written(Page, "release-moves")
        self.publish(page)
        workflow.move({page: {"slug": "release-moved"}}, by=self.publisher, note="A better word.")

    def withdraw_page(self):
        page = self.written(Page, "release-withdrawn")
        self.publish(page)
        told = {} if HAS_CHOSEN_REASONS else {"reason": "This was about another site."}
        workflow.withdraw(page, by=self.publisher, note="Asked for.", **told)

    def schedule_page(self):
        self.publish(self.written(Page, "release-scheduled"), at=LATER)

    def leave_draft(self):
        self.written(Page, DRAFT_ONLY)

    def leave_waiting(self):
        self.submit(self.written(Page, "release-waiting"))

    def redact_page(self):
        page = self.written(Page, "release-redacted")
        edition = self.publish(page)
        workflow.withdraw(page, by=self.publisher, note="Asked for.")
        self.reworded(page)
        asked = workflow.ask_redaction([edition], by=self.publisher, reason="A court order.")
        workflow.redact(asked, by=self.second_publisher)

    def share_and_trash(self):
        page = self.written(Page, "release-trashed")
        edition = workflow.freeze(page, by=self.publisher)
        workflow.share_preview(edition, by=self.publisher, note="A partner", days=1)
        workflow.archive(page, by=self.publisher, note="Not needed.")

    def show_picture(self):
        page = self.written(Page, "release-picture", picture=self.described_picture())
        self.publish(page)

    def invite_and_part(self):
        """Ada invites Ian, Lea leaves and hands over to Ian, and Ada has an app."""
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        from tianhe_site.accounts import people
        from tianhe_site.accounts.people import deactivation, links

        ada = people.add_person("Ada Keeper", roles=["administrator"], email="ada@example.org")
        ian = people.add_person("Ian Coming", roles=["author"], email="ian@example.org")
        lea = people.add_person("Lea Parting", roles=["author"], email="lea@example.org")
        links.create(ian, links.Kind.INVITATION, by=ada)
        workflow.write(Page(slug="release-handed-over", title="Handed over"), by=lea)
        deactivation.deactivate(lea, by=ada, receiver=ian)
        TOTP.activate(ada, generate_totp_secret())
        RecoveryCodes.activate(ada)

    def write_and_restore(self):
        """Ann writes again, goes back, copies, types on, and asks for a time to go live."""
        from tianhe_site.editorial.models import SavedFilter
        from tianhe_site.publishing.models import Autosave

        page = self.written(Page, "release-rewritten")
        self.reworded(page)
        workflow.restore_version(page, page.draft_versions.earliest("id"), by=self.author)
        workflow.submit(workflow.duplicate(page, by=self.author), by=self.author, at=LATER)
        typed = {"item_id": page.pk, "kind": page.kind, "data": {"title": ["Typed"]}}
        Autosave.objects.create(
            **typed, user_id=self.author.pk, title="Typed", saved_at=clock.now()
        )
        mine = {"kind": page.kind, "name": "Drafts", "query": "state=draft"}
        SavedFilter.objects.create(**mine, user=self.author)

    def answer_searches(self):
        """A page says what it is found by and how things are; a search of readers leads to it."""
        from tianhe_site.publishing.models import PinnedResult, SearchMiss

        page = self.written(
            Page,
            "release-found",
            also_found_by="costs",
            status="A study has begun.",
            status_date=date(2026, 11, 2),
        )
        self.publish(page)
        PinnedResult.objects.create(queries="how much", first_id=page.pk)
        SearchMiss.objects.create(day=date(2026, 11, 2), language="en", text="free", count=2)

    def described_picture(self):
        import PIL.Image

        from tianhe_site.media_library import library
        from tianhe_site.media_library.models import Image

        content = io.BytesIO()
        PIL.Image.new("RGB", (64, 48), zlib.crc32(b"release")).save(content, "PNG")
        upload = SimpleUploadedFile("Release.png", content.getvalue())
        image, _is_new = library.add(upload, by=self.author, model=Image)
        image.texts.update_or_create(language="en", defaults={"description": "A color."})
        return image

    def written(self, model, slug, **values):
        texts = {"title": f"About {slug}", "summary": f"What {slug} says.", "body": "<p>Words.</p>"}
        draft = model(slug=slug, **texts, **values)
        self.save(draft)
        return draft

    def reworded(self, draft):
        draft.title = f"More about {draft.slug}"
        self.save(draft)

    def save(self, draft):
        if HAS_REVIEW:
            workflow.write(draft, by=self.author)
        else:
            draft.save()

    def publish(self, draft, *, at=None, correction=None):
        """Publish as three people do where the release knows reviewers; return the edition."""
        if not HAS_REVIEW:
            return workflow.publish_draft(draft, by=self.publisher, at=at)
        edition = self.submit(draft, correction)
        workflow.approve(edition, by=self.reviewer, note="Read.")
        return workflow.publish(edition, by=self.publisher, at=at)

    def submit(self, draft, correction=None):
        from tianhe_site.publishing import content_checks

        reasons = {found.key: "It is so." for found in content_checks.examine(draft, clock.now())}
        return workflow.submit(draft, by=self.author, correction=correction, reasons=reasons)


def person(name, group):
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=group))
    return user


def recorded():
    """Return what must still be so after every later upgrade."""
    client = Client(headers={"host": "127.0.0.1"})
    paths = sorted(set(Address.objects.values_list("path", flat=True)) | {f"/{DRAFT_ONLY}/"})
    return {
        "head": HistoryEntry.objects.order_by("-id").first().hash,
        "answers": {path: client.get(path).status_code for path in paths},
    }


if __name__ == "__main__":
    main()

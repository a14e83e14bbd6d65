"""What a redaction removes from exported folders."""

import hashlib
import json
import logging
import os
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from pages.models import Layout
from tests.factories import (
    change,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    publish_with_reasons,
)
from tianhe_site.operations import export, redacted_exports
from tianhe_site.operations.models import StaticExport
from tianhe_site.publishing import clock, history, workflow

# What asks the database for something of its own also runs on PostgreSQL.
pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
WORDS = ("Zebra", "Quokka", "Wombat", "Lemur", "Numbat")
SELF_DESCRIBING = {"manifest.json", "SHA256SUMS"}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def people(person):
    return person("one", is_superuser=True), person("two", is_superuser=True)


@pytest.fixture
def erase(noon, people, django_capture_on_commit_callbacks):
    """Return a function with which two people redact an edition of the first hour."""

    def redact(edition):
        with clock.set_to(noon + 4 * HOUR), django_capture_on_commit_callbacks(execute=True):
            request = workflow.ask_redaction([edition], by=people[0], reason="Court order 7.")
            return workflow.redact(request, by=people[1])

    return redact


@pytest.fixture
def story(noon, publisher):
    """A news item that was live for an hour from noon, beside older ones and pages."""
    home = make_page("", layout=Layout.HOME)
    of_a_month_ago = [home, make_page("therapy"), make_news_item("older", date=date(2026, 1, 30))]
    for draft in of_a_month_ago:
        workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon - MONTH)
    item = make_news_item(
        title="Zebra & sons",
        summary="Quokka <here>.",
        body="<p>Wombat</p>",
        dateline_place="Lemur",
        sources=[{"title": "Numbat"}],
    )
    edition = publish_with_reasons(item, by=publisher)
    take_away(item, publisher, noon + HOUR, title="A patent is granted")
    return edition


def take_away(item, by, at, **values):
    """Withdraw an item, and change its draft."""
    with clock.set_to(at):
        workflow.withdraw(item, by=by, reason="There was an error on this page.")
    for name, value in values.items():
        setattr(item, name, value)
    item.save()


def write(moment, folder):
    """Export the site as of a moment; return the bytes of each file by name."""
    with clock.set_to(moment + 2 * HOUR):
        call_command("export_as_of", moment.isoformat(), str(folder), verbosity=0)
    return bytes_in(folder)


def bytes_in(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def telling(files):
    """Return the names of files that contain a redacted word."""
    return {
        name
        for name, body in files.items()
        for word in WORDS
        if word in name or word.encode() in body
    }


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def assert_sums_hold(folder):
    """Assert that SHA256SUMS lists exactly the files and their hashes."""
    files = bytes_in(folder)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    told = {name: sum for sum, _gap, name in (line.partition("  ") for line in lines)}
    assert told == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}


def rewrite():
    call_command("rewrite_exports", verbosity=0)


def rewrite_later(noon):
    with clock.set_to(noon + 6 * HOUR):
        rewrite()


def assert_whole_and_silent(folder):
    """Assert that the export has its pages and no redacted word."""
    assert "index.html" in bytes_in(folder)
    assert telling(bytes_in(folder)) == set()
    assert_sums_hold(folder)


@pytest.mark.postgresql
def test_finished_export_is_recorded(story, noon, out):
    write(noon + HOUR / 2, out)
    remembered = StaticExport.objects.get()
    assert (remembered.folder, remembered.moment) == (str(out), noon + HOUR / 2)
    assert remembered.made_at.isoformat() == manifest_of(out)["made_at"]


def test_failed_export_is_not_recorded(story, noon, out):
    def stop(pages):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export.write_site(clock.now(), out, stop)
    assert not StaticExport.objects.exists()


def test_second_export_to_a_folder_replaces_the_first(story, noon, out):
    write(noon + HOUR / 2, out)
    out.rename(out.with_name("moved"))
    write(noon + HOUR / 4, out)
    assert [each.moment for each in StaticExport.objects.all()] == [noon + HOUR / 4]


@pytest.mark.postgresql
def test_export_is_emptied_at_once_and_rewritten_without_redacted_words(
    story, noon, erase, out, tmp_path
):
    before = write(noon + HOUR / 2, out)
    assert telling(before) == {
        "index.html",
        "news/index.html",
        # The older item leads to it.
        "news/2026/older/index.html",
        "news/2026/index.html",
        "news/2026/grant/index.html",
        "news/category/patent/index.html",
        "sitemap-latest.xml",
        *(
            f"{folder}feed/{name}"
            for folder in ("news/", "news/category/patent/")
            for name in ("index.xml", "rss/index.xml", "json/index.json")
        ),
    }
    erase(story)
    assert bytes_in(out).keys() == SELF_DESCRIBING
    assert_sums_hold(out)
    rewrite_later(noon)
    after = bytes_in(out)
    assert telling(after) == set()
    assert after.keys() == before.keys()
    assert "This content was erased" in after["news/2026/grant/index.html"].decode()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == telling(before) | SELF_DESCRIBING
    assert_sums_hold(out)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_manifest_says_that_it_was_rewritten_and_why(story, noon, erase, out):
    write(noon + HOUR / 2, out)
    before = manifest_of(out)
    erase(story)
    emptied = manifest_of(out)
    rewrite_later(noon)
    written = manifest_of(out)
    for manifest in (emptied, written):
        assert manifest["rewritten_at"] > before["made_at"]
        assert manifest["rewritten_because"] == "A version was redacted."
        assert (manifest["moment"], manifest["made_at"]) == (before["moment"], before["made_at"])
    assert (emptied["files"], history.verify(written["history_head"])) == ([], [])


def test_site_as_of_that_moment_shows_no_redacted_word(story, noon, erase, client, administrator):
    client.force_login(administrator)
    addresses = ("", "news/", "news/2026/grant/", "news/feed/")
    moment = (noon + HOUR / 2).strftime("%Y-%m-%dT%H:%MZ")

    def walked():
        with clock.set_to(noon + 5 * HOUR):
            pages = {each: client.get(f"/admin/as-of/{moment}/{each}") for each in addresses}
        assert {page.status_code for page in pages.values()} <= {200, 410}
        return telling({each: page.content for each, page in pages.items()})

    assert walked() == set(addresses)
    erase(story)
    assert walked() == set()


def test_export_of_an_earlier_moment_is_untouched(story, noon, erase, out):
    before = write(noon - HOUR / 2, out)
    assert telling(before) == set()
    inode = out.stat().st_ino
    erase(story)
    assert (bytes_in(out), out.stat().st_ino) == (before, inode)


def test_export_made_after_the_redaction_is_untouched(story, noon, erase, out):
    erase(story)
    with clock.set_to(noon + 5 * HOUR):
        call_command("export_as_of", (noon + HOUR / 2).isoformat(), str(out), verbosity=0)
    before = bytes_in(out)
    with clock.set_to(noon + 6 * HOUR):
        rewrite()
    assert (telling(before), bytes_in(out)) == (set(), before)


def test_export_just_rewritten_by_another_process_is_untouched(story, noon, erase, out):
    write(noon + HOUR / 2, out)
    as_known_before = StaticExport.objects.get()
    erase(story)
    rewrite_later(noon)
    before = bytes_in(out)
    assert not redacted_exports.empty(as_known_before)
    assert bytes_in(out) == before


def test_missing_folder_is_forgotten(story, noon, erase, out):
    write(noon + HOUR / 2, out)
    out.rename(out.with_name("carried-away"))
    erase(story)
    assert not StaticExport.objects.exists()
    assert not out.exists()


def test_folder_of_another_host_stays_on_the_list(story, noon, erase, out, monkeypatch, caplog):
    write(noon + HOUR / 2, out)
    out.rename(out.with_name("on-the-other-disk"))
    with monkeypatch.context() as here:
        here.setattr("socket.gethostname", lambda: "another")
        erase(story)
    assert f"{out} is on " in caplog.text
    assert not out.exists()
    out.with_name("on-the-other-disk").rename(out)
    rewrite_later(noon)
    assert_whole_and_silent(out)


def test_folder_of_a_renamed_host_is_rewritten(story, noon, erase, out, monkeypatch):
    with monkeypatch.context() as then:
        then.setattr("socket.gethostname", lambda: "its-old-name")
        write(noon + HOUR / 2, out)
    erase(story)
    rewrite_later(noon)
    assert_whole_and_silent(out)


@pytest.mark.postgresql
def test_erased_picture_goes_and_others_stay(noon, publisher, erase, out):
    erased, kept = make_image("Patient"), make_image("Laboratory", size=(32, 32))
    edition = publish_with_reasons(make_news_item(picture=erased), by=publisher)
    publish_with_reasons(make_page(picture=kept), by=publisher)
    take_away(edition.item, publisher, noon + HOUR, picture=None)
    before = write(noon + HOUR / 2, out)
    erase(edition)
    rewrite_later(noon)
    media = {each for each in before if each.startswith("media/")}
    assert {each.split("/")[1] for each in media} == {erased.current.key, kept.current.key}
    assert {each for each in bytes_in(out) if each.startswith("media/")} == {
        each for each in media if kept.current.key in each
    }


def test_log_and_command_say_what_to_do(story, noon, erase, out, caplog, capsys):
    before = write(noon + HOUR / 2, out)
    erase(story)
    logged = [record for record in caplog.records if record.name == "tianhe.exports"]
    assert [(record.levelno, record.getMessage()) for record in logged] == [
        (
            logging.WARNING,
            f"{out}: emptied, because it showed redacted content. Run manage.py rewrite_exports to "
            "write it again",
        )
    ]
    capsys.readouterr()
    rewrite_later(noon)
    assert capsys.readouterr().out.splitlines() == [
        f"Rewriting: {out}",
        "No export shows redacted content.",
    ]
    after = bytes_in(out)
    assert after.keys() == before.keys()
    rewrite_later(noon)
    assert bytes_in(out) == after


@pytest.mark.parametrize("slug", ["zoo", "parent"])
def test_redacted_page_disappears_from_every_menu(noon, publisher, erase, out, slug):
    call_command("load_starter_content", verbosity=0)
    page = make_page(slug, title="Zebra", menu_title="Quokka", summary="Wombat.", in_menu=True)
    edition = publish_with_reasons(page, by=publisher)
    if slug == "parent":
        publish_with_reasons(make_page("child", parent=page, in_menu=False), by=publisher)
        page.title, page.menu_title, page.summary = "Other", "Other", "Other."
        page.save()
        with clock.set_to(noon + HOUR):
            publish_with_reasons(page, by=publisher)
    else:
        take_away(page, publisher, noon + HOUR, title="Other")
    before = write(noon + HOUR / 2, out)
    assert {"404.html", "therapy/index.html", "news/index.html"} < telling(before)
    erase(edition)
    rewrite_later(noon)
    assert telling(bytes_in(out)) == set()
    assert bytes_in(out).keys() == before.keys()


def test_redacted_site_details_disappear_from_every_page(noon, publisher, erase, out):
    details = make_site_details(name="Zebra", legal_name="Quokka Inc.")
    edition = publish_with_reasons(details, by=publisher)
    publish_with_reasons(make_page("about"), by=publisher)
    details.name, details.legal_name = "Tianhe", "Tianhe Inc."
    details.save()
    with clock.set_to(noon + HOUR):
        publish_with_reasons(details, by=publisher)
    before = write(noon + HOUR / 2, out)
    assert "about/index.html" in telling(before)
    erase(edition)
    rewrite_later(noon)
    after = bytes_in(out)
    assert (after.keys(), telling(after)) == (before.keys(), set())


@pytest.fixture
def changed_by_hand(story, noon, out):
    """An export to which someone added a file and in which they changed one of ours."""
    write(noon + HOUR / 2, out)
    (out / "notes").mkdir()
    (out / "notes" / "mine.txt").write_text("Mine.")
    with (out / "news/index.html").open("a") as page:
        page.write("<p>Something of mine.</p>")
    return out


def test_foreign_files_in_an_export_stay_and_are_listed(changed_by_hand, story, erase, caplog):
    erase(story)
    assert bytes_in(changed_by_hand).keys() == {"notes/mine.txt"} | SELF_DESCRIBING
    assert (
        f"{changed_by_hand} contains files that were added by hand: notes/mine.txt." in caplog.text
    )


def test_export_is_complete_once_foreign_files_are_moved_out(
    changed_by_hand, story, noon, erase, capsys
):
    erase(story)
    with pytest.raises(CommandError, match="Some exports couldn't be rewritten."):
        rewrite_later(noon)
    assert "notes/mine.txt" in capsys.readouterr().err
    (changed_by_hand / "notes" / "mine.txt").unlink()
    rewrite_later(noon)
    assert_whole_and_silent(changed_by_hand)


def test_file_added_during_a_rewrite_is_not_lost(story, noon, erase, out, monkeypatch):
    write(noon + HOUR / 2, out)
    erase(story)
    check = export.check_past_is_the_same

    def put_there(entry_id):
        (out / "mine.txt").write_text("Mine.")
        check(entry_id)

    monkeypatch.setattr(export, "check_past_is_the_same", put_there)
    with pytest.raises(CommandError):
        rewrite_later(noon)
    assert (out / "mine.txt").read_text() == "Mine."
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_links_in_an_export_are_never_followed(story, noon, erase, out, tmp_path, caplog):
    write(noon + HOUR / 2, out)
    (out / "news").rename(tmp_path / "news")
    (out / "news").symlink_to(tmp_path / "news")
    (out / "index.html").rename(tmp_path / "mine.html")
    (out / "index.html").symlink_to(tmp_path / "mine.html")
    before = bytes_in(tmp_path / "news"), (tmp_path / "mine.html").read_bytes()
    erase(story)
    assert (bytes_in(tmp_path / "news"), (tmp_path / "mine.html").read_bytes()) == before
    assert (out / "news").is_symlink()
    assert (out / "index.html").is_symlink()
    assert "added by hand: index.html, news." in caplog.text


def test_unreadable_folder_does_not_count_as_empty(story, noon, erase, out, monkeypatch, caplog):
    scan = os.scandir

    def refuse(place):
        if str(place) == str(out / "news"):
            raise PermissionError(13, "Permission denied")
        return scan(place)

    write(noon + HOUR / 2, out)
    with monkeypatch.context() as closed:
        closed.setattr(os, "scandir", refuse)
        erase(story)
    assert f"The export {out} hasn't been updated after a redaction yet." in caplog.text
    rewrite_later(noon)
    assert telling(bytes_in(out)) == set()


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"made_at": "2026-01-01"}'])
def test_folder_of_something_else_is_left_alone(story, noon, erase, out, caplog, text):
    write(noon + HOUR / 2, out)
    (out / "manifest.json").unlink()
    if text is not None:
        (out / "manifest.json").write_text(text)
    before = bytes_in(out)
    erase(story)
    assert bytes_in(out) == before
    assert f"{out} no longer holds the export that was written there" in caplog.text
    assert StaticExport.objects.count() == 1


def test_failure_is_logged_and_hidden_from_the_editor(
    story, noon, people, client, out, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fail(*args):
        raise OSError(28, "No space left on device")

    write(noon + HOUR / 2, out)
    request = workflow.ask_redaction([story], by=people[0], reason="Court order 7.")
    client.force_login(people[1])
    with monkeypatch.context() as full, django_capture_on_commit_callbacks(execute=True):
        full.setattr(redacted_exports, "write_manifest", fail)
        answer = client.post(change(story.item, f"redact/{request.pk}"), {"note": ""})
    story.refresh_from_db()
    assert (answer.status_code, story.title) == (302, "[removed]")
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in errors] == [
        f"The export {out} hasn't been updated after a redaction yet."
    ]
    assert "No space left on device" in str(errors[0].exc_info[1])
    assert telling(bytes_in(out)) == set()
    rewrite_later(noon)
    assert_whole_and_silent(out)


def test_failing_export_does_not_block_others(story, noon, erase, tmp_path):
    write(noon + HOUR / 2, tmp_path / "first")
    write(noon + HOUR / 2, tmp_path / "second")
    (tmp_path / "first" / "manifest.json").unlink()
    erase(story)
    assert telling(bytes_in(tmp_path / "second")) == set()
    assert_sums_hold(tmp_path / "second")


@pytest.mark.postgresql
def test_redaction_stops_a_running_export(story, noon, erase, out):
    def redact_once(pages):
        if pages == 3:
            erase(story)

    with (
        clock.set_to(noon + 3 * HOUR),
        pytest.raises(export.ExportError, match="Run the command again"),
    ):
        export.write_site(noon + HOUR / 2, out, redact_once)
    assert not list(out.parent.iterdir())
    assert not StaticExport.objects.exists()


def test_folder_keeps_its_permissions(story, noon, erase, out):
    write(noon + HOUR / 2, out)
    out.chmod(0o700)
    erase(story)
    rewrite_later(noon)
    assert out.stat().st_mode & 0o777 == 0o700

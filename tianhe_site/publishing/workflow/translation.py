"""Translations: making the draft in another language, and agreeing that one needs no change."""

from django.utils.translation import gettext as _

from tianhe_site.languages import codes, for_records, name_of
from tianhe_site.rich_text import references

from .. import clock, history, review_policy, slugs, states, translations
from ..errors import PublishingError
from ..models import HistoryEntry, Publishable, Review
from .actions import Action, begin, check_not_archived, fresh, require
from .approval import as_pairs, contributors, needs_second_person, restored_writers
from .copies import COPY_OF, NOT_COPIED, kept_marks
from .freezing import mark_recorded
from .locking import publishing_lock, stop_if_dry_run
from .versions import keep_saved

Verb = HistoryEntry.Verb


def translate(item, *, language, by):
    """Return `item` in `language`: the draft that there is, or a new one with the text, structure,
    pictures, sources and marks of its source.

    Below the nearest page above that has that language. Who wrote the text counts as a writer of
    the translation too, unless two people agreed on it.
    """
    with publishing_lock():
        for permission in permissions_to_translate(type(item)):
            require(by, item, permission)
        source = fresh(item)
        check_not_archived(source)
        if known := translations.in_language(source, language):
            check_usable(known)
            return known
        stop_if_dry_run()
        version = translations.version_to_translate(source, history.next_moment())
        draft = _translation_of(source, version, language)
        action = Action(draft, by, history.next_moment())
        draft.save()
        with for_records():
            note = _("Translation of '%s'.") % source
        action.record(
            Verb.WRITE,
            note,
            draft=draft.content_hash,
            writers=_writers_of(source, version),
            # A redaction of the source finds its words here too.
            **{COPY_OF: source.pk, "source_hash": draft.source_hash},
            **kept_marks(draft, source),
        )
        mark_recorded(draft)
        keep_saved(draft, by=by, at=action.now)
        return draft


def permissions_to_translate(model):
    """Return the permissions that translating items of a section takes. What there is once per
    language, such as the site details, is never added otherwise."""
    return ("add", "change") if model.titled_by else ("change",)


def check_usable(translation):
    """Raise `PublishingError` if a translation can't be worked on because it's in the trash or
    archived."""
    if translation.trashed_at:
        message = (
            _("The %(language)s version, '%(title)s', is archived. Restore it first.")
            if translation.was_ever_public()
            else _("The %(language)s version, '%(title)s', is in the trash. Restore it first.")
        )
        name = name_of(translation.language)
        raise PublishingError(message % {"language": name, "title": translation})


def _writers_of(source, version):
    return as_pairs(contributors(source)) if version is source else restored_writers(version)


def _translation_of(source, version, language):
    """Return an unsaved translation of `source` that says what `version` says."""
    model = type(source)
    names = [field.attname for field in model._meta.concrete_fields]
    kept = {name: getattr(source, name) for name in names if name not in NOT_COPIED}
    draft = model(**kept)
    if version is not source:
        draft.copy_content_from(version)
    draft.language, draft.translation_key = language, source.translation_key
    draft.source_id, draft.source_hash = source.pk, version.content_hash
    for name in draft.rich_text_fields():
        setattr(draft, name, _with_own_links(getattr(draft, name) or "", language))
    _place(draft, source)
    return draft


def _place(draft, source):
    if hasattr(draft, "parent"):
        draft.parent = nearest_parent(source, draft.language)
        draft.position = source.position
    if hasattr(draft, "slug"):
        draft.slug = source.slug
        if draft.slug or slugs.needs_slug(draft):
            slugs.choose(draft, source.slug or "home")
        if not draft.slug and slugs.needs_slug(draft):
            raise PublishingError(
                _("No free address was found for the translation. Rename earlier items first.")
            )


def nearest_parent(source, language):
    """Return the page in `language` that a translation of `source` is below: that of the nearest
    page above it that has one, None at the top."""
    above = source.parent
    while above is not None:
        if found := translations.usable_in(above, language):
            return found
        above = above.parent
    return None


def _with_own_links(markup, language):
    """Return markup whose links lead to the items in `language`, where there are any."""
    linked = references.items_in(markup)
    if not linked:
        return markup
    keys = Publishable.objects.filter(pk__in=linked).values("translation_key")
    rows = Publishable.objects.filter(language=language, trashed_at=None, translation_key__in=keys)
    ids = dict(rows.values_list("translation_key", "pk"))
    pairs = Publishable.objects.filter(pk__in=linked).values_list("pk", "translation_key")
    return references.relinked(markup, {pk: ids[key] for pk, key in pairs if key in ids})


def keep_translation(item, *, by, seen, note):
    """Agree that a translation says what its source says now, without a change; return it.

    `seen` is the content hash of the version of the source that the editor read. `note` says why,
    and is recorded. What is in review or scheduled keeps the version that it says.
    """
    if not note.strip():
        raise PublishingError(_("Explain why no change is needed. Your note is recorded."))
    with begin(item, by, "change") as action:
        source = translations.source_of(action.item)
        if source is None:
            raise PublishingError(_("This is no translation, so it can't be behind."))
        version = translations.version_to_translate(source, action.now)
        live = action.item.live_edition(action.now)
        if version.content_hash != seen:
            raise PublishingError(
                _(
                    "The source changed again while you had this page open. Read what changed, "
                    "then try again."
                )
            )
        said = {action.item.source_hash, live.source_hash if live else seen}
        if said == {seen}:
            raise PublishingError(_("This translation is already up to date."))
        stop_if_dry_run()
        if live:
            live.source_hash = seen
            action.change(live, live.SOURCE)
        action.item.source_hash = seen
        Publishable.objects.filter(pk=action.item.pk).update(source_hash=seen)
        action.record(Verb.KEEP_TRANSLATION, note.strip(), source_hash=seen)
        return action.item


def ready_with(item, content_hash):
    """Return what could go live together with the version of `item` that has this hash: of each
    other language the approved edition, or the draft if it was never submitted and needs nobody's
    approval."""
    same = type(item).objects.filter(translation_key=item.translation_key, trashed_at=None)
    others = same.filter(language__in=[code for code in codes() if code != item.language])
    found = (_ready(other, item, content_hash) for other in others)
    return [each for each in found if each is not None]


def _ready(other, item, content_hash):
    at = clock.now()
    edition = states.candidates(other.editions).order_by("-id").first()
    if edition is None:
        is_new = not other.editions.exists() and not needs_second_person(other)
        return other if is_new else None
    edition.item = other
    if edition.review != Review.APPROVED or review_policy.has_expired(edition, at):
        return None
    says_this = other.source_id == item.pk and edition.source_hash == content_hash
    is_ready = says_this or not review_policy.is_outdated_translation(edition, at)
    return edition if is_ready else None

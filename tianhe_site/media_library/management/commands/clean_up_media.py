import itertools

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tianhe_site.media_library import clean_up, library, storage

FILES_BETWEEN_LINES = 1000


class Command(BaseCommand):
    help = (
        "List stored files that nothing needs, and files that are missing. With --remove, remove "
        "the files that nothing needs. What any version ever showed stays."
    )

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove the listed files")

    def handle(self, remove, **options):
        self.looked_at = itertools.count(1)
        try:
            findings = clean_up.survey(self._report_progress)
            groups = _groups(findings)
            for heading, lines, _remove in groups:
                self._list(heading, lines)
            self._list_missing(findings.missing)
            if remove:
                self._remove(groups)
            elif any(lines for _heading, lines, _remove in groups):
                self.stdout.write(
                    _(
                        "Nothing was removed. To remove these files: manage.py clean_up_media "
                        "--remove"
                    )
                )
        except storage.StorageError:
            raise CommandError(storage.STOPPED) from None

    def _report_progress(self):
        looked_at = next(self.looked_at)
        if looked_at % FILES_BETWEEN_LINES == 0:
            self.stdout.write(_("%s files checked so far") % looked_at)

    def _list(self, heading, lines):
        total = filesizeformat(sum(size for _found, _label, size in lines))
        self.stdout.write(f"{heading}: {len(lines)} ({total})")
        for _found, label, size in lines:
            self.stdout.write(f"  {label}  {filesizeformat(size)}")

    def _list_missing(self, missing):
        self.stdout.write(_("Missing from storage: %s") % len(missing))
        for file, alias, name in missing:
            self.stdout.write(f"  {_place(alias)}: {name}  {file.asset}")
        if any(alias == storage.PUBLIC for _file, alias, _name in missing):
            self.stdout.write(
                _("To copy them to the public folder: manage.py rebuild_public_media")
            )
        if any(alias == storage.PRIVATE for _file, alias, _name in missing):
            self.stdout.write(_("Restore the private files from a backup."))

    def _remove(self, groups):
        removed = 0
        for _heading, lines, remove in groups:
            for found, _label, _size in lines:
                removed += remove(found)
                self._report_progress()
        self.stdout.write(_("Removed: %s") % removed)


def _groups(findings):
    """Return (heading, lines, function that removes one) for each group of findings. A line is
    (what was found, label, bytes)."""
    return [
        (
            _("Stored, but not in the database"),
            [
                (stored, f"{_place(stored.alias)}: {stored.name}", stored.size)
                for stored in findings.without_row
            ],
            clean_up.remove_without_row,
        ),
        (
            _("Replaced by another file, and used nowhere"),
            [
                (file, f"{file.asset}: {file}", sum(part.size for part in library.parts_of(file)))
                for file in findings.replaced
            ],
            clean_up.remove_replaced,
        ),
        (
            _("Public copies that readers no longer need"),
            [(file, f"{file.asset}: {file}", size) for file, size in findings.not_needed],
            clean_up.remove_not_needed,
        ),
    ]


def _place(alias):
    return _("public") if alias == storage.PUBLIC else _("private")

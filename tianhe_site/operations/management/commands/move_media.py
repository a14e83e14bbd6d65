from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tianhe_site.media_library import storage
from tianhe_site.operations.moving import MoveError, media
from tianhe_site.operations.moving.freezing import take_lock
from tianhe_site.publishing.errors import BusyError


class Command(BaseCommand):
    help = (
        "Copy pictures and documents from the data folder to S3-compatible storage, or back, and "
        "compare every file. Set MEDIA_S3_… for this command in both cases. At the end nothing can "
        "be saved until the site uses the other place. If it was interrupted, run it again."
    )

    def add_arguments(self, parser):
        steps = parser.add_mutually_exclusive_group(required=True)
        steps.add_argument("--to", choices=[media.S3, media.FOLDER], help="where to copy them")
        steps.add_argument(
            "--done",
            action="store_true",
            help="let the site be changed again, once all its processes use the other place",
        )
        steps.add_argument(
            "--cancel",
            action="store_true",
            help="stay with the place in use, and let the site be changed again",
        )

    def handle(self, to, done, cancel, **options):
        try:
            with take_lock():
                if to:
                    self._move(to)
                else:
                    media.finish() if done else media.cancel()
                    self.stdout.write("The site can be changed again.")
        except (MoveError, BusyError) as error:
            raise CommandError(str(error)) from None
        except storage.StorageError:
            raise CommandError(storage.STOPPED) from None
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {error}") from None

    def _move(self, to):
        number, others = media.move(to, self.stdout.write)
        self.stdout.write(f"Copied: {number:,} files, each equal to what was uploaded.")
        if others:
            self.stdout.write(
                f"{others:,} other files are there too. Once the site uses that place, list them: "
                "manage.py clean_up_media"
            )
        keep = "Keep MEDIA_S3_… set" if to == media.S3 else "Remove MEDIA_S3_…"
        self.stdout.write(
            f"{keep}, restart the site on every host, then run manage.py move_media --done. Until "
            "then nothing can be saved. The old files stay where they are, and no redaction "
            "reaches them: remove them soon."
        )

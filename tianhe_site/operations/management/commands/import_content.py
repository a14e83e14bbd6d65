from pathlib import Path

from tianhe_site.operations.exchange.command import ImportCommand
from tianhe_site.operations.exchange.content_file import ContentFile


class Command(ImportCommand):
    help = (
        "Import the content.json of an export of another site of this system (see "
        "export_content). Can be run again: what was imported stays as it is."
    )

    def source(self, options, media, importer, report):
        return ContentFile(options["file"], media, importer, report)

    def handle(self, **options):
        # The files of an export are beside its content.json.
        beside = Path(options["file"]).resolve().parent / "media"
        if not options["media"] and beside.is_dir():
            options["media"] = beside.parent
        super().handle(**options)

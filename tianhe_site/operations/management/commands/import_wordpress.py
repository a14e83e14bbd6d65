from tianhe_site.operations.exchange.command import ImportCommand
from tianhe_site.operations.exchange.wxr import WordPress


class Command(ImportCommand):
    help = (
        "Import posts and pages of a WordPress export (Tools, Export: an .xml file). Can be run "
        "again: what was imported stays as it is."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--category", default="News", help="the category of posts without one (News)"
        )

    def source(self, options, media, importer, report):
        return WordPress(options["file"], media, importer, report, options["category"])

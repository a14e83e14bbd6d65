from tianhe_site.operations.exchange import table
from tianhe_site.operations.exchange.command import ImportCommand


class Command(ImportCommand):
    help = (
        "Import news from a CSV table in UTF-8. The first line has headings: "
        f"{', '.join(table.HEADINGS)}. Title and date (2014-03-31) are needed. Can be run again: "
        "what was imported stays as it is."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--category", default="News", help="the category of rows without one (News)"
        )

    def source(self, options, media, importer, report):
        return table.Table(options["file"], media, importer, report, options["category"])

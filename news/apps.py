from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing.section_config import WRITE, Entrance, Rights, SectionMixin


class NewsConfig(SectionMixin, AppConfig):
    name = "news"
    verbose_name = _("News")
    entrances = (
        Entrance("news:list", title=_("All news by date"), menu_title=_("News")),
        Entrance("news:feed", title=_("News feed (Atom)")),
    )
    rights = {"category": Rights(authors=("view",), reviewers=("view",), publishers=WRITE)}

    def sitemaps(self):
        from .sitemaps import NewsListSitemap, NewsSitemap

        return {"news": NewsSitemap(), "news-lists": NewsListSitemap()}

    def ready(self):
        from tianhe_site.publishing import recording

        from .models import Category

        recording.record_changes_of(
            Category, fields=("name", "names", "slug", "position", "needs_second_person", "medical")
        )

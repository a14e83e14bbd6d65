"""The system status in the menu of staff."""

from tianhe_site.editorial import side_bar

from . import status_page

side_bar.PAGES.append(status_page.MENU_PAGE)

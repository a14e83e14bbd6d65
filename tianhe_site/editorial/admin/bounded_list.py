"""Lists of tables that grow: the rows that match are found once, and no further than anyone turns
pages."""

from django.core.paginator import Paginator

# Filters and the search find what is beyond.
MAX_ROWS = 5000


class BoundedPaginator(Paginator):
    """Pages of the first `MAX_ROWS` rows of a query, which is asked once: Django's asks it a second
    time to count."""

    def __init__(self, object_list, *args, **kwargs):
        super().__init__(list(object_list[:MAX_ROWS]), *args, **kwargs)


class BoundedListMixin:
    """A list in two steps: the keys of all its rows, which indexes have, then the rows of the page.
    With the rows, the database would read what they show for all before it sorts."""

    # The columns of the first step; the key comes first.
    found_columns = ("pk",)

    def get_queryset(self, *args, **kwargs):
        return super().get_queryset(*args, **kwargs).values_list(*self.found_columns)

    def get_results(self, request):
        super().get_results(request)
        found = self.paginator.get_page(self.page_num).object_list
        places = {each[0]: place for place, each in enumerate(found)}
        rows = self.rows_of(request, found)
        self.result_list = sorted(rows, key=lambda row: places[row.pk])

    def rows_of(self, request, found):
        """Return the rows of a page, in any order."""
        rows = self.model_admin.get_queryset(request).filter(pk__in=[each[0] for each in found])
        return list(self.apply_select_related(rows))

    @property
    def is_cut_off(self):
        """Whether there are more rows than the pages of the list show."""
        return self.result_count >= MAX_ROWS

"""Pages of long lists: as quick for a million rows as for a thousand."""

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.functional import cached_property
from unfold.views import ChangeList

# Nobody turns two hundred pages; beyond that a search or a filter is what helps.
COUNTED = 10_000
NO_SUCH_PAGE = "That link asked for a page or a filter that does not exist: this is the list from its beginning."


class BoundedPaginator(Paginator):
    """Counts no further than to COUNTED, and has pages for so many rows."""

    template_name = "admin/contacts/pagination.html"

    @cached_property
    def _counted(self) -> int:
        # Neither the order nor what a row shows beside its columns is needed to count it.
        return self.object_list.order_by()[: COUNTED + 1].values("pk").count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, COUNTED)

    @property
    def has_more(self) -> bool:
        """Whether there are rows that were not counted."""
        return self._counted > COUNTED


class CountingOnce(ChangeList):
    """Without a search or a filter, the rows found are all there are."""

    def get_ordering(self, request, queryset):
        """Rows that are alike follow in the direction of the others, as they stand in an index."""
        *chosen, tie = super().get_ordering(request, queryset)
        if chosen and tie in ("pk", "-pk"):
            tie = "-pk" if is_descending(chosen[0]) else "pk"
        return [*chosen, tie]

    def get_results(self, request):
        super().get_results(request)
        if not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count


def is_descending(order) -> bool:
    """Whether an ordering, a name or an expression, goes from the largest to the smallest."""
    return order.startswith("-") if isinstance(order, str) else getattr(order, "descending", False)


class PagedAdmin:
    """An admin whose lists do not count whole tables."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50

    def get_changelist(self, request, **kwargs):
        return CountingOnce

    def changelist_view(self, request, extra_context=None):
        if ERROR_FLAG in request.GET:
            messages.warning(request, NO_SUCH_PAGE)
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

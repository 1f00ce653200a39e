"""The list of contacts while somebody searches: the likeliest first, each with what it was found by."""

from django.contrib.admin.views.main import ORDER_VAR

from contacts.admin.paging import CountingOnce
from contacts.search import NAME, Place, find


class SearchedList(CountingOnce):
    """Tells each row why it was found. Unless an order was chosen, that of no column is shown."""

    def get_ordering_field_columns(self):
        return {} if self.query.strip() and ORDER_VAR not in self.params else super().get_ordering_field_columns()

    def get_results(self, request):
        super().get_results(request)
        for row in self.result_list:
            row.found_by = request.found_by.get(row.pk, "") if hasattr(request, "found_by") else ""


class SearchedAdmin:
    """Searches as everything else does that searches for contacts."""

    # Django asks whether there are any; which, the search knows.
    search_fields = ["name_key"]
    search_help_text = "Name, e-mail, phone, company, title, tag or words of a note"

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        hits = find(queryset, search_term, to=request.user)
        request.found_by = {hit.contact: hit.reason for hit in hits}
        ids = list(request.found_by)
        found = queryset.filter(pk__in=ids)
        # An order that somebody has chosen goes before ours.
        return found if request.GET.get(ORDER_VAR) else found.order_by(Place(ids)), False

    def found_by(self, obj):
        """What the row was found by, unless it is the name, which one sees."""
        reason = getattr(obj, "found_by", "")
        return "" if reason == NAME else reason

"""How many rows a list has, counted no more than once."""

from unfold.views import ChangeList


class CountingOnce(ChangeList):
    """Without a search or a filter, the rows found are all there are."""

    def get_results(self, request):
        super().get_results(request)
        if not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count


class CountedOnce:
    """An admin whose lists do not count the whole table beside the rows found."""

    show_full_result_count = False
    list_per_page = 50

    def get_changelist(self, request, **kwargs):
        return CountingOnce

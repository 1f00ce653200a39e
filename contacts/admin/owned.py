"""Rows that belong to a member of staff."""


class OwnedAdmin:
    """Proposes whoever adds a row as its owner."""

    def get_changeform_initial_data(self, request):
        return {"owner": request.user.pk} | super().get_changeform_initial_data(request)

"""Rows that not everybody may see, or change."""

from contacts.admin.keys import KnownKeysSelect
from contacts.visibility import VisibleQuerySet


class GuardedAdmin:
    """Shows the rows that the user may see, and lets them change those that they may change."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        rows = db_field.related_model._default_manager.all()
        if isinstance(rows, VisibleQuerySet):
            kept = rows.filter(pk__in=self.kept(db_field, request))
            kwargs.setdefault("queryset", rows.visible_to(request.user) | kept)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownKeysSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def kept(self, db_field, request):
        """What the row that is open names already: whoever may change it need not see that too."""
        opened = request.resolver_match and request.resolver_match.kwargs.get("object_id")
        return self.model._base_manager.filter(pk=opened).values(db_field.attname)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or may_edit(request, obj))


def may_edit(request, obj) -> bool:
    """Whether the user may change the row; the database is asked once for each request."""
    known = request.__dict__.setdefault("editable_rows", {})
    key = (type(obj), obj.pk)
    if key not in known:
        known[key] = type(obj).objects.editable_by(request.user).filter(pk=obj.pk).exists()
    return known[key]

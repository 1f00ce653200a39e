"""Views of the list of contacts: what somebody looks at now, and what they keep under a name."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contacts import normalize
from contacts.exceptions import NoSuchView, NotAllowed, NothingChanged, Taken
from contacts.filters import as_json, fields_for, parse
from contacts.models import SavedView
from contacts.querysets import SHARE_VIEWS
from crm.models import User

# How long what somebody has looked at can be opened again by its link.
KEPT = timedelta(days=30)


def open_view(pk: str, *, by: User) -> SavedView:
    """The view of an address. Raises NoSuchView."""
    try:
        return SavedView.objects.visible_to(by).select_related("changes").get(pk=UUID(pk))
    except (ValueError, SavedView.DoesNotExist) as error:
        raise NoSuchView from error


def change_view(view: SavedView | None, *, by: User, **content: Any) -> SavedView:
    """What somebody looks at next: like the view, but for what is given of its filter, columns and order.

    It is a row of its own, that nobody else sees; the view stays as it is. Raises UnusableFilter.
    """
    if content.get("filters"):
        content["filters"] = as_json(parse(content["filters"], fields=fields_for(by)))
    current = view.content if view else {}
    return SavedView.objects.create(created_by=by, changes=view.base if view else None, **current | content)


def is_changed(view: SavedView) -> bool:
    """Whether it shows anything else than the saved view that it began with."""
    return view.base is not view and (view.base is None or view.content != view.base.content)


def save_view(content: Mapping[str, Any], *, name: str, is_shared: bool, by: User) -> SavedView:
    """Keep filter, columns and order under a name, among one's own. Raises UnusableFilter, NotAllowed, Taken,
    ValidationError.
    """
    view = SavedView(created_by=by, **content)
    view.filters = as_json(parse(view.filters)) if view.filters else {}
    return _written(view, name, is_shared, by)


def update_view(view: SavedView, content: Mapping[str, Any], *, by: User) -> SavedView:
    """Have a saved view show this from now on. Raises NotAllowed, NothingChanged, UnusableFilter."""
    _require_editable(view, by)
    if content["filters"]:
        parse(content["filters"])
    if view.content == content:
        raise NothingChanged
    for name, value in content.items():
        setattr(view, name, value)
    view.save(update_fields=list(content))
    return view


def rename_view(view: SavedView, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Call it something else, share it, or share it no more. Raises NotAllowed, Taken, ValidationError."""
    _require_editable(view, by)
    return _written(view, name, is_shared, by)


def delete_view(view: SavedView, *, by: User) -> None:
    """Forget it; contacts stay as they are. Raises NotAllowed."""
    _require_editable(view, by)
    view.delete()


def forget_unsaved(*, now: datetime) -> int:
    """Delete what nobody has saved in time; returns how many there were."""
    return SavedView.objects.filter(name="", created_at__lt=now - KEPT).delete()[0]


def _require_editable(view: SavedView, by: User) -> None:
    if not SavedView.objects.editable_by(by).filter(pk=view.pk).exists():
        raise NotAllowed(permission=SHARE_VIEWS)


def _written(view: SavedView, name: str, is_shared: bool, by: User) -> SavedView:
    if is_shared and not view.is_shared and not by.has_perm(SHARE_VIEWS):
        raise NotAllowed(permission=SHARE_VIEWS)
    view.name, view.is_shared = normalize.clean_text(name), is_shared
    if not view.name:
        raise ValidationError({"name": "Give the view a name."})
    view.clean_fields(exclude=["filters", "columns"])
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Taken(reason="You have a view of this name already.") from error
    return view

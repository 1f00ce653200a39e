"""Drop-downs that look rows up as somebody types."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class KnownKeys:
    """Shows nothing in place of a value that can be no key, from a link say, where Django's own would fail."""

    def optgroups(self, name, value, attrs=None):
        key = self.field.remote_field.model._meta.pk
        return super().optgroups(name, [one for one in value if is_key(key, one)], attrs)


class KnownKeysSelect(KnownKeys, AutocompleteSelect):
    pass


class KnownKeysSelectMultiple(KnownKeys, AutocompleteSelectMultiple):
    pass


def is_key(column, value) -> bool:
    """Whether the column could hold the value; a blank one is left to the widget."""
    try:
        column.to_python(value)
    except ValidationError:
        return value == ""
    return True

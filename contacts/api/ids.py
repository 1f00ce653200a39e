"""How ids stand in addresses; registered once, by whichever app names it first."""

from django.urls import register_converter
from django.urls.converters import UUIDConverter


class IdConverter(UUIDConverter):
    """An id in upper case, too."""

    regex = UUIDConverter.regex.replace("a-f", "a-fA-F")


ID = "id"

register_converter(IdConverter, ID)

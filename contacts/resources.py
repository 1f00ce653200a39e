"""The columns of contacts in spreadsheets: declared once, for import and export."""

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget

from contacts import normalize
from contacts.custom_fields import widget_of
from contacts.importing.vocabulary import CUSTOM, EMAIL_FIELDS, PHONE_FIELDS
from contacts.models import CustomField, FieldChoice
from contacts.widgets import (
    BooleanWidget,
    ChoiceWidget,
    CountryWidget,
    DateWidget,
    IdWidget,
    ParsedWidget,
    TextWidget,
    WordsWidget,
)


def _column(name: str, widget: Widget) -> Field:
    return Field(attribute=name, column_name=name, widget=widget)


def _email() -> ParsedWidget:
    return ParsedWidget(normalize.email, max_length=255)


class ContactResource(Resource):
    """What a cell of each column means. Columns that depend on the base (choices, custom fields) join at start.

    Rows are not imported one by one: `contacts.importing` reads cells through these widgets and writes sets.
    """

    id = _column("id", IdWidget())
    first_name = _column("first_name", TextWidget(100))
    last_name = _column("last_name", TextWidget(100))
    full_name = _column("full_name", TextWidget(200))
    mobile = _column("mobile", TextWidget(50))
    title = _column("title", TextWidget(100))
    department = _column("department", TextWidget(100))
    company = _column("company", TextWidget(255))
    company_domain = _column("company_domain", ParsedWidget(normalize.domain, max_length=255))
    address_line1 = _column("address_line1", TextWidget(255))
    address_line2 = _column("address_line2", TextWidget(255))
    city = _column("city", TextWidget(100))
    state = _column("state", TextWidget(100))
    postal_code = _column("postal_code", TextWidget(20))
    country = _column("country", CountryWidget())
    tags = _column("tags", WordsWidget(50))
    external_id = _column("external_id", WordsWidget(50 + 1 + 255))
    linkedin_url = _column("linkedin_url", ParsedWidget(normalize.url, max_length=255))
    twitter_handle = _column("twitter_handle", TextWidget(100))
    email_opt_in = _column("email_opt_in", BooleanWidget())
    email_opt_out = _column("email_opt_out", BooleanWidget())
    notes = _column("notes", TextWidget())

    def __init__(self, *, date_order: str | None = None) -> None:
        super().__init__()
        self.fields |= {name: _column(name, _email()) for name in EMAIL_FIELDS}
        self.fields |= {name: _column(name, TextWidget(50)) for name in PHONE_FIELDS}
        self.fields["birth_date"] = _column("birth_date", DateWidget(date_order))
        for name, labels in choice_labels().items():
            self.fields[name] = _column(name, ChoiceWidget(labels))
        for custom in CustomField.objects.filter(subject=CustomField.Subject.CONTACT):
            name = f"{CUSTOM}{custom.key}"
            self.fields[name] = _column(name, widget_of(custom, date_order=date_order))

    @classmethod
    def get_display_name(cls) -> str:
        """What pages call the resource."""
        return "Contacts"

    def widget(self, name: str) -> Widget:
        """The widget of a column, by its name in the import vocabulary."""
        return self.fields[name].widget


def choice_labels() -> dict[str, dict[str, str]]:
    """The words that lifecycle stage, lead status and lead source can take: field → value → label."""
    labels: dict[str, dict[str, str]] = {name: {} for name in FieldChoice.Field.values}
    for field, value, label in FieldChoice.objects.values_list("field", "value", "label"):
        labels[field][value] = label
    return labels

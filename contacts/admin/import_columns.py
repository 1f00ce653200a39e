"""The form in which somebody says what the columns of a file mean, and how contacts are found by them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from contacts import normalize
from contacts.admin.import_choices import constant_choices, field_choices
from contacts.importing.exceptions import ImportingError, NoEmailColumn
from contacts.importing.mapping import Choice
from contacts.importing.mapping import Mapping as ColumnMapping
from contacts.importing.vocabulary import FIELDS, Mode, modes_of, takes_default
from contacts.labels import PERMISSIONS
from contacts.models import ContactList, ImportRun
from crm.models import User

MatchBy = ImportRun.MatchBy
NO_EMAIL = "Choose the column that holds the e-mail addresses: without one, no contact can be found or created."
BLANK_CELLS = "Value for blank cells"
CONSTANTS = 3


@dataclass(frozen=True)
class ColumnRow:
    """One column of the file as the page shows it."""

    name: str
    samples: Sequence[str]
    is_recognised: bool
    is_label: bool
    input: forms.BoundField
    mode: forms.BoundField
    default: forms.BoundField


class ColumnsForm(forms.Form):
    """Into which field each column goes, what it does to known contacts, and by what these are found."""

    match_by = forms.ChoiceField(
        label="Contacts are found by",
        choices=MatchBy.choices,
        help_text="Who is not found so is looked up by e-mail address; who is known by neither is created.",
        widget=UnfoldAdminSelectWidget({"x-model": "match"}),
    )
    id_system = forms.CharField(
        label="Whose ids are they?",
        max_length=50,
        required=False,
        help_text="A short name of the other system, such as erp. Not needed where the cells say it (erp:17).",
        widget=UnfoldAdminTextInputWidget,
    )
    finds_lookalikes = forms.BooleanField(
        label="Look whether new people are here already",
        required=False,
        help_text="Under another address, say. Those who likely are you see in the preview, and decide.",
        widget=UnfoldBooleanSwitchWidget,
    )
    contact_list = forms.ModelChoiceField(
        label="Put everybody in the file on a list",
        queryset=None,
        required=False,
        empty_label="—",
        help_text="But for rows that are skipped or fail.",
        widget=UnfoldAdminSelectWidget,
    )
    save_as = forms.CharField(
        label="Save under a name",
        max_length=100,
        required=False,
        help_text="For everybody, for the next file of this kind. A name that is known gets a new version.",
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, mapping: ColumnMapping, run: ImportRun, *args, user: User, **kwargs):
        initial = {"match_by": run.match_by, "id_system": run.id_system, "finds_lookalikes": True, "save_as": ""}
        super().__init__(*args, initial=initial | {"contact_list": run.contact_list_id or ""}, **kwargs)
        if user.has_perm(PERMISSIONS["lists_added"]):
            static = ContactList.objects.live().filter(type=ContactList.Type.STATIC)
            self.fields["contact_list"].queryset = static.editable_by(user)
        else:
            del self.fields["contact_list"]
        self.mapping = mapping
        self.run = run
        self.chosen = {column.index: column.choice for column in mapping.columns}
        choices = field_choices(mapping.custom_keys)
        for at in self.names():
            self._add_column(at, self.chosen.get(at, Choice()), choices)
        for number, (name, value) in enumerate([*mapping.constants.items(), *[("", "")] * CONSTANTS]):
            self._add_constant(number, name, value)

    def _add_column(self, at: int, choice: Choice, choices: list[tuple]) -> None:
        select = UnfoldAdminSelectWidget({"x-model": "field"})
        modes = UnfoldAdminSelectWidget({"x-ref": "mode", "aria-label": "What it does to contacts that are known"})
        text = UnfoldAdminTextInputWidget({"placeholder": BLANK_CELLS, "aria-label": BLANK_CELLS})
        self.fields |= {
            f"column_{at}": forms.ChoiceField(choices=choices, required=False, initial=choice.field, widget=select),
            f"mode_{at}": forms.ChoiceField(choices=Mode.choices, required=False, initial=choice.mode, widget=modes),
            f"default_{at}": forms.CharField(max_length=255, required=False, initial=choice.default, widget=text),
        }

    def _add_constant(self, number: int, name: str, value: str) -> None:
        choices = constant_choices(self.mapping.custom_keys)
        select = UnfoldAdminSelectWidget({"aria-label": "Field"})
        text = UnfoldAdminTextInputWidget({"aria-label": "Value for every row"})
        self.fields |= {
            f"constant_{number}": forms.ChoiceField(choices=choices, required=False, initial=name, widget=select),
            f"value_{number}": forms.CharField(max_length=255, required=False, initial=value, widget=text),
        }

    def names(self) -> dict[int, str]:
        """The columns that have a header, each by a name that is its own."""
        filled = [at for at, header in enumerate(self.mapping.headers) if header]
        return dict(zip(filled, replace(self.mapping, columns=()).ignored, strict=True))

    def choices(self) -> Mapping[str, Choice]:
        """What was chosen, by the columns' names."""
        return {name: self._choice(at) for at, name in self.names().items()}

    def constants(self) -> dict[str, str]:
        """The values that every row has, by field."""
        numbers = [name.removeprefix("constant_") for name in self.fields if name.startswith("constant_")]
        pairs = ((self.cleaned_data[f"constant_{number}"], self.cleaned_data[f"value_{number}"]) for number in numbers)
        return {name: value for name, value in pairs if name and value}

    def rows(self, samples: Sequence[Sequence[str]]) -> Iterator[ColumnRow]:
        """The columns with what stands in the first rows."""
        labels = {column.label_index for column in self.mapping.columns}
        for at, name in self.names().items():
            cells = [normalize.clean_text(cells[at]) for cells in samples if at < len(cells) and cells[at].strip()]
            inputs = (self[f"{kind}_{at}"] for kind in ("column", "mode", "default"))
            yield ColumnRow(name, cells, at in self.chosen, at in labels, *inputs)

    def constant_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The inputs for values that every row has, a few more than are filled."""
        numbers = [name.removeprefix("constant_") for name in self.fields if name.startswith("constant_")]
        return [(self[f"constant_{number}"], self[f"value_{number}"]) for number in numbers[:CONSTANTS]]

    def rules(self) -> dict[str, list]:
        """The fields whose modes are others than usual, with them, and the fields without a value for blank cells."""
        usual = modes_of("")
        modes = {name: list(map(str, modes_of(name))) for name in FIELDS if modes_of(name) != usual}
        return {
            "modes": modes,
            "usual": list(map(str, usual)),
            "own": [name for name in FIELDS if not takes_default(name)],
        }

    def hints(self) -> list[str]:
        """What is missing as long as nothing has been chosen."""
        try:
            self.mapping.require_key(self.run.match_by)
        except ImportingError as error:
            return [_sentence(error)]
        return []

    def clean(self):
        if self.errors:
            return self.cleaned_data
        try:
            mapping = self.mapping.with_choices(self.choices()).with_constants(self.constants())
            mapping.require_key(self.cleaned_data["match_by"])
        except ImportingError as error:
            self.add_error(None, _sentence(error))
        return self.cleaned_data

    def _choice(self, at: int) -> Choice:
        field = self.cleaned_data.get(f"column_{at}", "")
        mode = self.cleaned_data.get(f"mode_{at}", "")
        # What was chosen for the field that was there before means nothing for this one.
        default = self.cleaned_data.get(f"default_{at}", "")
        return Choice(field, mode if mode in modes_of(field) else "", default if takes_default(field) else "")


def _sentence(error: ImportingError) -> str:
    return NO_EMAIL if isinstance(error, NoEmailColumn) else str(error)

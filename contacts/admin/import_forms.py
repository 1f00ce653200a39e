"""The forms of an import: the file and its encoding."""

from pathlib import Path

from django import forms
from django.conf import settings
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from contacts.importing.columns import mapping_of, open_run
from contacts.importing.exceptions import (
    ImportingError,
    UnknownCodec,
    UnknownEncoding,
    WrongEncoding,
)
from contacts.importing.run import take_in
from contacts.importing.sources import open_source
from contacts.models import ImportRun
from crm.models import User

OTHER = "other"
ENCODINGS = [
    ("", "Find out"),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows, Western Europe (cp1252)"),
    ("cp1250", "Windows, Central Europe (cp1250)"),
    ("cp1251", "Windows, Cyrillic (cp1251)"),
    ("mac-roman", "Mac, Western Europe (mac-roman)"),
    ("utf-16-le", "UTF-16 without its mark (utf-16-le)"),
    ("shift_jis", "Japanese (shift_jis)"),
    ("gb18030", "Chinese (gb18030)"),
    (OTHER, "Another one…"),
]
NOT_DECODED = (
    "The file is not in this encoding: line {line} cannot be read. Choose another one; files saved by Excel on "
    "Windows mostly are in cp1252."
)


class EncodingForm(forms.Form):
    """In which encoding a file is."""

    encoding = forms.ChoiceField(
        choices=ENCODINGS,
        required=False,
        help_text="Leave it to us unless names look garbled. XLSX files have none.",
        widget=UnfoldAdminSelectWidget({"x-model": "encoding"}),
    )
    other_encoding = forms.CharField(
        label="Which one?", required=False, help_text="Such as latin-1 or koi8-r.", widget=UnfoldAdminTextInputWidget
    )

    def chosen(self) -> str:
        """The encoding by name, blank where it is to be found out."""
        encoding = self.cleaned_data.get("encoding", "")
        return self.cleaned_data.get("other_encoding", "") if encoding == OTHER else encoding

    def apply_to(self, run: ImportRun) -> bool:
        """Whether the file can be read in the chosen encoding, which then is the run's; else an error says why."""
        run.encoding = self.chosen()
        try:
            with open_run(run) as source:
                mapping_of(run, source)
        except ImportingError as error:
            self.add_error("encoding", sentence(error))
            return False
        run.status, run.message, run.mapping = ImportRun.Status.UPLOADED, "", {}
        run.save(update_fields=["encoding", "status", "message", "mapping"])
        return True


class UploadForm(EncodingForm):
    """A file, and what is to happen to contacts that are known."""

    file = forms.FileField(help_text="CSV, TSV or XLSX, with a header line.", widget=UnfoldAdminFileFieldWidget)
    existing = forms.ChoiceField(
        label="Contacts that are known",
        choices=ImportRun.Existing.choices,
        initial=ImportRun.Existing.UPDATE,
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ["file", "existing", "encoding", "other_encoding"]

    def __init__(self, *args, is_too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_too_large:
            message = f"The file is larger than {settings.MAX_UPLOAD_MB} MB: split it, or use the import command."
            self.fields["file"].error_messages["required"] = message

    def clean(self):
        cleaned = super().clean()
        if "file" in cleaned:
            self._refuse_unusable(Path(cleaned["file"].temporary_file_path()))
        return cleaned

    def take_in(self, *, by: User) -> ImportRun:
        """Keep the file as a run."""
        file = self.cleaned_data["file"]
        options = {"existing": self.cleaned_data["existing"], "encoding": self.chosen()}
        return take_in(file, file.name, by=by, **options)

    def _refuse_unusable(self, path: Path) -> None:
        try:
            with open_source(path, encoding=self.chosen() or None) as source:
                mapping_of(ImportRun(), source)
        except (UnknownEncoding, WrongEncoding):
            # The run keeps the file and asks for another encoding: a large file is not uploaded twice.
            return
        except UnknownCodec as error:
            self.add_error("encoding", sentence(error))
        except ImportingError as error:
            self.add_error("file", sentence(error))


def sentence(error: ImportingError) -> str:
    """What is wrong with the file, for people who have a form before them."""
    if isinstance(error, UnknownEncoding | WrongEncoding):
        return NOT_DECODED.format(**error.facts)
    return str(error)

"""The peer: a resource as the documentation of django-import-export shows it, and no code of ours.

It finds the company of a row by its name and the tags by theirs; both are there before the clock starts, for a stock
resource does not create them. In bulk it writes no tags, for bulk leaves out many-to-many fields.
"""

from itertools import islice
from pathlib import Path

from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget
from tablib import Dataset

from contacts import history
from contacts.models import ChangeSet, Company, Contact, Tag
from tests.benchmarks.contents import NotTheSameWork
from tests.benchmarks.rows import TEXT_COLUMNS

# It takes long, and its rate does not rise with the number of rows.
MOST_ROWS = 5_000


class StockResource(ModelResource):
    """The contact's own columns, and its company."""

    company = Field("company", "company", ForeignKeyWidget(Company, "name"))

    class Meta:
        model = Contact
        import_id_fields = ("email",)
        fields = (*TEXT_COLUMNS, "source")


class DefaultResource(StockResource):
    """All options as they are."""

    tags = Field("tags", "tags", ManyToManyWidget(Tag, separator=";", field="name"))

    class Meta:
        fields = (*TEXT_COLUMNS, "tags", "source")


class BulkResource(StockResource):
    """All that the documentation advises for speed where rows may be known already.

    https://django-import-export.readthedocs.io/en/stable/bulk_import.html#performance-tuning
    """

    class Meta:
        use_bulk = True
        batch_size = 1_000
        skip_diff = True
        instance_loader_class = CachedInstanceLoader


def import_with(resource: type[ModelResource], path: Path, rows: int, outcome: str) -> None:
    """Import the first rows of a file; each must have become `outcome`, "new" or "update"."""
    dataset = read(path, rows)
    # Every contact says where it comes from; the file does not.
    dataset.append_col([Contact.Source.IMPORT.value] * rows, header="source")
    with history.change_set(ChangeSet.Kind.IMPORT, door=ChangeSet.Door.COMMAND):
        result = resource().import_data(dataset, raise_errors=True)
    if result.totals[outcome] != rows:
        raise NotTheSameWork(dict(result.totals))


def prepare(path: Path, rows: int) -> None:
    """Make the companies and the tags that the first rows of a file name."""
    dataset = read(path, rows)
    tags = {tag.strip() for cell in dataset["tags"] for tag in cell.split(";")} - {""}
    with history.change_set(ChangeSet.Kind.IMPORT, door=ChangeSet.Door.COMMAND):
        Company.objects.bulk_create(Company(name=name) for name in set(dataset["company"]) - {""})
        Tag.objects.bulk_create(Tag(name=name) for name in tags)


def read(path: Path, rows: int) -> Dataset:
    """The first rows of a file, in memory."""
    with path.open(newline="") as file:
        return Dataset().load("".join(islice(file, rows + 1)), format="csv")

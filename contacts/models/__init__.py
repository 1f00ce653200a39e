"""One module per aggregate."""

from contacts.models.activity import Activity
from contacts.models.bulk_run import BulkRun
from contacts.models.change_set import ChangeSet
from contacts.models.company import Company
from contacts.models.contact import Contact
from contacts.models.contact_email import ContactEmail
from contacts.models.contact_list import ContactList, ListMember
from contacts.models.contact_phone import ContactPhone
from contacts.models.custom_field import CustomField
from contacts.models.deal import Deal, ExchangeRate, Stage
from contacts.models.duplicate import (
    BlockingKeys,
    DuplicateMark,
    DuplicatePair,
    DuplicateRun,
    LikelyDuplicate,
    NameFrequency,
)
from contacts.models.dynamic_list import ChangedContact, ListBuild, ListPin
from contacts.models.export_run import ExportRun
from contacts.models.external_id import ExternalId
from contacts.models.field_choice import FieldChoice
from contacts.models.import_mapping import ImportMapping
from contacts.models.import_plan import ImportPlanRow
from contacts.models.import_run import ImportProblem, ImportRow, ImportRun
from contacts.models.merge_run import MergeRun
from contacts.models.name_word import NameWord
from contacts.models.saved_view import SavedView
from contacts.models.tag import ContactTag, Tag
from contacts.models.task import Task

__all__ = [
    "Activity",
    "BlockingKeys",
    "BulkRun",
    "ChangeSet",
    "ChangedContact",
    "Company",
    "Contact",
    "ContactEmail",
    "ContactList",
    "ContactPhone",
    "ContactTag",
    "CustomField",
    "Deal",
    "DuplicateMark",
    "DuplicatePair",
    "DuplicateRun",
    "ExchangeRate",
    "ExportRun",
    "ExternalId",
    "FieldChoice",
    "ImportMapping",
    "ImportPlanRow",
    "ImportProblem",
    "ImportRow",
    "ImportRun",
    "LikelyDuplicate",
    "ListBuild",
    "ListMember",
    "ListPin",
    "MergeRun",
    "NameFrequency",
    "NameWord",
    "SavedView",
    "Stage",
    "Tag",
    "Task",
]

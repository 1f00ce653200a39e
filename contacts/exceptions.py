"""What the features of contacts refuse; each docstring is the message and tells the way out."""

from typing import Any

from django.core.management import CommandError


class Refused(Exception):
    """It was refused."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(" ".join(type(self).__doc__.split()).format(**facts))
        self.facts = facts


class EmailTaken(Refused):
    """Another contact has this e-mail address already: open that contact, or use another address."""


class NotWelcome(Refused):
    """Nothing was saved: {count} of the people were erased, or have asked that nothing is kept about them. Leave them
    out. Once somebody agrees anew, whoever looks after privacy can lift it."""


class StaleVersion(Refused):
    """Somebody else changed it since you opened it ({changed_at}). Nothing was saved: reload the page to see what
    it says now, then make your changes again."""


class CannotRestore(Refused):
    """Nothing was restored. {reason}"""


class PlaceTaken(CannotRestore):
    """Nothing was restored. {reason} Change or delete the other one first."""


class CannotMerge(Refused):
    """Nothing was merged: {reason}"""


class CannotUnmerge(Refused):
    """Nothing was unmerged: {reason}"""


class MergedAgain(CannotUnmerge):
    """Nothing was unmerged: it was merged once more since. First undo the {merge} (change set {first})."""


class MergedWithOthers(CannotUnmerge):
    """Nothing was unmerged: {contacts} contacts came into {groups} others by the same step. Undo that step as a whole
    (change set {change_set})."""


class BelongsToOthers(Refused):
    """Nothing was changed: {count} of the records belong to colleagues of another team. Leave them out, or ask their
    owners or a manager."""


class Restricted(BelongsToOthers):
    """Nothing was changed: the use of the data of {count} of the contacts is restricted, so they are kept and left
    alone. Leave them out, or ask a privacy officer."""


class BaseCurrencyChanged(Refused, CommandError):
    """BASE_CURRENCY is {wanted}, but the amounts in this database are compared in {kept}: set it to {kept}, or begin
    with a new database."""


class TooMany(Refused):
    """Nothing was changed: this is done for at most {most} contacts at a time. Choose fewer, by a filter, say."""


class PlanOutdated(Refused):
    """Nothing was changed: what would happen is no longer what you were shown. Look at it again."""


class UnknownFilter(Refused):
    """Nothing was done: the list is narrowed by “{name}”, which cannot be used here. Remove it from the address of
    the list, or select the contacts one by one."""


class UnknownFilterValue(Refused):
    """Nothing was done: what the list is filtered by ({name}) is not there any more. Choose another filter."""


class UnknownOperation(Refused):
    """Nothing was changed: there is no such change. Choose one of those that are offered."""


class UnusableValue(Refused):
    """Nothing was changed: {reason}"""


class NotAllowed(Refused):
    """Nothing was done: this needs the permission {permission}. Ask whoever looks after the accounts for it."""


class NothingToChange(Refused):
    """Nothing to change: {reason}"""


class BulkRunning(Refused):
    """Somebody is at this change already. Wait until it is done."""


class MergeRunning(Refused):
    """Somebody is at this merge already. Wait until it is done."""


class SearchRunning(Refused):
    """Somebody is searching for duplicates already. Wait until that is done."""


class Taken(Refused):
    """Nothing was changed: {reason} Use that one, or choose another."""


class FollowsFilter(Refused):
    """Nothing was changed: who is on this list follows from its filter. Change the filter, or use a static list."""


class CannotUndo(Refused):
    """Nothing was undone: {reason}"""


class UndoOvertaken(Refused):
    """Nothing was undone: others were writing to the same records at the same moment. Try it once more."""


class NoColumns(Refused):
    """Nothing was exported: no column is chosen. Choose at least one, or all of them."""


class UnknownColumns(Refused):
    """Nothing was exported: there is no column {unknown}. Columns are: {known}."""


class UnknownFormat(Refused):
    """Nothing was exported: there is no format {kind}. Formats are: {known}."""


class TooManyForFormat(Refused):
    """Nothing was exported: a worksheet holds {most} contacts at most, and these are {count}. Choose CSV, which may be
    of any length, or fewer contacts."""


class ExportRunning(Refused):
    """Somebody is at this export already. Wait until it is done."""


class ExportStopped(Refused):
    """The export was stopped. Export once more if it is wanted after all."""


class UnusableFilter(Refused):
    """The filter cannot be used: {place} must be {expected}. Change the filter there."""


class NotADynamicList(Refused):
    """Nothing was changed: this list is static, and filled by hand. Make a dynamic list for a filter."""


class CircularLists(Refused):
    """Nothing was changed: the filter asks who is on “{name}”, and who is there depends on this very list. Leave one of
    the two conditions out."""


class RefreshRunning(Refused):
    """Somebody is refreshing this list already. Wait until it is done."""


class NoSuchView(Refused):
    """That view was deleted, or is private to somebody else: these are all contacts. Choose another view, or build the
    filter anew."""


class NothingChanged(Refused):
    """Nothing was saved: the view is as it was saved already. Change its filter, columns or order first."""


class TooManyAddresses(Refused):
    """Nothing was done: these are more than {most:,} addresses. Paste fewer at a time, or import them from a file."""

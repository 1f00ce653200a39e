"""What every table knows about a person: the models' own words, and ours for the tables of other packages."""

from collections.abc import Iterable, Iterator

from django.apps import AppConfig, apps
from django.db import models

from crm.privacy import REST, PersonalData, Use
from gdpr.exceptions import Undeclared

OF_OTHER_PACKAGES: dict[str, PersonalData | None] = {
    # The log keeps the names that rows had, in its message those of inlines: names of people since erased.
    "admin.LogEntry": PersonalData(
        subject="",
        erase={"object_repr": "DELETED", "change_message": ""},
        keep={"id", "action_time", "user", "content_type", "object_id", "action_flag"},
        on_merge="stay",
        purpose=Use.ACCOUNT,
        free_text={"object_repr", "change_message"},
    ),
    # Messages that wait for the next page (“… was changed successfully”) name people.
    "sessions.Session": PersonalData(
        subject="",
        erase={"session_data": ""},
        keep={"session_key", "expire_date"},
        purpose=Use.STAFF,
        credential={"session_key", "session_data"},
    ),
    # Arguments and locks are ids only, and go with the job.
    "procrastinate.ProcrastinateJob": PersonalData(
        subject="",
        keep={
            "id",
            "queue_name",
            "task_name",
            "priority",
            "lock",
            "args",
            "status",
            "scheduled_at",
            "attempts",
            "queueing_lock",
            "abort_requested",
            "worker",
        },
    ),
    # When jobs began and ended, and which program runs them.
    "procrastinate.ProcrastinateEvent": None,
    "procrastinate.ProcrastinatePeriodicDefer": None,
    "procrastinate.ProcrastinateWorker": None,
    # Kind and door of a change set, and the id of the member of staff.
    "pghistory.Context": None,
    # No table: a query over the history tables, each of which is declared and erased.
    "pghistory.Events": PersonalData(subject="", keep=REST, purpose=Use.ACCOUNT, free_text={"pgh_data", "pgh_diff"}),
    # Who of the staff may do what.
    "auth.Group": None,
    "auth.Group_permissions": None,
    "auth.Permission": None,
    "crm.User_groups": None,
    "crm.User_user_permissions": None,
    # Hashes of the tokens by which programs of the staff log in.
    "knox.AuthToken": PersonalData(subject="", keep=REST, purpose=Use.STAFF, credential={"digest", "token_key"}),
    # Names of models.
    "contenttypes.ContentType": None,
}


def tables(configs: Iterable[AppConfig] | None = None) -> Iterator[type[models.Model]]:
    """Every model with a table of its own, of these apps or of all; those behind many-to-many fields too."""
    for config in apps.get_app_configs() if configs is None else configs:
        for model in config.get_models(include_auto_created=True):
            if not model._meta.proxy:
                yield model


def declared(model: type[models.Model]) -> PersonalData | None:
    """What the model's table knows about a person, None for nothing.

    Raises `Undeclared` for a model that is silent.
    """
    if hasattr(model, "personal_data"):
        return model.personal_data
    try:
        return OF_OTHER_PACKAGES[model._meta.label]
    except KeyError:
        raise Undeclared from None


def declarations() -> dict[type[models.Model], PersonalData | None]:
    """What every table of the installation knows about a person.

    Raises `Undeclared` if one model is silent.
    """
    return {model: declared(model) for model in tables()}

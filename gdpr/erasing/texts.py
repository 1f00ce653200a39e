"""Tables whose rows lead to no single person: rows that name one are found by what they say, and blanked.

They belong to the program, not to people: its logs, what was searched for, sessions, jobs.
"""

import json
from collections.abc import Collection, Iterator, Sequence

from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import SavedView
from gdpr.erasing.rows import blanks
from gdpr.models import RequestStep, SubjectRequest
from gdpr.personal_data import declarations, declared

# Sessions are encoded, and jobs must not lose what they are about unless they are done with.
READ_OTHERWISE = {Session, ProcrastinateJob}
BLANK_JOBS = "UPDATE procrastinate_jobs SET args = '{}' WHERE status <> 'doing' AND lower(args::text) LIKE ANY (%s)"


def blank_texts(texts: Sequence[str]) -> dict[str, int]:
    """Blank what says one of the texts (in small letters), by each model's own words; rows by label."""
    return {
        model._meta.label_lower: count
        for model in _tables()
        if (count := _naming(model, texts, declared(model).erase).update(**blanks(model)))
    }


def blank_requests(emails: Collection[str]) -> dict[str, int]:
    """Blank what was asked from one of the addresses where it is not known whose contact it is, with its steps."""
    asked = SubjectRequest.objects.alias(sender=Lower("email")).filter(contact=None, sender__in=map(str.lower, emails))
    requests = list(asked.values_list("pk", flat=True))
    steps = RequestStep.objects.filter(request__in=requests).update(**blanks(RequestStep))
    SubjectRequest.objects.filter(pk__in=requests).update(**blanks(SubjectRequest))
    return {SubjectRequest._meta.label_lower: len(requests), RequestStep._meta.label_lower: steps}


def forget_views(texts: Sequence[str]) -> dict[str, int]:
    """Delete what somebody has looked at and not saved that asks for one of the people."""
    asked = _naming(SavedView, texts, ["filters"]).filter(name="")
    return {SavedView._meta.label_lower: asked.delete()[0]}


def forget_in_sessions(texts: Sequence[str]) -> dict[str, int]:
    """Take out of the sessions of staff what names one of the people: a message that waits for the next page, say."""
    count = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    for session in Session.objects.all().iterator():
        told = session.get_decoded()
        kept = {name: value for name, value in told.items() if not _says(value, texts)}
        if len(kept) < len(told):
            session.session_data = Session.get_session_store_class()().encode(kept)
            session.save(update_fields=["session_data"])
            count += 1
    return {Session._meta.label_lower: count}


def blank_jobs(texts: Sequence[str]) -> dict[str, int]:
    """Blank the arguments of jobs that name one of the people: they are ids, unless something is wrong."""
    with connection.cursor() as cursor:
        cursor.execute(BLANK_JOBS, [[_pattern(text) for text in texts]])
        return {ProcrastinateJob._meta.label_lower: cursor.rowcount}


def _tables() -> Iterator[type[models.Model]]:
    for model, declaration in declarations().items():
        if declaration and declaration.erase and not declaration.subject and model not in READ_OTHERWISE:
            yield model


def _naming(model: type[models.Model], texts: Sequence[str], columns: Sequence[str]) -> QuerySet:
    blank = Value("", output_field=TextField())
    parts = [Coalesce(Cast(column, TextField()), blank) for column in columns]
    rows = model._base_manager.alias(told=Lower(Concat(blank, Value(" "), *parts, output_field=TextField())))
    named = Q(pk__in=[])
    for text in texts:
        named |= Q(told__contains=text)
    return rows.filter(named)


def _says(value: object, texts: Sequence[str]) -> bool:
    told = json.dumps(value, ensure_ascii=False, default=str).lower()
    return any(text in told for text in texts)


def _pattern(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

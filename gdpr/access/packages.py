"""Packages that wait to be fetched: once, within some days."""

import tempfile
from datetime import datetime, timedelta
from typing import IO

from django.core import signing
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from contacts.models import Contact
from crm.models import User
from gdpr.access.writing import write_package
from gdpr.exceptions import IdentityUnchecked, NotPermitted, PackageGone, PersonUnknown
from gdpr.identities import survivor
from gdpr.models import RequestStep, SubjectPackage, SubjectRequest
from gdpr.subject_requests import PERMISSION, note_step

KEPT = timedelta(days=7)
SALT = "gdpr.access.packages"


def make_package(contact: Contact, *, by: User | None, request: SubjectRequest | None = None) -> SubjectPackage:
    """Keep all that is known of the person as a file for a week; it can be fetched once.

    Raises NotPermitted, and for a request that names nobody, or somebody whom nobody has checked, PersonUnknown and
    IdentityUnchecked.
    """
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    if request and request.identity_checked_on is None:
        raise IdentityUnchecked
    package = SubjectPackage(contact=survivor(contact), request=request, made_by=by, expires_at=timezone.now() + KEPT)
    with tempfile.TemporaryFile() as file:
        package.rows = sum(write_package(contact, file).values())
        file.seek(0)
        _store(package, file)
    return package


def make_package_for(request: SubjectRequest, *, by: User | None) -> SubjectPackage:
    """The package that a request asks for. Raises what `make_package` raises."""
    if request.contact is None:
        raise PersonUnknown
    return make_package(request.contact, by=by, request=request)


def ticket(package: SubjectPackage) -> str:
    """What a link to the package says instead of its id."""
    return signing.dumps(str(package.pk), salt=SALT)


def packaged(ticket: str, *, now: datetime | None = None) -> SubjectPackage:
    """The package of a link. Raises PackageGone where it was fetched, its time is over, or there is none."""
    try:
        pk = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        raise PackageGone from None
    package = _waiting(now or timezone.now()).filter(pk=pk).first()
    if package is None:
        raise PackageGone
    return package


@transaction.atomic
def fetch(package: SubjectPackage, *, by: User | None = None, now: datetime | None = None) -> IO[bytes]:
    """The file, for the first who asks; it is noted with the request. Raises PackageGone."""
    now = now or timezone.now()
    if not _waiting(now).filter(pk=package.pk).update(fetched_at=now, fetched_by=by):
        raise PackageGone
    if package.request:
        note_step(package.request, RequestStep.Kind.DELIVERED, by=by)
    return package.file.storage.open(package.file.name, "rb")


def expired(*, now: datetime | None = None) -> QuerySet[SubjectPackage]:
    """The packages whose file nobody can fetch any more."""
    gone = Q(expires_at__lte=now or timezone.now()) | Q(fetched_at__isnull=False)
    return SubjectPackage.objects.filter(gone).exclude(file="")


def forget_expired(*, now: datetime | None = None) -> int:
    """Delete the files of these; returns how many. One that was fetched stays an hour, for it may be on its way."""
    now = now or timezone.now()
    on_its_way = Q(fetched_at__gt=now - timedelta(hours=1), expires_at__gt=now)
    return _delete(expired(now=now).exclude(on_its_way))


def _waiting(now: datetime) -> QuerySet[SubjectPackage]:
    return SubjectPackage.objects.filter(fetched_at=None, expires_at__gt=now).exclude(file="")


def _delete(packages: QuerySet[SubjectPackage]) -> int:
    found = list(packages)
    for package in found:
        package.file.delete(save=False)
        package.save(update_fields=["file"])
    return len(found)


def _store(package: SubjectPackage, file: IO[bytes]) -> None:
    # Named before it is there: so it is found and deleted, too, if the program is killed in the middle of it.
    package.file = f"{package.file.field.upload_to}{package.pk}.zip"
    with transaction.atomic():
        package.save(force_insert=True)
        if package.request:
            note_step(package.request, RequestStep.Kind.PREPARED, by=package.made_by)
    package.file.storage.save(package.file.name, File(file))

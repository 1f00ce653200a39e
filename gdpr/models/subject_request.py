"""Requests of data subjects: what somebody asks by right, until when it has to be answered, and what was done."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from contacts.models.columns import uuid_key
from contacts.models.triggers import append_only
from crm.privacy import PersonalData, Use

Q = models.Q
USER = settings.AUTH_USER_MODEL


class MonthsLater(models.Func):
    """The same day of a later month, or its last day where it has no such day."""

    template = "(%(expressions)s + interval '%(months)s months')::date"
    output_field = models.DateField()

    def __init__(self, day: str, *, months: int) -> None:
        super().__init__(day, months=months)


class SubjectRequest(models.Model):
    """One request by one person. `person` stands for them in the rule that nobody asks for the same twice at a time."""

    class Kind(models.TextChoices):
        ACCESS = "access", "Access (Art. 15)"
        RECTIFICATION = "rectification", "Rectification (Art. 16)"
        ERASURE = "erasure", "Erasure (Art. 17)"
        RESTRICTION = "restriction", "Restriction (Art. 18)"
        PORTABILITY = "portability", "Portability (Art. 20)"
        OBJECTION = "objection", "Objection (Art. 21)"

    class Channel(models.TextChoices):
        FORM = "form", "Public form"
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        PAPER = "paper", "Letter"
        IN_PERSON = "in_person", "In person"

    class Decision(models.TextChoices):
        FULFILLED = "fulfilled", "Fulfilled"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn by the person"

    id = uuid_key()
    kind = models.CharField(max_length=13, choices=Kind)
    channel = models.CharField(max_length=9, choices=Channel)
    email = models.EmailField("e-mail", max_length=255)
    message = models.TextField("what they wrote", blank=True)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, null=True, blank=True, related_name="requests")
    person = models.CharField(max_length=64, editable=False)
    received_on = models.DateField("received")
    identity_checked_on = models.DateField("identity checked", null=True)
    extended_on = models.DateField("extended", null=True)
    # https://gdpr-info.eu/art-12-gdpr/ (3): a month, and by reason two further months.
    due_on = models.GeneratedField(
        verbose_name="due",
        expression=models.Case(
            models.When(extended_on=None, then=MonthsLater("received_on", months=1)),
            default=MonthsLater("received_on", months=3),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=9, choices=Decision, blank=True)
    closed_on = models.DateField("closed", null=True)
    reminded_on = models.DateField("last reminded of", null=True)

    # Requests are proof that they were answered: they stay with the id that they were made for.
    personal_data = PersonalData(
        subject="contact",
        erase={"email": "deleted_{id}@deleted.invalid", "message": ""},
        free_text={"message"},
        keep={
            "id",
            "kind",
            "channel",
            "contact",
            "person",
            "received_on",
            "identity_checked_on",
            "extended_on",
            "due_on",
            "proposed_by",
            "approved_by",
            "decision",
            "closed_on",
            "reminded_on",
        },
        on_merge="stay",
        purpose=Use.CONSENT,
    )

    class Meta:
        verbose_name = "request"
        ordering = ["due_on", "id"]
        permissions = [("restrict_contact", "Can restrict the use of contacts")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="request_once_at_a_time",
                condition=Q(closed_on=None),
                violation_error_message="This person has an open request of this kind already.",
            ),
            models.CheckConstraint(
                name="request_extended_in_time",
                condition=Q(extended_on=None)
                | Q(extended_on__lte=MonthsLater("received_on", months=1), extended_on__gte=models.F("received_on")),
            ),
            models.CheckConstraint(
                name="request_closed_by_decision",
                condition=Q(closed_on=None, decision="") | Q(closed_on__isnull=False) & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="request_approved_by_another", condition=~Q(approved_by=models.F("proposed_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, received {self.received_on}"

    def get_absolute_url(self) -> str:
        return reverse("admin:gdpr_subjectrequest_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be answered."""
        return self.closed_on is None


STEP_SKELETON = ("id", "request_id", "kind", "at", "by_id")


class RequestStep(models.Model):
    """What was done about a request. Steps are added, never changed; erasure blanks their notes."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Received"
        CONTACT = "contact", "Found who it is"
        IDENTITY = "identity", "Identity checked"
        EXTENDED = "extended", "Extended by two months"
        NOTE = "note", "Note"
        PREPARED = "prepared", "Package prepared"
        DELIVERED = "delivered", "Package fetched"
        PROPOSED = "proposed", "Erasure proposed"
        APPROVED = "approved", "Erasure approved"
        DONE = "done", "Carried out"
        CLOSED = "closed", "Closed"

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(SubjectRequest, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True, db_default=Now())
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    personal_data = PersonalData(
        subject="request__contact",
        erase={"note": ""},
        free_text={"note"},
        keep={"id", "request", "kind", "at", "by"},
        on_merge="stay",
        purpose=Use.CONSENT,
    )

    class Meta:
        verbose_name = "step of a request"
        verbose_name_plural = "steps of requests"
        ordering = ["id"]
        triggers = append_only(STEP_SKELETON)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.at:%Y-%m-%d}"


class UnconfirmedRequest(models.Model):
    """What somebody has sent by the public form, until the link in the mail is followed; deleted after a week.

    `sender` tells apart where forms come from within a day, and from which network it does not say.
    """

    id = uuid_key()
    kind = models.CharField(max_length=13, choices=SubjectRequest.Kind)
    email = models.EmailField(max_length=255)
    message = models.TextField(blank=True)
    sender = models.CharField(max_length=64)
    asked_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    # Nobody knows yet whether it was the person; an erasure looks for the address.
    personal_data = PersonalData(
        subject="",
        erase={"email": "deleted_{id}@deleted.invalid", "message": ""},
        free_text={"message"},
        keep={"id", "kind", "sender", "asked_at"},
        purpose=Use.CONSENT,
    )

    class Meta:
        verbose_name = "unconfirmed request"
        ordering = ["asked_at"]
        indexes = [models.Index(fields=["asked_at"], name="unconfirmed_asked")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, not confirmed"

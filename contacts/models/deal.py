"""Deals, the stages they pass through, and the rates that make their amounts comparable."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from contacts.models.columns import all_within_calendar, uuid_key, within_calendar
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.triggers import versioned, watched_by_lists
from contacts.querysets import OfContactQuerySet
from crm.privacy import PersonalData, Use

currency_code = RegexValidator(r"^[A-Z]{3}$", "Write the currency as its three-letter code, such as EUR.")

# The newest rate of the day on which a deal was closed, or of today while it is open.
BASE_AMOUNT = """
{deal}.amount * (
    SELECT r.rate FROM contacts_exchangerate r
    WHERE r.currency = {deal}.currency AND r.valid_from <= coalesce({deal}.closed_at::date, current_date)
    ORDER BY r.valid_from DESC LIMIT 1
)
"""


# Deals in a currency whose rates have changed.
REVALUE = """
UPDATE contacts_deal d SET amount_base = {amount}
WHERE d.currency IN ({currencies}) AND d.amount_base IS DISTINCT FROM {amount};
RETURN NULL;
"""
OF_NEW = "SELECT currency FROM new_rates"
OF_OLD = "SELECT currency FROM old_rates"


OF_STAGE = """
SELECT d.contact_id, changed.columns FROM contacts_deal d JOIN (%s) AS changed(id, columns) ON changed.id = d.stage_id
"""


def _revalue(name: str, operation: pgtrigger.Operation, currencies: str, **tables: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"revalue_deals_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=REVALUE.format(amount=BASE_AMOUNT.format(deal="d"), currencies=currencies),
    )


def base_currency() -> str:
    """In which amounts are compared."""
    return settings.BASE_CURRENCY


class Stage(models.Model):
    """A step of the sales process, as the team has named it."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    id = uuid_key()
    name = models.CharField(max_length=50)
    position = models.PositiveSmallIntegerField(default=0)
    probability = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)], help_text="In per cent; proposed for new deals."
    )
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)

    # Configuration, no person.
    personal_data = None

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="stage_name_unique"),
            models.CheckConstraint(name="stage_probability_in_per_cent", condition=models.Q(probability__lte=100)),
        ]
        triggers = watched_by_lists("id", OF_STAGE)

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """What one unit of a currency is worth in `settings.BASE_CURRENCY` from a day on."""

    currency = models.CharField(max_length=3, validators=[currency_code])
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    # Market prices, no person.
    personal_data = None

    class Meta:
        ordering = ["currency", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="rate_one_per_day"),
            models.CheckConstraint(name="rate_positive", condition=models.Q(rate__gt=0)),
        ]
        triggers = [
            _revalue("insert", pgtrigger.Insert, OF_NEW, new="new_rates"),
            _revalue("update", pgtrigger.Update, f"{OF_NEW} UNION {OF_OLD}", old="old_rates", new="new_rates"),
            _revalue("delete", pgtrigger.Delete, OF_OLD, old="old_rates"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} from {self.valid_from}"


@tracked(exclude=["version", "updated_at", "amount_base"])
class Deal(LiveModel):
    """A sale that might happen, happened, or did not."""

    id = uuid_key()
    name = models.CharField(max_length=255)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default=base_currency, validators=[currency_code])
    amount_base = models.DecimalField(
        "amount in base currency", max_digits=18, decimal_places=2, null=True, editable=False
    )
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="deals")
    probability = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)], help_text="In per cent; else the stage's."
    )
    expected_close = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True, validators=[within_calendar])
    closing_reason = models.CharField("won or lost reason", max_length=255, blank=True)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, null=True, blank=True, related_name="deals")
    company = models.ForeignKey("contacts.Company", models.PROTECT, null=True, blank=True, related_name="deals")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="deals")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = OfContactQuerySet.as_manager()

    personal_data = PersonalData(
        subject="contact",
        erase={"name": "DELETED", "closing_reason": ""},
        keep={
            "id",
            "amount",
            "currency",
            "amount_base",
            "stage",
            "probability",
            "expected_close",
            "closed_at",
            "contact",
            "company",
            "owner",
            "version",
            "created_at",
            "updated_at",
            "deleted_at",
        },
        on_merge="move",
        purpose=Use.RELATIONS,
        free_text={"closing_reason", "name"},
        hidden={"version"},
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="deal_newest"),
            models.Index(
                fields=["stage"],
                include=["amount_base"],
                name="deal_open",
                condition=models.Q(closed_at=None, deleted_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="deal_name_present", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="deal_probability_in_per_cent",
                condition=models.Q(probability=None) | models.Q(probability__lte=100),
            ),
            models.CheckConstraint(name="deal_currency_code", condition=models.Q(currency__regex="^[A-Z]{3}$")),
            all_within_calendar("closed_at", name="deal_closing_within_calendar"),
        ]
        triggers = [
            versioned("amount_base"),
            pgtrigger.Trigger(
                name="value_in_base",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount", "currency", "closed_at"),
                func=f"NEW.amount_base := {BASE_AMOUNT.format(deal='NEW')}; RETURN NEW;",
            ),
            *watched_by_lists(),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_deal_change", args=[self.pk])

    def save(self, **kwargs) -> None:
        """Date the closing, and propose the stage's probability."""
        closed = self.stage.outcome != Stage.Outcome.OPEN
        if closed and self.closed_at is None:
            self.closed_at = timezone.now()
        elif not closed:
            self.closed_at = None
        if self.probability is None:
            self.probability = self.stage.probability
        super().save(**kwargs)

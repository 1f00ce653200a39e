"""Users and teams; every other app refers to them through settings.AUTH_USER_MODEL and "crm.Team"."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from crm.privacy import REST, PersonalData, Use


class Team(models.Model):
    """People who work on the same contacts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)

    # A team is an organisational unit, not a person.
    personal_data = None

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_unique")]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A member of staff who logs in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="members")

    # Staff are not contacts; their accounts live and end with their employment.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.STAFF,
        personal={"email", "first_name", "last_login", "last_name", "username"},
        credential={"password"},
    )

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

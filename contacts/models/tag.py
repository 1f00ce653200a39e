"""Tags: short words by which staff group contacts."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower, Now

from contacts.models.columns import uuid_key
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.triggers import watched_by_lists
from crm.privacy import REST, PersonalData, Use


@tracked(exclude=["updated_at"])
class Tag(LiveModel):
    """A word with a colour."""

    id = uuid_key()
    name = models.CharField(max_length=50)
    colour = models.CharField(
        max_length=7,
        default="#64748b",
        db_default="#64748b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write the colour as # and six hexadecimal digits.")],
    )

    # A word of the team's vocabulary; whom it describes stands in ContactTag.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.RELATIONS,
        free_text={"name"},
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=models.Q(deleted_at=None),
                name="tag_name_unique_among_live",
                violation_error_message="A tag with this name exists already.",
            ),
            models.CheckConstraint(name="tag_name_present", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ContactTag(models.Model):
    """A tag on a contact."""

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="contact_tags", db_index=False)
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="contact_tags")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    personal_data = PersonalData(
        subject="contact",
        keep={"id", "contact", "tag", "created_at"},
        on_merge="move",
        purpose=Use.RELATIONS,
    )

    class Meta:
        verbose_name = "tag of a contact"
        verbose_name_plural = "tags of contacts"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["contact", "tag"], name="tag_once_per_contact")]
        triggers = watched_by_lists()

    def __str__(self) -> str:
        return f"Tag {self.tag_id} on contact {self.contact_id}"

"""Every e-mail address of every contact, the primary one included."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Now

from contacts.models.duplicate import mark_parts
from contacts.models.event import tracked
from contacts.models.triggers import planned_anew, watched_by_lists
from contacts.models.words import OF_ADDRESS
from crm.privacy import PersonalData, Use

# The mark is about the address, so it does not stay with another one. Undo alone writes both at once.
forget_bounce = pgtrigger.Trigger(
    name="forget_bounce",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.bounced_at = NEW.bounced_at AND lower(OLD.email::text) <> lower(NEW.email::text)"
    ),
    func="NEW.bounced_at = NULL; RETURN NEW;",
)


@tracked(exclude=["live"])
class ContactEmail(models.Model):
    """An address by which a contact is found. Former primary addresses stay, as further ones."""

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="emails")
    email = models.EmailField("e-mail", max_length=255)
    is_primary = models.BooleanField(default=False, db_default=False, editable=False)
    live = models.BooleanField(default=True, db_default=True, editable=False)
    bounced_at = models.DateTimeField("mail came back", null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    personal_data = PersonalData(
        subject="contact",
        erase={"email": ""},
        keep={"id", "contact", "is_primary", "live", "bounced_at", "created_at"},
        on_merge="move",
        purpose=Use.RELATIONS,
        hidden={"live"},
    )

    class Meta:
        verbose_name = "e-mail address"
        verbose_name_plural = "e-mail addresses"
        ordering = ["id"]
        indexes = [
            GinIndex(OF_ADDRESS, name="contactemail_words"),
            models.Index(fields=["contact"], name="contactemail_bounced", condition=models.Q(bounced_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                # Finds beginnings of addresses too, in whatever language the database sorts.
                OpClass(Lower("email"), "text_pattern_ops"),
                condition=models.Q(live=True),
                name="email_unique_among_live",
                violation_error_message="A contact with this e-mail address exists already.",
            ),
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(is_primary=True), name="email_one_primary_each"
            ),
        ]
        triggers = [*mark_parts, *watched_by_lists(), forget_bounce]

    def __str__(self) -> str:
        return self.email


# The primary address of new contacts, unless an import has claimed it beforehand.
ADD_PRIMARY = """
INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
SELECT n.id, n.email, true, n.deleted_at IS NULL
FROM new_values n
ORDER BY lower(n.email)
ON CONFLICT (contact_id) WHERE is_primary DO NOTHING;
RETURN NULL;
"""

# The addresses of contacts whose address, or whose deletion, has changed. A partial unique index cannot be deferred, so
# those that change hands within one statement (two contacts swap theirs) are freed before they are taken. The old
# primary otherwise stays, as a further address. Changes are counted, not looked for: with EXISTS the planner hopes to
# find one early, and compares each row with each where there is none.
CHANGED = """
SELECT count(*) > 0 FROM new_values n JOIN old_values o USING (id)
WHERE n.email <> o.email OR (n.deleted_at IS NULL) <> (o.deleted_at IS NULL)
"""
FOLLOW_CHANGES = (
    """
    UPDATE contacts_contactemail e SET live = false
    FROM new_values n JOIN old_values o USING (id)
    WHERE n.deleted_at IS NOT NULL AND o.deleted_at IS NULL AND e.contact_id = n.id
    """,
    """
    DELETE FROM contacts_contactemail e
    USING old_values o, new_values n, new_values taker
    WHERE o.id = n.id AND o.email <> n.email
      AND e.contact_id = o.id AND lower(e.email) = lower(o.email)
      AND taker.id <> o.id AND lower(taker.email) = lower(o.email) AND taker.deleted_at IS NULL
    """,
    """
    UPDATE contacts_contactemail e SET is_primary = false
    FROM new_values n JOIN old_values o USING (id)
    WHERE n.email <> o.email AND e.contact_id = n.id AND e.is_primary AND lower(e.email) <> lower(n.email)
    """,
    """
    UPDATE contacts_contactemail e SET is_primary = true, email = n.email
    FROM new_values n JOIN old_values o USING (id)
    WHERE n.email <> o.email AND e.contact_id = n.id AND lower(e.email) = lower(n.email)
    """,
    """
    INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
    SELECT n.id, n.email, true, n.deleted_at IS NULL
    FROM new_values n JOIN old_values o USING (id)
    WHERE n.email <> o.email
      AND NOT EXISTS (SELECT FROM contacts_contactemail e WHERE e.contact_id = n.id AND e.is_primary)
    ORDER BY lower(n.email)
    """,
    """
    UPDATE contacts_contactemail e SET live = true
    FROM new_values n JOIN old_values o USING (id)
    WHERE n.deleted_at IS NULL AND o.deleted_at IS NOT NULL AND e.contact_id = n.id AND NOT e.live
    """,
)
KEEP_ADDRESSES = f"""
{planned_anew(CHANGED, into="changed")}
IF changed THEN
    {" ".join(map(planned_anew, FOLLOW_CHANGES))}
END IF;
RETURN NULL;
"""

keep_addresses = [
    pgtrigger.Trigger(
        name="add_primary_address",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),
        func=ADD_PRIMARY,
    ),
    pgtrigger.Trigger(
        name="keep_addresses",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_values", new="new_values"),
        declare=[("changed", "boolean")],
        func=KEEP_ADDRESSES,
    ),
]

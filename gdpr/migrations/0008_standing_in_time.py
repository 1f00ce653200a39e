"""The standing of a person at a point in time, and grants that count only once they are confirmed."""

from importlib import import_module

from django.db import migrations

NOW_ONLY = import_module("gdpr.migrations.0005_standing_of_merged").STANDING
OF_TIMES = import_module("gdpr.migrations.0002_ledger_rules").STAMP

# Said since is left out. A grant that awaits its confirmation is no word yet: neither does it outrank what was said
# before, nor does it stand.
STANDING = (
    NOW_ONLY.replace(
        "consent_standing(person uuid)", "consent_standing(person uuid, moment timestamptz DEFAULT 'infinity')"
    )
    .replace(
        "WHERE said.kind <> 'requested'",
        "WHERE said.kind <> 'requested' AND NOT said.awaits_confirmation AND said.occurred_at <= moment",
    )
    .replace("e.kind, e.occurred_at\n", "e.kind, e.occurred_at, e.awaits_confirmation\n")
)

# Whether a grant has to be confirmed is kept with it, so that a purpose that is changed later loosens nothing.
STAMP = """
CREATE OR REPLACE FUNCTION stamp_consent() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    IF NEW.kind IN ('requested', 'granted', 'confirmed')
       AND EXISTS (SELECT FROM contacts_contact WHERE id = NEW.contact_id AND erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'an erased person grants nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.recorded_at := statement_timestamp();
    NEW.occurred_at := least(NEW.occurred_at, NEW.recorded_at);
    NEW.awaits_confirmation := NEW.kind = 'granted' AND (
        NEW.awaits_confirmation OR EXISTS (SELECT FROM gdpr_purpose WHERE id = NEW.purpose_id AND needs_double_opt_in)
    );
    RETURN NEW;
END
$fn$;
"""


class Migration(migrations.Migration):
    dependencies = [("gdpr", "0007_purposes_and_notices")]

    operations = [
        migrations.RunSQL("DROP FUNCTION consent_standing(uuid)", NOW_ONLY),
        migrations.RunSQL(STANDING, "DROP FUNCTION consent_standing(uuid, timestamptz)"),
        migrations.RunSQL(STAMP, OF_TIMES.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]

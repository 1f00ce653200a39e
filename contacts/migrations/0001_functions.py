"""Extensions, and the SQL functions that columns and triggers of later migrations use."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# PostgreSQL 18 makes such ids itself; before that they are put together as RFC 9562 §5.7 lays them out:
# 48 bits of milliseconds, the version, and random bits.
UUID7 = """
DO $do$
BEGIN
    IF current_setting('server_version_num')::int >= 180000 THEN
        CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
        AS 'SELECT uuidv7()';
    ELSE
        CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $fn$
            SELECT (
                lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
                || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
            )::uuid
        $fn$;
    END IF;
END
$do$;
"""

# unaccent() is only STABLE because its dictionary could be replaced; naming the dictionary and the schema
# makes it as immutable as an index needs: https://www.postgresql.org/docs/current/unaccent.html
NAME_KEY = """
CREATE FUNCTION name_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1))
$fn$;
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    RAISE EXCEPTION '% is append-only: it cannot be truncated', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$fn$;

CREATE FUNCTION refuse_unless_blanking() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
    was jsonb := to_jsonb(OLD);
    is_ jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(NEW) END;
    named text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% is append-only: its rows cannot be deleted', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT key INTO named
    FROM jsonb_each(is_) AS column_(key, value)
    WHERE value IS DISTINCT FROM was -> key
      AND (key = ANY (TG_ARGV) OR value NOT IN ('null', '""', '{}', '[]'))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% is append-only: % can only be blanked', TG_TABLE_NAME, named
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$fn$;
"""

NEXT_VERSION = """
CREATE FUNCTION next_version() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$fn$;
"""

REFUSE = """
CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$fn$;
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(UUID7, "DROP FUNCTION uuid7()"),
        migrations.RunSQL(NAME_KEY, "DROP FUNCTION name_key(text)"),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION refuse_truncate(), refuse_unless_blanking()"),
        migrations.RunSQL(NEXT_VERSION, "DROP FUNCTION next_version()"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION refuse_write()"),
    ]

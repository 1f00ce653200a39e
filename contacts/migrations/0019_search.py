"""The indexes of the search: the words of contacts, companies, addresses and notes, and a vocabulary of names."""

import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import contacts.models.words

# Blanks and ASCII punctuation part words; an apostrophe, which has nothing to be replaced by, is dropped.
WORDS_OF = r"""
CREATE FUNCTION words_of(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT array_remove(string_to_array(
        translate($1, E' \t\n\r\u00a0\u3000!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~''', repeat(' ', 37)), ' '
    ), '')
$fn$;

CREATE FUNCTION word_vector(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT array_to_tsvector(public.words_of($1))
$fn$;
"""

# As it is dialled abroad where that is known, else as it was given: found from its beginning, and from its end.
PHONE_WORDS = """
CREATE FUNCTION phone_words(given text, e164 text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT CASE
        WHEN given = '' THEN '{}'
        WHEN e164 = '' THEN ARRAY['~' || reverse(regexp_replace(given, '[^0-9]+', '', 'g'))]
        ELSE ARRAY[e164, '~' || reverse(substr(e164, 2))]
    END
$fn$;

CREATE FUNCTION phone_vector(given text, e164 text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $fn$
    SELECT array_to_tsvector(public.phone_words(given, e164))
$fn$;
"""

CONTACT_WORDS = """
CREATE FUNCTION contact_words(
    name_key text, title text, phone text, phone_e164 text, mobile text, mobile_e164 text
) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT array_to_tsvector(
        public.words_of(name_key)
        || CASE WHEN title = '' THEN '{}' ELSE public.words_of(public.name_key(title)) END
        || public.phone_words(phone, phone_e164)
        || public.phone_words(mobile, mobile_e164)
    )
$fn$;
"""

ADDRESS_WORDS = r"""
CREATE FUNCTION address_words(email text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT array_to_tsvector(
        public.words_of(lower(split_part(email, '@', 1)))
        || array_remove(ARRAY[
            lower(split_part(email, '@', -1)),
            lower(substring(split_part(email, '@', -1) FROM '^[^.]+\.(.+\..+)$'))
        ], NULL)
    )
$fn$;
"""

# A vector has room for a megabyte of words, and who writes a book does not look for its last chapter.
NOTE_WORDS = """
CREATE FUNCTION note_words(subject text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $fn$
    SELECT to_tsvector(
        'pg_catalog.simple'::regconfig,
        array_to_string(public.words_of(public.name_key(left(subject || ' ' || body, 20000))), ' ')
    )
$fn$;
"""

DELETIONS = """
CREATE FUNCTION deletions(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
    SELECT word || array_agg(DISTINCT overlay(word PLACING '' FROM place FOR 1))
    FROM generate_series(1, length(word)) AS place
$fn$;
"""

# Names of before.
FILL = """
INSERT INTO contacts_nameword (word)
SELECT DISTINCT word
FROM (SELECT name_key FROM contacts_contact UNION ALL SELECT name_key FROM contacts_company) AS written (name)
CROSS JOIN LATERAL unnest(words_of(name)) AS word
WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
"""

FUNCTIONS = {
    "words_of(text), word_vector(text)": WORDS_OF,
    "phone_words(text, text), phone_vector(text, text)": PHONE_WORDS,
    "contact_words(text, text, text, text, text, text)": CONTACT_WORDS,
    "address_words(text)": ADDRESS_WORDS,
    "note_words(text, text)": NOTE_WORDS,
    "deletions(text)": DELETIONS,
}


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0018_merge_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(migrations.RunSQL(made, f"DROP FUNCTION {names}") for names, made in FUNCTIONS.items()),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="contact",
            name="contact_surname_first",
        ),
        migrations.AddIndex(
            model_name="activity",
            index=django.contrib.postgres.indexes.GinIndex(
                contacts.models.words.NoteWords("subject", "body"), name="activity_words"
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(
                contacts.models.words.NameWords("name_key"), name="company_words"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                contacts.models.words.ContactWords("name_key", "title", "phone", "phone_e164", "mobile", "mobile_e164"),
                name="contact_words",
            ),
        ),
        migrations.AddIndex(
            model_name="contactemail",
            index=django.contrib.postgres.indexes.GinIndex(
                contacts.models.words.AddressWords("email"), name="contactemail_words"
            ),
        ),
        migrations.AddIndex(
            model_name="contactphone",
            index=django.contrib.postgres.indexes.GinIndex(
                contacts.models.words.PhoneWords("number", "e164"), name="contactphone_words"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="add_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT name_key FROM new_values) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'\n  AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="bc40e307f976287755715baa89d9af4d6b59b67d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_add_words_14cae",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT n.name_key FROM new_values n JOIN old_values o USING (id) WHERE n.name_key <> o.name_key) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'\n  AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="998f534f7aac2cd2dddaeac6cd3efe1fd231b61f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_words_92df8",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="add_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT name_key FROM new_values) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'\n  AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="15cae476b2065764831093ede85ae12045fabf23",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_add_words_1374f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nDELETE FROM contacts_nameword k\nUSING (\n    SELECT DISTINCT word FROM new_values n JOIN old_values o USING (id) CROSS JOIN LATERAL unnest(words_of(o.name_key))\n        AS word\n    WHERE n.erased_at IS NOT NULL AND n.name_key <> o.name_key\n) AS gone\nWHERE k.word = gone.word\n  AND NOT EXISTS (\n      SELECT FROM contacts_contact c\n      WHERE contact_words(name_key, title, phone, phone_e164, mobile, mobile_e164) @@ quote_literal(k.word)::tsquery\n  )\n  AND NOT EXISTS (SELECT FROM contacts_company c WHERE word_vector(name_key) @@ quote_literal(k.word)::tsquery)\n$sql$; EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT n.name_key FROM new_values n JOIN old_values o USING (id) WHERE n.name_key <> o.name_key) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'\n  AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="c17e3527b2939042439b09f0e99bc04bd41009c5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_words_5f928",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="nameword",
            index=models.Index(fields=["word"], name="name_word"),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                contacts.models.words.Deletions("word"), name="name_word_slips"
            ),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("word", "gin_trgm_ops"), name="name_word_trigrams"
            ),
        ),
    ]

"""The indexes of the search: the words of contacts, companies, addresses and notes, and a vocabulary of names."""

import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import contacts.models.words


def words(text: str) -> str:
    """The words of a text: blanks and ASCII punctuation part them; apostrophes, replaced by nothing, are dropped."""
    blanks_for = r" \t\n\r\u00a0\u3000" + r"""!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~"""
    return f"array_remove(string_to_array(translate({text}, E'{blanks_for}''', repeat(' ', 37)), ' '), '')"


def number(given: str, e164: str) -> str:
    """A number as it is dialled abroad where that is known, and backwards: found from its beginning and its end."""
    return f"""CASE
        WHEN {e164} <> '' THEN ARRAY[{e164}, '~' || reverse(substr({e164}, 2))]
        WHEN {given} <> '' THEN ARRAY['~' || reverse(regexp_replace({given}, '[^0-9]+', '', 'g'))]
        ELSE '{{}}'
    END"""


def function(signature: str, returns: str, body: str) -> str:
    """Each is one expression, for a call within a call costs as much as the rest; planners shall shun to filter by it."""
    return f"""
CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $fn$
    SELECT {body}
$fn$;
"""


WORDS_OF = function("words_of(text)", "text[]", words("$1"))
WORD_VECTOR = function("word_vector(text)", "tsvector", f"array_to_tsvector({words('$1')})")
PHONE_WORDS = function(
    "phone_words(number text, e164 text)", "tsvector", f"array_to_tsvector({number('number', 'e164')})"
)
NAME_AND_TITLE = "name_key || CASE WHEN title = '' THEN '' ELSE ' ' || public.name_key(title) END"
CONTACT_WORDS = function(
    "contact_words(name_key text, title text, phone text, phone_e164 text, mobile text, mobile_e164 text)",
    "tsvector",
    f"array_to_tsvector({words(NAME_AND_TITLE)} || {number('phone', 'phone_e164')} || "
    f"{number('mobile', 'mobile_e164')})",
)
# What stands before the @, the domain, and the domain without its first label.
ADDRESS_WORDS = function(
    "address_words(email text)",
    "tsvector",
    rf"""array_to_tsvector(
        {words("lower(split_part(email, '@', 1))")}
        || array_remove(ARRAY[
            nullif(lower(split_part(email, '@', -1)), ''),
            lower(substring(split_part(email, '@', -1) FROM '^[^.]+\.(.+\..+)$'))
        ], NULL)
    )""",
)
# A vector has room for a megabyte of words, and who writes a book does not look for its last chapter.
NOTE_WORDS = function(
    "note_words(subject text, body text)",
    "tsvector",
    f"""to_tsvector(
        'pg_catalog.simple'::regconfig,
        array_to_string({words("public.name_key(left(subject || ' ' || body, 20000))")}, ' ')
    )""",
)
DELETIONS = function(
    "deletions(word text)",
    "text[]",
    "word || array_agg(DISTINCT overlay(word PLACING '' FROM place FOR 1)) FROM generate_series(1, length(word)) place",
)


# Names of before.
FILL = """
INSERT INTO contacts_nameword (word)
SELECT DISTINCT word
FROM (SELECT name_key FROM contacts_contact UNION ALL SELECT name_key FROM contacts_company) AS written (name)
CROSS JOIN LATERAL unnest(words_of(name)) AS word
WHERE word ~ '^[^0-9]{3,40}$'
"""

FUNCTIONS = {
    "words_of(text)": WORDS_OF,
    "word_vector(text)": WORD_VECTOR,
    "phone_words(text, text)": PHONE_WORDS,
    "contact_words(text, text, text, text, text, text)": CONTACT_WORDS,
    "address_words(text)": ADDRESS_WORDS,
    "note_words(text, text)": NOTE_WORDS,
    "deletions(text)": DELETIONS,
}


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0021_judged_by_lists"),
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
                    func="EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT name_key FROM new_values) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE word ~ '^[^0-9]{3,40}$' AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="19f9e26d99145def702be10a437fae32203ee295",
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
                    func="EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT n.name_key FROM new_values n JOIN old_values o USING (id) WHERE n.name_key <> o.name_key) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE word ~ '^[^0-9]{3,40}$' AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="810f235657775c426c437a152a794f2892da16bc",
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
                    func="EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT name_key FROM new_values) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE word ~ '^[^0-9]{3,40}$' AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="f67b7242e8f02f9c0a40132712c87581ea59bffa",
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
                    func="EXECUTE $sql$\nDELETE FROM contacts_nameword k\nUSING (\n    SELECT DISTINCT word FROM new_values n JOIN old_values o USING (id)\n    CROSS JOIN LATERAL unnest(words_of(o.name_key)) AS word\n    WHERE n.name_key <> o.name_key AND word <> ALL (words_of(n.name_key))\n) AS gone\nWHERE k.word = gone.word\n  AND NOT EXISTS (\n      SELECT FROM contacts_contact c\n      WHERE contact_words(name_key, title, phone, phone_e164, mobile, mobile_e164) @@ quote_literal(k.word)::tsquery\n  )\n  AND NOT EXISTS (SELECT FROM contacts_company c WHERE word_vector(name_key) @@ quote_literal(k.word)::tsquery)\n$sql$; EXECUTE $sql$\nINSERT INTO contacts_nameword (word)\nSELECT DISTINCT word FROM (SELECT n.name_key FROM new_values n JOIN old_values o USING (id) WHERE n.name_key <> o.name_key) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word\nWHERE word ~ '^[^0-9]{3,40}$' AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)\n$sql$; RETURN NULL;",
                    hash="50c7d09bb40d07fa1b39b4778837a29807e7d613",
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

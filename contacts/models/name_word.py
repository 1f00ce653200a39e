"""The words that names consist of: there one is looked up that somebody has mistyped."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from contacts.models.triggers import planned_anew
from contacts.models.words import Deletions
from crm.privacy import REST, PersonalData, Use

# Of shorter words every other one is a neighbour; who types a longer one has not typed a name.
SHORTEST, LONGEST = 3, 40
# Without a unique index, for with one a contact would wait for an import that writes the same new name.
ADD = """
INSERT INTO contacts_nameword (word)
SELECT DISTINCT word FROM ({names}) AS written (name) CROSS JOIN LATERAL unnest(words_of(name)) AS word
WHERE word ~ '^[^0-9]{{3,40}}$' AND NOT EXISTS (SELECT FROM contacts_nameword k WHERE k.word = word.word)
"""
NEW = "SELECT name_key FROM new_values"
CHANGED = "SELECT n.name_key FROM new_values n JOIN old_values o USING (id) WHERE n.name_key <> o.name_key"
# What nobody is called any more is forgotten, lest the name of an erased person stays.
FORGET = """
DELETE FROM contacts_nameword k
USING (
    SELECT DISTINCT word FROM new_values n JOIN old_values o USING (id)
    CROSS JOIN LATERAL unnest(words_of(o.name_key)) AS word
    WHERE n.name_key <> o.name_key AND word <> ALL (words_of(n.name_key))
) AS gone
WHERE k.word = gone.word
  AND NOT EXISTS (
      SELECT FROM contacts_contact c
      WHERE contact_words(name_key, title, phone, phone_e164, mobile, mobile_e164) @@ quote_literal(k.word)::tsquery
  )
  AND NOT EXISTS (SELECT FROM contacts_company c WHERE word_vector(name_key) @@ quote_literal(k.word)::tsquery)
"""
# For whoever takes words out of the name of a company, which may be those of an erased person.
FORGET_WORDS = """
DELETE FROM contacts_nameword k
WHERE k.word = ANY (%s)
  AND NOT EXISTS (
      SELECT FROM contacts_contact c
      WHERE contact_words(name_key, title, phone, phone_e164, mobile, mobile_e164) @@ quote_literal(k.word)::tsquery
  )
  AND NOT EXISTS (SELECT FROM contacts_company c WHERE word_vector(name_key) @@ quote_literal(k.word)::tsquery)
"""
# For a base that was filled before there were triggers, or past them.
FILL = ADD.format(names="SELECT name_key FROM contacts_contact UNION ALL SELECT name_key FROM contacts_company")


class NameWord(models.Model):
    """A word of a first name, a last name or the name of a company."""

    word = models.TextField()

    # A vocabulary: it does not say whose word it is, and one that only an erased person had goes with the name.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.RELATIONS,
        personal={"word"},
    )

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="name_word"),
            GinIndex(Deletions("word"), name="name_word_slips"),
            GinIndex(OpClass("word", "gin_trgm_ops"), name="name_word_trigrams"),
        ]

    def __str__(self) -> str:
        return self.word


def _keeping(name: str, operation: pgtrigger.Operation, *statements: str, **tables: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=f"{' '.join(map(planned_anew, statements))} RETURN NULL;",
    )


_add_new = _keeping("add_words", pgtrigger.Insert, ADD.format(names=NEW), new="new_values")
_add_changed = ADD.format(names=CHANGED)
_BOTH = {"old": "old_values", "new": "new_values"}
words_of_people = [_add_new, _keeping("follow_words", pgtrigger.Update, FORGET, _add_changed, **_BOTH)]
words_of_companies = [_add_new, _keeping("follow_words", pgtrigger.Update, _add_changed, **_BOTH)]

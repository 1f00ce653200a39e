"""What the staged rows would change: each field as [old, new], by the same expressions that the import writes.

Like everywhere in the import, large tables are looked up row by row: see `contacts.importing.apply.IDENTIFY`.
"""

from collections.abc import Collection, Iterator, Mapping

from contacts.importing.staging import COPIED
from contacts.importing.update import NUMBERS, custom_values, new_values, only_fills
from contacts.importing.vocabulary import CUSTOM, Mode

# What other columns say already, or a person has no use for.
UNTOLD = {*NUMBERS.values(), "company_id", "custom_fields"}
OF_NEW = [name for name in COPIED if name not in ("line", "keys", "match_key", "phones", *NUMBERS.values())]
PHONES_OF_NEW = """
(SELECT jsonb_agg(pair) FROM jsonb_array_elements(s.phones) AS entry(pair) WHERE pair ->> 0 IS DISTINCT FROM s.phone)
"""

NEW_EMAILS = """
(SELECT jsonb_agg(address) FROM (
    SELECT s.email AS address UNION SELECT jsonb_array_elements_text(s.emails)
) AS named
WHERE address IS NOT NULL
  AND (SELECT true FROM contacts_contactemail e WHERE e.live AND lower(e.email) = lower(address)) IS NULL)
"""
NEW_PHONES = """
(SELECT jsonb_agg(pair ->> 0) FROM jsonb_array_elements(s.phones) AS entry(pair)
WHERE pair ->> 0 NOT IN (c.phone, c.mobile)
  AND (pair ->> 1 = '' OR pair ->> 1 NOT IN (c.phone_e164, c.mobile_e164))
  AND NOT EXISTS (SELECT FROM contacts_contactphone p WHERE p.contact_id = c.id AND p.number = pair ->> 0))
"""
NEW_TAGS = """
(SELECT jsonb_agg(name) FROM jsonb_array_elements_text(s.tags) AS tag(name)
WHERE NOT EXISTS (
    SELECT FROM contacts_contacttag held JOIN contacts_tag t ON t.id = held.tag_id
    WHERE held.contact_id = c.id AND lower(t.name) = lower(tag.name) AND t.deleted_at IS NULL
))
"""
TAGS = """
(SELECT jsonb_agg(t.name ORDER BY t.name) FROM contacts_contacttag held JOIN contacts_tag t ON t.id = held.tag_id
WHERE held.contact_id = c.id AND t.deleted_at IS NULL)
"""
FOLDED = "(SELECT array_agg(DISTINCT lower(name) ORDER BY lower(name)) FROM jsonb_array_elements_text({}) AS tag(name))"
REPLACED_TAGS = f"""
(SELECT CASE WHEN s.tags IS NOT NULL AND {FOLDED.format("s.tags")} IS DISTINCT FROM {FOLDED.format("held.names")}
    THEN jsonb_build_object('tags', jsonb_build_array(held.names, s.tags)) ELSE '{{}}' END
FROM (SELECT {TAGS} AS names OFFSET 0) AS held)
"""
MAIN_ADDRESS = """
(CASE WHEN lower(s.email) <> lower(c.email) AND coalesce((
    SELECT e.contact_id = c.id FROM contacts_contactemail e WHERE e.live AND lower(e.email) = lower(s.email)
), true) THEN jsonb_build_object('email', jsonb_build_array(c.email, s.email)) ELSE '{}' END)
"""
NEW_EXTERNAL_IDS = """
(SELECT jsonb_agg((pair ->> 0) || ':' || (pair ->> 1)) FROM jsonb_array_elements(s.external_id) AS entry(pair)
WHERE NOT EXISTS (
    SELECT FROM contacts_externalid e WHERE e.system = pair ->> 0 AND e.value = pair ->> 1 AND e.value <> ''
))
"""
NEW_NOTES = """
(SELECT jsonb_agg(note.body) FROM jsonb_array_elements_text(s.notes) AS note(body)
WHERE NOT EXISTS (
    SELECT FROM contacts_activity a WHERE a.contact_id = c.id AND a.kind = 'note' AND a.body = note.body OFFSET 0
))
"""
COMPANY = """
CASE WHEN coalesce(s.company, s.company_domain) IS NOT NULL AND NOT ({only_fills} AND c.company_id IS NOT NULL)
          AND (s.company_id IS NULL OR s.company_id IS DISTINCT FROM c.company_id)
THEN jsonb_build_object('company', jsonb_build_array(
    (SELECT name FROM contacts_company own WHERE own.id = c.company_id),
    coalesce((SELECT name FROM contacts_company found WHERE found.id = s.company_id), s.company, s.company_domain)
)) ELSE '{{}}' END
"""
OPT_OUT = """
CASE WHEN s.email_opt_out AND c.email_opt_in THEN '{"email_opt_in": [true, false]}'::jsonb ELSE '{}' END
"""


def of_known(fields: Mapping[str, Mode]) -> str:
    """SQL for the changes to the contact `c` that the staged row `s` would make; an empty object for none."""
    return " || ".join(_parts(fields)) or "'{}'::jsonb"


def of_new(columns: Collection[str]) -> str:
    """SQL for the values of a contact that the staged row `s` would create; of these columns, the others are empty."""
    told = [f"'{name}', s.{name}" for name in OF_NEW if name in columns]
    phones = [f"'phones', {PHONES_OF_NEW}"] if "phones" in columns else []
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join([*told, *phones])}))"


def _parts(fields: Mapping[str, Mode]) -> Iterator[str]:
    for column, value in new_values(fields):
        if column not in UNTOLD:
            yield _changed(column, f"c.{column}", value)
    for name in sorted(name for name in fields if name.startswith(CUSTOM)):
        key = name.removeprefix(CUSTOM)
        yield _changed(name, f"c.custom_fields -> '{key}'", f"({custom_values(fields)}) -> '{key}'")
    if mode := fields.get("company", fields.get("company_domain")):
        yield f"({COMPANY.format(only_fills=only_fills(mode))})"
    if fields.get("email") == Mode.OVERWRITE:
        yield MAIN_ADDRESS
    yield _added("emails", NEW_EMAILS)
    for name, column, added in (
        ("phones", "phone", NEW_PHONES),
        ("external_id", "external_id", NEW_EXTERNAL_IDS),
        ("notes", "notes", NEW_NOTES),
    ):
        if column in fields:
            yield _added(name, added)
    yield from _tags(fields.get("tags"))
    if not {"email_opt_in", "email_opt_out"}.isdisjoint(fields):
        yield f"({OPT_OUT})"


def _tags(mode: Mode | None) -> Iterator[str]:
    if mode == Mode.OVERWRITE:
        yield REPLACED_TAGS
    elif mode == Mode.FILL:
        yield _added("tags", f"CASE WHEN {TAGS} IS NULL THEN s.tags END")
    elif mode:
        yield _added("tags", NEW_TAGS)


def _changed(name: str, old: str, new: str) -> str:
    pair = f"jsonb_build_object('{name}', jsonb_build_array({old}, {new}))"
    return f"(CASE WHEN {old} IS DISTINCT FROM {new} THEN {pair} ELSE '{{}}' END)"


def _added(name: str, added: str) -> str:
    pair = f"jsonb_build_object('{name}', jsonb_build_array(null, more))"
    return f"coalesce((SELECT {pair} FROM (SELECT {added} AS more) AS new WHERE more IS NOT NULL), '{{}}')"

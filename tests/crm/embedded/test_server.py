import os
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm.embedded.accounts import account_for
from crm.embedded.exceptions import (
    ServerNotStartedError,
)
from crm.embedded.server import EmbeddedServer
from crm.embedded.stopping import beside

from .users import (
    another_user,
    ask,
    becomes_free,
    connect,
    is_answering,
    kill_guardian,
    kill_server,
    output_of,
    postmaster_pid,
    python,
)

BUSY_SECOND = """
DO $$
DECLARE enough timestamptz := clock_timestamp() + interval '1 second';
BEGIN
    WHILE clock_timestamp() < enough LOOP
    END LOOP;
END $$
"""


def remove(data_dir):
    """As `rm -r` of the folder around it does."""
    shutil.rmtree(data_dir)
    for file in data_dir.parent.glob(f"{data_dir.name}.*"):
        file.unlink()


def test_release_without_acquire_does_nothing(server):
    server.release()

    assert not is_answering(server)


def test_second_acquire_keeps_the_server(server):
    server.acquire()
    first = postmaster_pid(server)

    server.acquire()

    assert postmaster_pid(server) == first


def test_release_stops_the_server(server):
    server.acquire()

    server.release()

    assert not is_answering(server)


def test_acquire_after_release_starts_again(server):
    server.acquire()
    server.release()

    server.acquire()

    assert is_answering(server)


def test_acquire_by_many_threads_starts_one_server(server):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: server.acquire(), range(8)))

    assert server.log.read_text().count("starting PostgreSQL") == 1


def test_acquire_makes_a_database_that_is_missing(server):
    server.acquire()
    with connect(server, "postgres") as connection:
        connection.execute("DROP DATABASE crm")
    server.release()

    server.acquire()

    assert ask(server, "SELECT current_database()") == "crm"


# --- Several processes ---------------------------------------------------------------------------------


def test_server_stops_with_the_last_process(server):
    with another_user(server.data_dir):
        server.acquire()
        server.release()
        after_the_first = is_answering(server)

    assert (after_the_first, is_answering(server)) == (True, False)


def test_processes_at_once_make_one_database(first_server):
    with another_user(first_server.data_dir), another_user(first_server.data_dir):
        first_server.acquire()

        assert first_server.log.read_text().count("starting PostgreSQL") == 1


def test_server_stops_when_the_last_process_is_killed(server):
    with another_user(server.data_dir) as user:
        user.kill()
        user.communicate(timeout=10)

    assert becomes_free(beside(server.data_dir, "server.lock"))


def test_server_stops_when_the_last_process_is_killed_after_the_guardian_was(server):
    with another_user(server.data_dir) as first:
        kill_guardian(server.data_dir)
        with another_user(server.data_dir) as second:
            for user in (first, second):
                user.kill()
                user.communicate(timeout=10)

    assert becomes_free(beside(server.data_dir, "server.lock"))


def test_guardian_ends_with_the_server(server):
    server.acquire()

    server.release()

    assert becomes_free(beside(server.data_dir, "guardian.lock"))


def test_killed_process_leaves_a_server_that_the_next_one_goes_on_with(server):
    with another_user(server.data_dir) as user:
        first = postmaster_pid(server)
        server.acquire()
        user.kill()
        user.communicate(timeout=10)

    assert postmaster_pid(server) == first


def test_interrupt_from_the_terminal_does_not_reach_the_server(server):
    with another_user(server.data_dir, start_new_session=True) as user:
        server.acquire()

        os.killpg(user.pid, signal.SIGINT)
        user.communicate(timeout=30)

        assert is_answering(server)


def test_forked_child_does_not_keep_the_server(server):
    script = """
import os, sys
from pathlib import Path
from crm.embedded.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.acquire()
told, tell = os.pipe()
if os.fork() == 0:
    os.write(tell, b".")
    sys.stdin.read()
    os._exit(0)
os.read(told, 1)
server.release()
print((server.data_dir / "postmaster.pid").exists())
"""

    printed = output_of(script, server.data_dir)

    assert printed == "False\n"


def test_forked_child_that_uses_the_server_keeps_it(server):
    script = """
import os, socket, sys
from pathlib import Path
from crm.embedded.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.acquire()
parent_end, child_end = socket.socketpair()
if os.fork() == 0:
    parent_end.close()
    server.acquire()
    child_end.send(b".")
    child_end.recv(1)
    sys.exit()
parent_end.recv(1)
server.release()
print((server.data_dir / "postmaster.pid").exists())
"""

    printed = output_of(script, server.data_dir)

    assert printed == "True\n"
    assert not is_answering(server)


# --- After accidents -----------------------------------------------------------------------------------


def test_killed_server_is_started_again(server):
    server.acquire()
    first = postmaster_pid(server)
    kill_server(server.data_dir)

    server.acquire()

    assert is_answering(server)
    assert postmaster_pid(server) != first


def test_killed_server_is_started_once_its_last_connection_has_ended(server):
    server.acquire()
    with ThreadPoolExecutor(1) as threads, connect(server) as connection:
        busy = threads.submit(connection.execute, BUSY_SECOND)
        while ask(server, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%enough%'") < 2:
            assert not busy.done()
        kill_server(server.data_dir)

        server.acquire()

        assert is_answering(server)
        assert busy.done()


def test_pid_file_that_names_another_program_is_stale(server):
    account = account_for(server.data_dir)
    identity = {"user": account.uid, "group": account.gid} if account.is_other else {}
    server.acquire()
    left_behind = (server.data_dir / "postmaster.pid").read_text().splitlines(keepends=True)
    server.release()
    with subprocess.Popen(["sleep", "60"], **identity) as other:
        left_behind[0] = f"{other.pid}\n"
        (server.data_dir / "postmaster.pid").write_text("".join(left_behind))

        server.acquire()
        server.release()

        still_there = other.poll() is None
        other.kill()
    assert still_there


def test_pid_file_of_a_copied_folder_does_not_lead_to_the_original(server, tmp_path):
    copy = EmbeddedServer(shutil.copytree(server.data_dir, tmp_path / "copy"), durable=False)
    server.acquire()
    shutil.copy(server.data_dir / "postmaster.pid", copy.data_dir)

    copy.acquire()

    answer = ask(copy, "SHOW data_directory")
    copy.release()
    assert answer == str(copy.data_dir)


def test_server_that_was_shutting_down_is_started_again(server):
    server.acquire()
    first = postmaster_pid(server)
    with ThreadPoolExecutor(1) as threads, connect(server):
        # It waits for the connection to end, and lets no other in.
        os.kill(first, signal.SIGTERM)
        while is_answering(server):
            time.sleep(0.02)
        acquiring = threads.submit(server.acquire)
        time.sleep(0.5)
        assert not acquiring.done()

    acquiring.result()
    assert is_answering(server)
    assert postmaster_pid(server) != first


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_user_of_a_removed_folder_leaves_the_server_that_came_after_alone(server, tmp_path, end):
    copy = shutil.copytree(server.data_dir, tmp_path / "copy")
    guardian = tmp_path / "guardian"
    with another_user(server.data_dir) as first:
        os.link(beside(server.data_dir, "guardian.lock"), guardian)
        kill_server(server.data_dir)
        remove(server.data_dir)
        copy.rename(server.data_dir)
        server.acquire()

        if end == signal.SIGKILL:
            first.kill()
        first.communicate(timeout=20)

    assert becomes_free(guardian)
    assert is_answering(server)


def test_user_of_a_removed_folder_becomes_one_of_the_server_that_came_after(server, tmp_path):
    copy = shutil.copytree(server.data_dir, tmp_path / "copy")
    server.acquire()
    kill_server(server.data_dir)
    remove(server.data_dir)
    copy.rename(server.data_dir)
    with another_user(server.data_dir):
        server.acquire()

    assert is_answering(server)


def test_statement_of_a_killed_program_ends(server):
    script = """
import sys, psycopg
psycopg.connect(host=sys.argv[1], user="crm", dbname="crm").execute("SELECT pg_sleep(60)")
"""
    sleepers = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(60)' AND pid <> pg_backend_pid()"
    server.acquire()
    with python(script, server.socket_dir) as program:
        while not ask(server, sleepers):
            time.sleep(0.02)
        program.kill()

    deadline = time.monotonic() + 20
    while ask(server, sleepers):
        assert time.monotonic() < deadline
        time.sleep(0.1)


# --- Folders -------------------------------------------------------------------------------------------


def test_long_folder_name_moves_the_socket_elsewhere(server, tmp_path):
    long = EmbeddedServer(server.data_dir.rename(tmp_path / ("x" * 107)), durable=False)

    long.acquire()

    answer, socket_dir = ask(long, "SHOW data_directory"), long.socket_dir
    long.release()
    assert answer == str(long.data_dir)
    assert not socket_dir.exists()


def test_folder_name_may_hold_what_a_shell_would_expand(server, tmp_path):
    odd = EmbeddedServer(server.data_dir.rename(tmp_path / "a \"b\" $HOME `c`, 'd'"), durable=False)

    odd.acquire()

    answer = ask(odd, "SHOW data_directory")
    odd.release()
    assert answer == str(odd.data_dir)


def test_server_that_does_not_start_names_its_log(server):
    with (server.data_dir / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")

    with pytest.raises(ServerNotStartedError) as refusal:
        server.acquire()

    assert str(refusal.value) == (
        f"The database server in {server.data_dir} did not start. The reason stands at the end of"
        f" {server.data_dir}.log; once it is mended, start again."
    )


# --- The log -------------------------------------------------------------------------------------------


def test_log_begins_anew_with_the_server_and_the_last_one_is_kept(server):
    for _ in range(3):
        server.acquire()
        server.release()

    logs = sorted(server.data_dir.parent.glob("postgres.log*"))
    assert [(log.name, log.read_text().count("starting PostgreSQL")) for log in logs] == [
        ("postgres.log", 1),
        ("postgres.log.1", 1),
    ]

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg
import pytest

from crm.embedded.locks import FileLock
from crm.embedded.server import EmbeddedServer

ROOT = Path(__file__).parents[2]
PASSWORD = "only-for-tests"  # the demo's, which ends with the test
GREETING_SECONDS = 90
# Whoever belongs to a demo holds one of these.
LOCKS = ("demo.lock", "demo.processes.lock", "postgres.users.lock", "postgres.server.lock")


def manage(folder, *arguments, **environment):
    """Begin a management command on a data folder of its own."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
        env=inherited | {"CRM_DATA_DIR": str(folder), "CRM_DEMO_PASSWORD": PASSWORD} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def refusal(folder, *arguments, **environment):
    """Exit code and complaint of a command that does nothing."""
    process = manage(folder, *arguments, **environment)
    printed, complaint = process.communicate(timeout=60)
    assert printed == ""
    return process.returncode, complaint


@contextmanager
def demo(folder, *arguments):
    """A demo that has greeted; ended, if the block does not."""
    with manage(folder, "demo", "--port=0", "--contacts=50", *arguments) as process:
        process.address = address_in(process)
        yield process
        if process.poll() is None:
            process.terminate()


def address_in(process):
    for line in process.stdout:
        if found := re.search(r"http://\S+/", line):
            return found[0]
    return pytest.fail(f"The demo ended: {process.stderr.read()}")


def logged_in_page(address, username, password):
    """What the admin answers to a log-in."""
    cookies = http.cookiejar.CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    browser.open(f"{address}admin/login/", timeout=30).read()
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
    with browser.open(f"{address}admin/login/", urlencode(form).encode(), timeout=30) as answer:
        return answer.url.removeprefix(address)


def seconds_until_all_gone(folder):
    """Until the demo, its processes and PostgreSQL have ended."""
    started = time.monotonic()
    for name in LOCKS:
        while (lock := FileLock.exclusive_if_free(folder / name)) is None:
            assert time.monotonic() - started < 60
            time.sleep(0.1)
        lock.close()
    return time.monotonic() - started


def on_database(folder, query):
    server = EmbeddedServer(folder / "postgres", durable=False)
    server.acquire()
    with closing(psycopg.connect(host=str(server.socket_dir), user="crm", dbname="crm")) as connection, connection:
        found = connection.execute(query)
        rows = found.fetchall() if found.description else []
    connection.close()
    server.release()
    return rows


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """The folder of a demo that was started and ended, and its exit code."""
    folder = tmp_path_factory.mktemp("demo") / "first"
    with demo(folder) as process:
        process.send_signal(signal.SIGTERM)
        return folder, process.wait(60)


@pytest.fixture
def folder(first_run, tmp_path):
    return shutil.copytree(first_run[0], tmp_path / "copy")


@pytest.fixture(scope="module")
def running(first_run, tmp_path_factory):
    folder = shutil.copytree(first_run[0], tmp_path_factory.mktemp("demo") / "running")
    with demo(folder) as process:
        process.folder = folder
        yield process


def test_sigterm_ends_everything_with_exit_code_0(first_run):
    folder, code = first_run

    assert code == 0
    assert seconds_until_all_gone(folder) < 1


def test_first_start_loads_the_sample(folder):
    counted = on_database(folder, "SELECT count(*) FROM contacts_contact")

    assert counted == [(50,)]


@pytest.mark.parametrize("username", ["admin", "sales", "privacy"])
def test_people_log_in(running, username):
    assert logged_in_page(running.address, username, PASSWORD) == "admin/"


def test_wrong_password_is_refused(running):
    assert logged_in_page(running.address, "admin", "wrong").startswith("admin/login/")


def test_second_demo_on_the_same_folder_is_refused(running):
    assert refusal(running.folder, "demo", "--port=0") == (
        1,
        f"A demo is running on {running.folder} already: use that one, or name another folder in CRM_DATA_DIR.\n",
    )


def test_port_in_use_is_refused(running, tmp_path):
    port = int(re.search(r":(\d+)/", running.address)[1])

    assert refusal(tmp_path, "demo", f"--port={port}") == (
        1,
        f"Port {port} is in use by another program: end that one, or choose another port with --port.\n",
    )


def test_port_that_is_no_port_is_refused(tmp_path):
    assert refusal(tmp_path, "demo", "--port=70000") == (
        1,
        "Port 70000 cannot be used: it is no number from 0 to 65535. Choose another port with --port.\n",
    )


def test_file_in_place_of_the_folder_is_refused(tmp_path):
    file = tmp_path / "file"
    file.touch()

    assert refusal(file, "demo", "--port=0") == (
        1,
        f"Nothing can be written in {file}: File exists. Make it a folder that this user may write, or name another"
        " in CRM_DATA_DIR.\n",
    )


@pytest.mark.parametrize("command", [("demo", "--port=0"), ("showmigrations",)])
def test_newer_database_is_refused_by_every_command(folder, command):
    on_database(folder, "INSERT INTO django_migrations (app, name, applied) VALUES ('gdpr', '0999_future', now())")

    refused = refusal(folder, *command)

    assert refused == (
        1,
        "The database was made by a newer version of this program (gdpr.0999_future is not known here). Install that"
        " version, or use another database.\n",
    )


def test_database_that_does_not_answer_is_named_in_one_sentence(tmp_path):
    code, complaint = refusal(tmp_path, "migrate", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert (code, complaint.count("\n")) == (1, 1)
    assert complaint.startswith("The database cannot be reached: connection failed")


def test_ctrl_c_to_all_processes_of_the_terminal_ends_everything(folder):
    with demo(folder) as process:
        os.killpg(process.pid, signal.SIGINT)

        assert process.wait(60) == 0
    assert seconds_until_all_gone(folder) < 1
    with pytest.raises(URLError):
        build_opener().open(process.address, timeout=2)


def test_killed_demo_takes_everything_along_and_starts_again_at_once(folder):
    with demo(folder) as killed:
        killed.kill()
        killed.wait()
        with demo(folder) as process:
            page = logged_in_page(process.address, "admin", PASSWORD)
            process.kill()
            process.wait()

    assert page == "admin/"
    assert seconds_until_all_gone(folder) < 30
    assert on_database(folder, "SELECT count(*) FROM contacts_contact") == [(50,)]


def test_sigterm_in_the_midst_of_the_first_start_ends_everything(tmp_path):
    with manage(tmp_path / "early", "demo", "--port=0", "--contacts=50") as process:
        time.sleep(4)
        process.terminate()
        try:
            code = process.wait(60)
        finally:
            process.kill()

    assert code == 0
    assert seconds_until_all_gone(tmp_path / "early") < 1

"""An import through the pages of the admin, step by step."""

from contextlib import contextmanager
from io import BytesIO

from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django import app

from contacts.models import ImportRun
from tests.contacts.admin.pages import url

IMPORT = reverse("admin:contacts_contact_import")
PEOPLE = "E-mail;Vorname;Lieblingsfarbe\njane@example.com;Jané;rot\nnobody;Joan;blau\n"


def upload(browser, content: bytes, name: str = "people.csv", **inputs):
    file = BytesIO(content)
    file.name = name
    return browser.post(IMPORT, {"file": file, "existing": "update", "encoding": ""} | inputs, follow=True)


def run_page(run: ImportRun) -> str:
    return url(ImportRun, "change", run.pk)


def posted(response, **choices: str) -> dict[str, str]:
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields} | choices


def work_off() -> None:
    """Let a worker do what is queued, over the connection that workers have."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@contextmanager
def held(run: ImportRun):
    """As if a worker were at the run."""
    key = [f"contacts.ImportRun {run.pk}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", key)
        yield
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", key)


def interrupted(browser, status: str) -> ImportRun:
    """A run with a row in, whose worker is gone."""
    shown = upload(browser, PEOPLE.encode())
    browser.post(run_page(ImportRun.objects.get()), posted(shown))
    ImportRun.objects.update(status=status, rows=1)
    app.job_manager.connector.execute_query("DELETE FROM procrastinate_jobs")
    return ImportRun.objects.get()


def imported(browser, content: str = PEOPLE) -> ImportRun:
    response = upload(browser, content.encode())
    run = ImportRun.objects.get()
    return carried_out(browser, run, posted(response))


def carried_out(browser, run: ImportRun, choices: dict[str, str]) -> ImportRun:
    """The columns settled, the preview made and confirmed, and the rows brought in."""
    browser.post(run_page(run), choices)
    work_off()
    browser.post(url(ImportRun, "start", run.pk))
    work_off()
    run.refresh_from_db()
    return run


def previewed(browser, content: str = PEOPLE) -> ImportRun:
    response = upload(browser, content.encode())
    run = ImportRun.objects.get()
    browser.post(run_page(run), posted(response))
    work_off()
    run.refresh_from_db()
    return run

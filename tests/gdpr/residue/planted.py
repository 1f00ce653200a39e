"""A person in each of the shapes in which one may be left: each shape has a term of its own."""

import base64
import gzip
import hashlib
import html
import io
import json
import quopri
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from openpyxl import Workbook

from contacts.models import Contact
from tests.factories import booked, make_activity, make_contact

ELSEWHERE = """
CREATE SCHEMA IF NOT EXISTS elsewhere;
CREATE TABLE IF NOT EXISTS elsewhere.note (id serial PRIMARY KEY, blob bytea, words tsvector, several text[], doc jsonb)
"""
JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'note', %s)"


def name_of(number: int) -> str:
    """A name that is in no list, with letters that are written in many ways."""
    return f"Zoë Qü{_letters(number)}ßandér"


def address_of(number: int) -> str:
    return f"zoe.{_letters(number)}@exämple.org"


def number_of(number: int) -> str:
    return f"+49 30 55512{number:02d}"


def _letters(number: int) -> str:
    first, second = divmod(number, 26)
    return chr(97 + first) + chr(97 + second)


def _text(text: str) -> None:
    make_activity(make_contact(), body=text)


def _in_base64(name: str, before: int) -> None:
    _text(base64.b64encode(b" " * before + name.encode() + b" was here").decode())


def _elsewhere(column: str, value: str, given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE)
        cursor.execute(f"INSERT INTO elsewhere.note ({column}) VALUES ({value})", [given])


def _in_session(name: str) -> None:
    session = SessionStore()
    session["_messages"] = f"The contact “{name}” was changed successfully. You may edit it again below. " * 3
    session.save()


def _in_history(name: str) -> None:
    contact = make_contact(title=name)
    with booked():
        Contact.objects.filter(pk=contact.pk).update(title="Engineer")


def _in_statistics(name: str) -> None:
    """Rows that are gone: only the planner remembers them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE gone (name text)")
        cursor.execute("INSERT INTO gone SELECT %s FROM generate_series(1, 100)", [name])
        cursor.execute("ANALYZE gone")
        cursor.execute("DELETE FROM gone")


def _in_job(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(JOB, [json.dumps({"who": name})])


def _zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _workbook(path: Path, text: str) -> None:
    book = Workbook()
    book.active.append(["name", text])
    book.save(path)


# What each shape is called, which term stands for it, and how it is planted in the base or below a folder.
SHAPES: dict[str, tuple[Callable[[int], str], Callable[[str, Path], object]]] = {
    "as written": (name_of, lambda name, _: _text(f"Spoke to {name}.")),
    "in another case": (name_of, lambda name, _: _text(name.upper())),
    "without accents": (name_of, lambda name, _: _text(name.replace("ë", "e").replace("ü", "u").replace("é", "e"))),
    "decomposed": (name_of, lambda name, _: _text(unicodedata.normalize("NFD", name))),
    "last name first": (name_of, lambda name, _: _text(", ".join(reversed(name.split())))),
    "in columns of its parts": (
        name_of,
        lambda name, _: make_contact(first_name=name.split()[0], last_name=name.split()[1]),
    ),
    "JSON escapes": (name_of, lambda name, _: _text(json.dumps({"who": name}))),
    "URL encoding": (address_of, lambda address, _: _text(f"/contacts?q={quote(address)}")),
    "HTML entities": (name_of, lambda name, _: _text(html.escape(name).replace("ü", "&uuml;").replace("ë", "&#235;"))),
    "base64": (name_of, lambda name, _: _in_base64(name, 0)),
    "base64, one byte later": (name_of, lambda name, _: _in_base64(name, 1)),
    "base64, two bytes later": (name_of, lambda name, _: _in_base64(name, 2)),
    "hexadecimal": (name_of, lambda name, _: _text(name.encode().hex())),
    "bytes": (name_of, lambda name, _: _elsewhere("blob", "%s", name.encode())),
    "words of a search": (name_of, lambda name, _: _elsewhere("words", "to_tsvector('simple', %s)", name)),
    "an array": (name_of, lambda name, _: _elsewhere("several", "%s", [name])),
    "JSON": (name_of, lambda name, _: _elsewhere("doc", "%s", json.dumps({"who": [name]}))),
    "a number as dialled at home": (number_of, lambda number, _: _text(number.replace("+49 30 ", "(030) "))),
    "a number as dialled abroad": (number_of, lambda number, _: _text("0049-" + "-".join(number[3:].replace(" ", "")))),
    "SHA-256 of an address": (address_of, lambda address, _: _text(hashlib.sha256(address.encode()).hexdigest())),
    "MD5 of a number": (
        number_of,
        lambda number, _: _text(hashlib.md5(number.replace(" ", "").encode()).hexdigest()),
    ),
    "a session": (name_of, lambda name, _: _in_session(name)),
    "an earlier version": (name_of, lambda name, _: _in_history(name)),
    "a job": (name_of, lambda name, _: _in_job(name)),
    "statistics of the planner": (name_of, lambda name, _: _in_statistics(name)),
    "a text file": (name_of, lambda name, folder: (folder / "a.csv").write_text("x" * 1_048_570 + f",{name}")),
    "Windows-1252": (name_of, lambda name, folder: (folder / "b.csv").write_bytes(name.encode("cp1252"))),
    "UTF-16": (name_of, lambda name, folder: (folder / "c.csv").write_bytes(name.encode("utf-16"))),
    "mail": (name_of, lambda name, folder: (folder / "d.eml").write_bytes(quopri.encodestring(name.encode()))),
    "a log that was packed": (
        name_of,
        lambda name, folder: (folder / "e.gz").write_bytes(gzip.compress(f"INFO {name}\n".encode())),
    ),
    "an archive within an archive": (
        name_of,
        lambda name, folder: (folder / "f.zip").write_bytes(_zipped("in.zip", _zipped("a.txt", name.encode()))),
    ),
    "a workbook": (name_of, lambda name, folder: _workbook(folder / "g.xlsx", name)),
    "the name of a file": (name_of, lambda name, folder: (folder / f"{name}.csv").write_text("")),
    "the name in an archive": (
        name_of,
        lambda name, folder: (folder / "h.zip").write_bytes(_zipped(f"{name}.txt", b"")),
    ),
}

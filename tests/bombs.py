"""Files that take far more than they weigh, or are not what their name says: each with the refusal that it meets."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.workbooks import (
    BLOCK,
    MAIN,
    PEOPLE,
    Member,
    deflated_blocks,
    forge,
    member_of,
    pack,
    parts,
    sheet_of,
    table_of,
    texts_of,
)

TABLE = "email,first_name\nada@example.com,Ada\n"
SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'
FOREIGN = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a9 "{"a" * 100_000}">]>'


def workbook(path: Path, **members: str | bytes) -> Path:
    """A workbook of one sheet, in which parts are added or replaced: `sheet`, `texts`, `styles`, `book`."""
    names = {"sheet": SHEET, "texts": TEXTS, "styles": STYLES, "book": "xl/workbook.xml"}
    return pack(path, parts() | {names[name]: content for name, content in members.items()})


def lying(path: Path, size: int, *, flags: int = 0, times: int = 1) -> Path:
    """A workbook whose shared texts are 4 GB and say that they are of another size."""
    bomb = Member(TEXTS, deflated_blocks(b"x" * BLOCK, 4_000), size, flags=flags, times=times)
    return forge(path, [*(member_of(name, content) for name, content in parts().items()), bomb])


def with_entities(path: Path, entities: str, *, name: str) -> Path:
    """A workbook one part of which names an entity a thousand times."""
    contents = {
        "texts": texts_of("&a9;" * 1_000),
        "sheet": sheet_of(table_of(["email"], ["&a9;" * 1_000])),
        "book": parts()["xl/workbook.xml"],
        "styles": f'<styleSheet xmlns="{MAIN}">{"&a9;" * 1_000}</styleSheet>',
    }
    return workbook(path, **{name: entities + contents[name]})


def nested(path: Path, depth: int = 5) -> Path:
    """An archive of sixteen archives of sixteen archives …"""
    content = b"0" * BLOCK
    for _ in range(depth):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for number in range(16):
                file.writestr(f"lib {number}.zip", content)
        content = packed.getvalue()
    path.write_bytes(content)
    return path


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cut(path: Path) -> Path:
    content = workbook(path).read_bytes()
    return written(path, content[: len(content) // 2])


FAR = sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
NAMING = sheet_of("<row><c t='s'><v>0</v></c></row>" * 10_000)
MERGE = '<mergeCell ref="A1:XFD1048576"/>'
MERGES = "<mergeCells>" + '<mergeCell ref="A1"/>' * 1_200_000 + "</mergeCells>"

# What it is → how it is made, and how it is refused.
BOMBS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "4 GB in 4 MB": (lambda path: lying(path, 4_000 * BLOCK), "TooLargeWhenUnpacked"),
    "4 GB that say they are 100 bytes": (lambda path: lying(path, 100), "DamagedWorkbook"),
    "4 GB that say they are 30 MB": (lambda path: lying(path, 30 * BLOCK), "DamagedWorkbook"),
    "members upon each other": (lambda path: lying(path, 30 * BLOCK, times=5_000), "TooLargeWhenUnpacked"),
    "small members upon each other": (lambda path: lying(path, 100, times=5_000), "DamagedWorkbook"),
    "archives in archives": (nested, "NotATable"),
    "60,000 members": (lambda path: lying(path, 1, times=60_000), "NotATable"),
    "a list of 60 MB of members": (
        lambda path: forge(path, [member_of("xl/" + "x" * 1_000 + ".xml", "x", times=60_000)]),
        "NotATable",
    ),
    "a packing that OPC does not know": (lambda path: pack(path, parts(), zipfile.ZIP_LZMA), "DamagedWorkbook"),
    "five million empty texts": (
        lambda path: workbook(path, texts=f'<sst xmlns="{MAIN}">{"<si/>" * 5_000_000}</sst>'),
        "TooMuchMarkup",
    ),
    "five million empty cells": (
        lambda path: workbook(path, sheet=sheet_of("<row>" + "<c/>" * 5_000_000 + "</row>")),
        "TooMuchMarkup",
    ),
    "four million empty rows": (lambda path: workbook(path, sheet=sheet_of("<row/>" * 4_000_000)), "TooMuchMarkup"),
    "six million formats": (
        lambda path: workbook(path, styles=f'<styleSheet xmlns="{MAIN}">{"<xf/>" * 6_000_000}</styleSheet>'),
        "TooMuchMarkup",
    ),
    "1,200,000 merged ranges": (lambda path: workbook(path, sheet=sheet_of("", after=MERGES)), "TooMuchMarkup"),
    "one cell far away": (lambda path: workbook(path, sheet=FAR), "TooManyRows"),
    "one long text in many cells": (
        lambda path: workbook(path, sheet=NAMING, texts=texts_of("x" * 32_000)),
        "TooLargeWhenUnpacked",
    ),
    "a text of 30 MB": (
        lambda path: workbook(path, sheet=sheet_of(table_of(["email" + "x" * 30_000_000], ["a"]))),
        "DamagedWorkbook",
    ),
    "a formula of 20 MB": (
        lambda path: workbook(path, sheet=sheet_of(f"<row><c><f>{'1+' * 10_000_000}1</f><v>1</v></c></row>")),
        "DamagedWorkbook",
    ),
    "elements a million deep": (lambda path: workbook(path, sheet=sheet_of("<c>" * 1_000_000)), "DamagedWorkbook"),
    "a name of 4 MB": (lambda path: workbook(path, sheet=sheet_of(f"<{'x' * 4_000_000}/>")), "DamagedWorkbook"),
    "a thousand sheets": (lambda path: pack(path, parts(1_000)), "TooManySheets"),
    "one sheet under 100 names": (
        lambda path: pack(path, parts(100, **{f"sheet{n}": "sheet1" for n in range(2, 101)})),
        "DamagedWorkbook",
    ),
    "half a workbook": (cut, "DamagedWorkbook"),
    "an encrypted archive": (lambda path: lying(path, 100, flags=1), "PasswordProtected"),
    "a table behind the mark of an archive": (
        lambda path: written(path, b"PK\x03\x04" + TABLE.encode()),
        "DamagedWorkbook",
    ),
    "a workbook behind a PDF": (lambda path: written(path, b"%PDF-1.7\n" + workbook(path).read_bytes()), "NotATable"),
    "a workbook behind a program": (
        lambda path: written(path, b"MZ\x90\0\x03\0" + workbook(path).read_bytes()),
        "NotATable",
    ),
    "a workbook behind a table": (
        lambda path: written(path, TABLE.encode() + workbook(path).read_bytes()),
        "NotATable",
    ),
    "a PDF": (lambda path: written(path, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "NotATable"),
    "a program": (lambda path: written(path, b"\x7fELF\x02\x01\x01" + bytes(1_000)), "NotATable"),
    "a table packed by gzip": (lambda path: written(path, gzip.compress(TABLE.encode())), "NotATable"),
    "a table packed by zip": (lambda path: pack(path, {"contacts.csv": TABLE}), "NotATable"),
    "100 MB of one line": (lambda path: written(path, b"email\n" + b"x" * 100_000_000), "LineTooLong"),
    "100 MB of nothing": (lambda path: written(path, bytes(100_000_000)), "NotATable"),
    "40 MB of nothing behind a table": (
        lambda path: written(path, TABLE.encode() * 10_000 + bytes(40_000_000)),
        "LineTooLong",
    ),
    "six million lines": (lambda path: written(path, TABLE + "\n" * 6_000_000), "TooManyLines"),
    "a million columns": (lambda path: written(path, "email" + "," * 999_999 + "\na@example.com\n"), "TooManyColumns"),
    "200,000 names of columns": (
        lambda path: written(path, ",".join(f"column {n}" for n in range(200_000)) + "\na@example.com\n"),
        "TooManyColumns",
    ),
    "a name of 100,000 characters": (
        lambda path: written(path, "email," + "x" * 100_000 + "\na@example.com,x\n"),
        "HeaderTooLong",
    ),
    "30 MB of names": (
        lambda path: written(path, "email," + ",".join(["x" * 30_000] * 999) + "\na@example.com\n"),
        "HeaderTooLong",
    ),
}
BOMBS |= {
    f"{kind} in {name}": (
        lambda path, each=entities, name=name: with_entities(path, each, name=name),
        "DamagedWorkbook",
    )
    for kind, entities in (
        ("laughs by the billion", LAUGHING),
        ("a foreign file", FOREIGN),
        ("quadratic growth", QUADRATIC),
    )
    for name in ("texts", "sheet", "book", "styles")
}

# What looks dangerous and is none: it is read, and so many rows come of it.
HARMLESS: dict[str, tuple[Callable[[Path], Path], int]] = {
    "a table that claims to be as large as can be": (
        lambda path: workbook(path, sheet=PEOPLE.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')),
        1,
    ),
    "one range merged over all": (
        lambda path: workbook(
            path, sheet=PEOPLE.replace("</worksheet>", f"<mergeCells>{MERGE}</mergeCells></worksheet>")
        ),
        1,
    ),
    "a formula that starts a program": (
        lambda path: workbook(
            path,
            sheet=sheet_of(
                table_of(["email"]) + "<row><c t='str'><f>cmd|'/C calc'!A0</f><v>a@example.com</v></c></row>"
            ),
        ),
        1,
    ),
    "an archive within the workbook": (
        lambda path: pack(path, parts() | {"xl/media/more.zip": nested(path.with_name("more")).read_bytes()}),
        1,
    ),
    "formats within formats": (
        lambda path: workbook(
            path, styles=f'<styleSheet xmlns="{MAIN}">{"<a>" * 100_000}{"</a>" * 100_000}</styleSheet>'
        ),
        1,
    ),
    "300,000 open quotation marks": (lambda path: written(path, TABLE + 'bob@example.com,"Bob\n' * 300_000), 150_001),
    "half-quoted cells": (lambda path: written(path, TABLE + '"a"b,"\n' * 200_000), 200_001),
    "quotation marks of both kinds in turn": (lambda path: written(path, TABLE + "'\"" * 5_000_000 + "\n"), 2),
    "a thousand columns of one name": (
        lambda path: written(path, "email," + ",".join(["phone"] * 999) + "\n" + "a@example.com" + ",1" * 999 + "\n"),
        1,
    ),
    "nothing in every cell": (lambda path: written(path, TABLE + "a@b.de,\0\n" * 500_000), 500_001),
}

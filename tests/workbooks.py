"""Workbooks put together part by part, so that any part can be what no spreadsheet program would write."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BLOCK = 1 << 20


def sheet_of(cells: str, *, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'


def texts_of(*texts: str) -> str:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{MAIN}">{items}</sst>'


def table_of(*rows: Iterable[str]) -> str:
    """The cells of a sheet, as text."""
    cells = ("".join(f'<c t="str"><v>{cell}</v></c>' for cell in row) for row in rows)
    return "".join(f"<row>{row}</row>" for row in cells)


PEOPLE = sheet_of(table_of(["email"], ["a@example.com"]))


def parts(sheets: int = 1, sheet: str = PEOPLE, **names: str) -> dict[str, str]:
    """The members of a workbook of so many sheets; `names` says of a sheet which member it is, if not its own."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    targets = {n: names.get(f"sheet{n}", f"sheet{n}") for n in numbers}
    related = (f'Id="r{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/{to}.xml"' for n, to in targets.items())
    return {
        "_rels/.rels": _relations(f'Id="r1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"'),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(*related),
        **{f"xl/worksheets/{target}.xml": sheet for target in targets.values()},
    }


def _relations(*relations: str) -> str:
    listed = "".join(f"<Relationship {relation}/>" for relation in relations)
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'


def pack(path: Path, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


class Member(NamedTuple):
    """A member as it stands in the archive, whatever it says about itself."""

    name: str
    deflated: bytes
    size: int
    flags: int = 0
    # So many entries of the list name the same bytes.
    times: int = 1


def deflated_blocks(block: bytes, count: int) -> bytes:
    """The block so many times, packed once: no block knows the one before."""
    packer = zlib.compressobj(9, wbits=-15)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return once * count + packer.flush()


def member_of(name: str, content: str | bytes, **said: int) -> Member:
    content = content.encode() if isinstance(content, str) else content
    return Member(name, deflated_blocks(content, 1), **{"size": len(content)} | said)


def forge(path: Path, members: Iterable[Member]) -> Path:
    """An archive of members that may lie about themselves. https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.10.TXT"""
    content, listed, count = bytearray(), bytearray(), 0
    for member in members:
        at, name = len(content), member.name.encode()
        said = struct.pack("<HHHHHLLLHH", 20, member.flags, 8, 0, 0, 0, len(member.deflated), member.size, len(name), 0)
        content += b"PK\x03\x04" + said + name + member.deflated
        listed += (b"PK\x01\x02\x14\0" + said + struct.pack("<HHHLL", 0, 0, 0, 0, at) + name) * member.times
        count += member.times
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(listed), len(content), 0)
    path.write_bytes(content + listed + b"PK\x05\x06" + end)
    return path

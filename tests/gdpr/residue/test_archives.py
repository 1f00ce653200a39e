"""Archives taken apart within limits."""

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pytest

from gdpr.residue import archives
from gdpr.residue.archives import Budget, Damaged, TooLarge, unpacked


def packed(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def contents(data: bytes) -> list[tuple[tuple[str, ...], bytes, str]]:
    members = unpacked(io.BytesIO(data), Budget(len(data)))
    return [(member.names, b"".join(member.parts), member.reason) for member in members]


@pytest.mark.parametrize("data", [b"", b"PK", b"plain text"])
def test_file_that_is_no_archive_is_itself(data):
    assert contents(data) == [((), data, "")]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_file_is_unpacked(compress):
    assert contents(compress(b"text")) == [(("unpacked",), b"text", "")]


def test_members_of_an_archive_are_told_with_its_comment():
    assert contents(packed(a=b"one", b=b"two")) == [
        (("(comment)",), b"", ""),
        (("a",), b"one", ""),
        (("b",), b"two", ""),
    ]


def test_archives_within_archives_are_taken_apart():
    told = contents(gzip.compress(packed(inner=packed(a=b"one"))))

    assert told[-1] == (("unpacked", "inner", "a"), b"one", "")


def test_archives_are_taken_apart_no_deeper_than_the_limit():
    data = b"core"
    for _ in range(archives.MOST_LAYERS + 1):
        data = gzip.compress(data)

    reason = f"It is packed more than {archives.MOST_LAYERS} times."
    assert contents(data) == [(("unpacked",) * archives.MOST_LAYERS, b"", reason)]


@pytest.mark.parametrize("data", [b"PK\x03\x04 no", b"\x1f\x8b\x08 no", b"BZh no", packed(a=b"one" * 99)[:-40]])
def test_damaged_archive_is_told(data):
    with pytest.raises(Damaged):
        contents(data)


def test_member_with_a_password_is_told():
    data = bytearray(packed(a=b"one"))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert contents(bytes(data))[-1] == (("a",), b"", "It has a password.")


@pytest.mark.parametrize("compress", [gzip.compress, lambda data: packed(a=data)])
def test_bomb_is_unpacked_no_further_than_the_limit(compress, monkeypatch):
    monkeypatch.setattr(archives, "FREE_OF_GROWTH", 1_000_000)

    with pytest.raises(TooLarge):
        contents(compress(bytes(20_000_000)))


def test_file_that_is_not_packed_may_be_of_any_size(monkeypatch):
    monkeypatch.setattr(archives, "FREE_OF_GROWTH", 10)

    assert contents(b"x" * 5_000_000) == [((), b"x" * 5_000_000, "")]


def test_archive_of_too_many_members_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)

    with pytest.raises(TooLarge):
        contents(packed(a=b"one", b=b"two"))


def test_large_archive_within_an_archive_is_read_without_a_temporary_file(tmp_path: Path):
    inner = packed(**{f"m{number}": bytes(2_000_000) + b"end" for number in range(3)})

    told = contents(packed(inner=inner))

    assert [(names, len(data)) for names, data, _ in told[2:]] == [
        (("inner", f"m{number}"), 2_000_003) for number in range(3)
    ]

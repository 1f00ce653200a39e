"""Every file below a folder."""

from pathlib import Path

import pytest

from gdpr.residue import Finding, Progress, Unread, terms_of
from gdpr.residue.archives import AT_ONCE
from gdpr.residue.files import WITHHELD, look_into_files
from gdpr.residue.matching import Matcher

MATCHER = Matcher(terms_of(["Ada Lovelace", "ada@example.com"]))


def looked_into(folder: Path) -> list:
    return list(look_into_files(folder, MATCHER, Progress()))


def test_nothing_is_found_in_no_files(tmp_path):
    assert looked_into(tmp_path) == []


def test_folder_that_is_not_there_is_told(tmp_path):
    assert looked_into(tmp_path / "none") == [Unread("none", "No such file or directory")]


def test_files_of_the_server_are_left_to_the_server(tmp_path):
    (tmp_path / "PG_VERSION").write_text("18")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "1").write_text("Ada Lovelace")

    assert looked_into(tmp_path) == []


def test_link_is_not_followed(tmp_path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.txt"
    elsewhere.write_text("Ada Lovelace")
    (tmp_path / "a.txt").symlink_to(elsewhere)

    assert looked_into(tmp_path) == []


def test_term_is_told_once_a_file_with_its_place(tmp_path):
    (tmp_path / "a.txt").write_text("-" * 3 * AT_ONCE + "Ada Lovelace" * 2)

    (found,) = looked_into(tmp_path)

    assert (found.term, found.shape, found.source) == (1, "as written", "a.txt")
    assert 3 * AT_ONCE - 16_000 < found.offset <= 3 * AT_ONCE


@pytest.mark.parametrize("before", [-1, -6, -11])
def test_term_across_the_end_of_a_piece_is_found(before, tmp_path):
    (tmp_path / "a.txt").write_text("-" * (AT_ONCE + before) + "Ada Lovelace")

    assert [found.term for found in looked_into(tmp_path)] == [1]


def test_name_that_tells_is_withheld(tmp_path):
    file = tmp_path / "Ada Lovelace.txt"
    file.write_text("ada@example.com")

    place = f"{WITHHELD} inode {file.stat().st_ino}"
    assert looked_into(tmp_path) == [
        Finding(1, "name of the file", place),
        Finding(2, "as written", place, offset=0),
    ]


def test_names_that_tell_together_are_withheld(tmp_path):
    (tmp_path / "Ada").mkdir()
    file = tmp_path / "Ada" / "Lovelace.txt"
    file.write_text("")

    assert looked_into(tmp_path) == [Finding(1, "name of the file", f"{WITHHELD} inode {file.stat().st_ino}")]


def test_link_to_nowhere_is_passed_by(tmp_path):
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")

    assert looked_into(tmp_path) == []

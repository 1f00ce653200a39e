"""Files that are there as a whole or not at all."""

from pathlib import Path

import pytest

from contacts.exporting.whole_file import whole_file


@pytest.mark.parametrize(("name", "error"), [("", IsADirectoryError), ("missing/all.csv", FileNotFoundError)])
def test_a_path_that_cannot_be_written_is_an_error_of_the_system(tmp_path, name, error):
    with pytest.raises(error), whole_file(tmp_path / name):
        pass

    assert list(tmp_path.iterdir()) == []


def test_what_was_not_completed_leaves_the_file_before(tmp_path):
    path = tmp_path / "all.csv"
    path.write_text("before")

    with pytest.raises(ZeroDivisionError), whole_file(path) as file:
        file.write(bytes(1 // 0))

    assert ([entry.name for entry in tmp_path.iterdir()], path.read_text()) == (["all.csv"], "before")


def test_a_file_appears_when_it_is_complete_and_replaces_the_one_before(tmp_path):
    path, link = tmp_path / "all.csv", tmp_path / "link.csv"
    path.write_text("before")
    link.symlink_to(path)

    with whole_file(link) as file:
        file.write(b"after")
        seen = path.read_text()

    assert (seen, path.read_text(), link.is_symlink()) == ("before", "after", True)
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_a_pipe_is_written_to_and_stays():
    with whole_file(Path("/dev/null")) as file:
        file.write(b"gone")

    assert Path("/dev/null").is_char_device()

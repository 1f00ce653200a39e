import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm.exceptions import FolderUnusableError, SecretKeyUnreadableError
from crm.secret_key import kept_secret_key


def test_key_is_made_once(tmp_path):
    key = kept_secret_key(tmp_path / "new" / "var")

    assert len(key) > 50
    assert kept_secret_key(tmp_path / "new" / "var") == key


def test_key_is_readable_for_nobody_else(tmp_path):
    kept_secret_key(tmp_path)

    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_key_is_the_same_for_all_who_begin_at_once(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: kept_secret_key(tmp_path), range(40)))

    assert len(keys) == 1


@pytest.mark.parametrize("blank", ["", "\n"])
def test_blank_file_holds_no_key(tmp_path, blank):
    (tmp_path / "secret_key").write_text(blank)

    key = kept_secret_key(tmp_path)

    assert len(key) > 50
    assert kept_secret_key(tmp_path) == key


def test_key_that_cannot_be_read_is_named_and_no_other_invented(tmp_path):
    (tmp_path / "secret_key").mkdir()

    with pytest.raises(SecretKeyUnreadableError) as refused:
        kept_secret_key(tmp_path)

    assert str(refused.value) == (
        f"The secret key cannot be read from {tmp_path}/secret_key: Is a directory. Let this user read the file, or"
        " give the key in CRM_SECRET_KEY."
    )


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "var").touch()

    with pytest.raises(FolderUnusableError, match="File exists"):
        kept_secret_key(tmp_path / "var")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write for others")
def test_root_makes_the_key_for_the_owner_of_the_folder(tmp_path):
    os.chown(tmp_path, 12345, 12345)

    kept_secret_key(tmp_path / "var")

    assert {path.stat().st_uid for path in (tmp_path / "var", tmp_path / "var" / "secret_key")} == {12345}

import tempfile
from pathlib import Path

import pytest

from crm.embedded.accounts import account_for
from crm.embedded.exceptions import SocketFolderForeignError
from crm.embedded.sockets import LONGEST_PATH, SOCKET_NAME, make_socket_folder, socket_folder

LONGEST = Path("/" + "x" * (LONGEST_PATH - len(f"//{SOCKET_NAME}")))


@pytest.mark.parametrize("folder", [Path("/srv/crm/postgres"), LONGEST])
def test_socket_is_in_the_data_folder(folder):
    assert socket_folder(folder) == folder


@pytest.mark.parametrize("folder", [LONGEST.with_name(LONGEST.name + "x"), Path("/srv/a,b/postgres")])
def test_socket_is_elsewhere_when_its_path_would_not_do(folder):
    assert socket_folder(folder).parent == Path(tempfile.gettempdir())


def test_socket_folder_that_is_a_link_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    folder = socket_folder(Path("/srv/a,b/postgres"))
    folder.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SocketFolderForeignError) as refusal:
        make_socket_folder(Path("/srv/a,b/postgres"), account_for(tmp_path))

    assert str(refusal.value) == (
        f"{folder} is needed for the database's socket but belongs to somebody else. Remove it, or name a"
        " shorter folder in CRM_DATA_DIR."
    )

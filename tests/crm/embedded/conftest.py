import shutil

import pytest

from crm.embedded.server import EmbeddedServer


@pytest.fixture(scope="session")
def new_database(tmp_path_factory):
    """A data folder as the first start leaves it."""
    data_dir = tmp_path_factory.mktemp("new") / "postgres"
    server = EmbeddedServer(data_dir, durable=False)
    server.acquire()
    server.release()
    return data_dir


@pytest.fixture
def data_dir(new_database, tmp_path):
    return shutil.copytree(new_database, tmp_path / "postgres")


@pytest.fixture
def server(data_dir):
    server = EmbeddedServer(data_dir, durable=False)
    yield server
    server.release()


@pytest.fixture
def first_server(tmp_path):
    """A server whose data folder is yet to be made."""
    server = EmbeddedServer(tmp_path / "new" / "postgres", durable=False)
    yield server
    server.release()

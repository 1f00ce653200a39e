"""The database backend "crm.embedded": PostgreSQL, started at the first connection.

DATABASES needs NAME and DATA_DIR; DURABLE=False gives up safety against power cuts.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, client

from .programs import programs_folder
from .server import EmbeddedServer

_servers: dict[Path, EmbeddedServer] = {}


def server_of(settings_dict: dict[str, Any]) -> EmbeddedServer:
    """The one server object of this process for the folder that the settings name."""
    data_dir = Path(settings_dict["DATA_DIR"])
    if server := _servers.get(data_dir):
        return server
    server = EmbeddedServer(data_dir, durable=settings_dict.get("DURABLE", True))
    return _servers.setdefault(data_dir, server)


def _address_once_running(settings_dict: dict[str, Any]) -> dict[str, str]:
    server = server_of(settings_dict)
    server.acquire()
    return server.address


class DatabaseClient(client.DatabaseClient):
    """`dbshell`, with the packaged psql."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        address = {name.upper(): value for name, value in _address_once_running(settings_dict).items()}
        command, env = super().settings_to_cmd_args_env(settings_dict | address, parameters)
        return [str(programs_folder() / command[0]), *command[1:]], env


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for the server before each new connection, so that one that was killed comes back."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | _address_once_running(self.settings_dict)

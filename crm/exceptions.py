"""What keeps the program from running; each docstring is the message."""


class CannotRunError(Exception):
    """The program cannot run as things are."""

    def __init__(self, **details: object) -> None:
        super().__init__(" ".join((self.__doc__ or "").split()).format(**details))


class DatabaseTooOldError(CannotRunError):
    """The database server is {found}, but PostgreSQL {needed} or newer is needed: name another in
    DATABASE_URL."""


class DatabaseNewerError(CannotRunError):
    """The database was made by a newer version of this program ({migration} is not known here). Install
    that version, or use another database."""


class DatabaseUrlError(CannotRunError):
    """DATABASE_URL does not name a PostgreSQL server: write it like postgres://user:password@host/name, or
    leave it out to use the embedded one."""


class SecretKeyUnreadableError(CannotRunError):
    """The secret key cannot be read from {path}: {reason}. Let this user read the file, or give the key in
    CRM_SECRET_KEY."""


class PortInUseError(CannotRunError):
    """Port {port} is in use by another program: end that one, or choose another port with --port."""


class PortForbiddenError(CannotRunError):
    """Port {port} cannot be used: {reason}. Choose another port with --port."""


class FolderUnusableError(CannotRunError):
    """Nothing can be written in {folder}: {reason}. Make it a folder that this user may write, or name
    another in CRM_DATA_DIR."""


class AlreadyRunningError(CannotRunError):
    """A demo is running on {folder} already: use that one, or name another folder in CRM_DATA_DIR."""


class EarlierDemoStillRunningError(CannotRunError):
    """Processes of an earlier demo on {folder} are still running: end them, or name another folder in
    CRM_DATA_DIR."""


class ProcessEndedError(CannotRunError):
    """The {name} ended soon after its start (exit code {code}), so everything was stopped. Its reason
    stands above."""


class WebServerSilentError(CannotRunError):
    """The web server did not answer, or only with errors, for {seconds} seconds, so everything was stopped.
    What it complained of stands above."""

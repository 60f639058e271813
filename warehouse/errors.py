"""Exceptions: broken assumptions. A bad value is not one of them; it is a row of `issue`."""


class MingceError(Exception):
    """The base: the command line prints its message as one line and exits with 1."""


class DeclarationError(MingceError):
    """A source's declaration does not hold together; raised when it is read."""


class UnknownSourceError(MingceError):
    """No source of that name is declared, here or in the workspace."""


class FileError(MingceError):
    """A delivered file cannot be read, or lacks a column its declaration keys on; nothing of it was stored."""


class DeliveryError(MingceError):
    """A delivery was refused, as when the same bytes were imported before."""


class WorkspaceError(MingceError):
    """The folder is no workspace, or another process is writing to it."""


class PolicyError(MingceError):
    """The authority policy lacks a rank or a reason; no run goes on without a policy."""

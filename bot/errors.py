"""One tree of errors. An error's text says what went wrong and what to do now; it is shown as it is."""

from __future__ import annotations


class BantamError(Exception):
    """The root. `text` is what a subclass says when it is raised without words of its own."""

    text = "Something went wrong. Run `bantam doctor` to see what."
    exit_code = 1  # of the command line

    def __init__(self, text: str | None = None) -> None:
        super().__init__(text or self.text)


class SettingsError(BantamError):
    """A setting is missing, malformed or unknown: its name, the fault and the remedy."""

    exit_code = 2

    def __init__(self, name: str, fault: str, remedy: str) -> None:
        super().__init__(f"{name} {fault}. {remedy}")
        self.name = name


class Refused(BantamError):
    """A request is understood and not allowed, or not possible as things stand; nothing was changed."""


class NotFound(Refused):
    """What was asked for does not exist, or does not belong to who asks."""

    text = "There is nothing like that. Check the address, the e-mail or the id."


class DatabaseOutdated(BantamError):
    """The database lacks tables or columns that this version needs; nothing was written."""

    text = "The database is not of this version yet. Run `bantam db upgrade`, then try again."


class DatabaseUnavailable(BantamError):
    """The database does not answer; nothing was written."""

    text = "The database does not answer. Check DATABASE_URL and that its server runs, then try again."

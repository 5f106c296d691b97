"""Where the buttons of diagnostics taken elsewhere lead."""

from handlers.links import Link


class ExternalResults(Link, prefix="external"):
    """My diagnostics taken elsewhere, a page from 0."""

    page: int = 0


class ShowExternal(Link, prefix="external_one"):
    """One of them: mine, or one I decide about."""

    result_id: int


class ExternalFile(Link, prefix="external_file"):
    """The photo or PDF that shows it."""

    result_id: int


class AddExternal(Link, prefix="external_new"):
    """Add one: ask where it was taken."""


class ChooseSource(Link, prefix="external_from"):
    """Where it was taken; ask when."""

    source: str


class ChooseDay(Link, prefix="external_day"):
    """The day it was taken, as `2026-11-23`; ask for the file."""

    source: str
    day: str


class DeleteExternal(Link, prefix="external_drop"):
    """Take mine back or delete it; `sure` after the warning."""

    result_id: int
    sure: bool = False


class ConfirmExternal(Link, prefix="external_yes", final=True):
    """Confirm a teacher's."""

    result_id: int


class DeclineExternal(Link, prefix="external_no"):
    """Do not confirm it: ask why."""

    result_id: int


class ExternalImport(Link, prefix="external_bulk"):
    """Enter many from a spreadsheet: ask for it."""


class ApplyExternal(Link, prefix="external_load"):
    """Enter a checked spreadsheet, or throw it away."""

    upload_id: int
    apply: bool

"""The buttons of external diagnostics, which are taken elsewhere."""

from handlers.links import Link


class ExternalResults(Link, prefix="external"):
    """A page, from 0, of my external diagnostics."""

    page: int = 0


class ShowExternal(Link, prefix="external_one"):
    """A diagnostic: mine, or one about which I decide."""

    result_id: int


class ExternalFile(Link, prefix="external_file"):
    """The photo or PDF of a diagnostic."""

    result_id: int


class AddExternal(Link, prefix="external_new"):
    """Add a diagnostic: ask where it was taken."""


class ChooseSource(Link, prefix="external_from"):
    """Choose where the diagnostic was taken; ask for the day."""

    source: str


class ChooseDay(Link, prefix="external_day"):
    """Choose the day of the diagnostic, as `2026-11-23`; ask for the file."""

    source: str
    day: str


class DeleteExternal(Link, prefix="external_drop"):
    """Withdraw or delete my diagnostic; `sure` after the warning."""

    result_id: int
    sure: bool = False


class ConfirmExternal(Link, prefix="external_yes", final=True):
    """Confirm the diagnostic of a teacher."""

    result_id: int


class DeclineExternal(Link, prefix="external_no"):
    """Decline the diagnostic of a teacher: ask for the reason."""

    result_id: int


class ExternalImport(Link, prefix="external_bulk"):
    """Enter many diagnostics: ask for a spreadsheet."""


class ApplyExternal(Link, prefix="external_load"):
    """Enter the diagnostics of a checked spreadsheet, or drop it."""

    upload_id: int
    apply: bool

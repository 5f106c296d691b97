"""Where the buttons of self-education and attestation lead."""

from aiogram.filters.callback_data import CallbackData


class MyTheme(CallbackData, prefix="theme"):
    """My theme of self-education, or how to begin one."""


class BeginTheme(CallbackData, prefix="theme_new"):
    """Ask for a theme in one's own words, with a few to choose from."""


class TakeTheme(CallbackData, prefix="theme_take"):
    """Make a competency my theme."""

    competency: str


class StageReady(CallbackData, prefix="stage"):
    """A stage is done: ask for two words about it."""

    theme_id: int
    stage: str


class StageDone(CallbackData, prefix="stage_done"):
    """A stage is done, and there is nothing to write."""

    theme_id: int
    stage: str


class ThemeNotes(CallbackData, prefix="theme_notes"):
    """What I wrote at the stages of a theme, past or present."""

    theme_id: int


class EditNote(CallbackData, prefix="theme_note"):
    """Write anew about a stage that is done."""

    theme_id: int
    stage: str


class RenameTheme(CallbackData, prefix="theme_name"):
    """Ask for another title."""

    theme_id: int


class LeaveTheme(CallbackData, prefix="theme_leave"):
    """Stop working on a theme; `sure` after the warning."""

    theme_id: int
    sure: bool = False


class PastThemes(CallbackData, prefix="themes"):
    """Themes finished or left, paged from 0."""

    page: int = 0


class Attestation(CallbackData, prefix="attestation"):
    """The day of my attestation, how long it is till then, and the portfolio."""


class AskAttestation(CallbackData, prefix="attest_day"):
    """Ask for the day of my attestation."""


class ForgetAttestation(CallbackData, prefix="attest_none"):
    """Keep the day of my attestation no longer."""


class Portfolio(CallbackData, prefix="portfolio"):
    """My accepted steps, paged from 0."""

    page: int = 0


class PortfolioDocument(CallbackData, prefix="portfolio_doc"):
    """My portfolio as a Word document."""


class PortfolioArchive(CallbackData, prefix="portfolio_zip"):
    """The document together with the files that were sent."""

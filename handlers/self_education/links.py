"""The buttons of self-education and attestation."""

from handlers.links import Link


class MyTheme(Link, prefix="theme"):
    """Shows my theme of self-education, or how to begin one."""


class BeginTheme(Link, prefix="theme_new"):
    """Asks for a theme, with a few to choose from."""


class TakeTheme(Link, prefix="theme_take"):
    """Makes a competency my theme."""

    competency: str


class StageReady(Link, prefix="stage"):
    """Asks for a few words about a stage that is done."""

    theme_id: int
    stage: str


class StageDone(Link, prefix="stage_done"):
    """Finishes a stage without words."""

    theme_id: int
    stage: str


class ThemeNotes(Link, prefix="theme_notes"):
    """Shows my notes about the stages of a theme, past or present."""

    theme_id: int


class EditNote(Link, prefix="theme_note"):
    """Asks for other words about a stage that is done."""

    theme_id: int
    stage: str


class RenameTheme(Link, prefix="theme_name"):
    """Asks for another title of a theme."""

    theme_id: int


class LeaveTheme(Link, prefix="theme_leave"):
    """Leaves a theme; `sure` after the warning."""

    theme_id: int
    sure: bool = False


class PastThemes(Link, prefix="themes"):
    """Lists my themes finished or left; pages count from 0."""

    page: int = 0


class Attestation(Link, prefix="attestation"):
    """Shows the day of my attestation, the days left, and the way to the portfolio."""


class AskAttestation(Link, prefix="attest_day"):
    """Asks for the day of my attestation."""


class ForgetAttestation(Link, prefix="attest_none"):
    """Forgets the day of my attestation."""


class Portfolio(Link, prefix="portfolio"):
    """Lists my accepted steps; pages count from 0."""

    page: int = 0


class PortfolioDocument(Link, prefix="portfolio_doc"):
    """Sends my portfolio as a Word document."""


class PortfolioArchive(Link, prefix="portfolio_zip"):
    """Sends my portfolio together with the files of its steps."""

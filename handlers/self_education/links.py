"""Where the buttons of self-education and attestation lead."""

from handlers.links import Link


class MyTheme(Link, prefix="theme"):
    """My theme of self-education, or how to begin one."""


class BeginTheme(Link, prefix="theme_new"):
    """Ask for a theme in one's own words, with a few to choose from."""


class TakeTheme(Link, prefix="theme_take"):
    """Make a competency my theme."""

    competency: str


class StageReady(Link, prefix="stage"):
    """A stage is done: ask for two words about it."""

    theme_id: int
    stage: str


class StageDone(Link, prefix="stage_done"):
    """A stage is done, and there is nothing to write."""

    theme_id: int
    stage: str


class ThemeNotes(Link, prefix="theme_notes"):
    """What I wrote at the stages of a theme, past or present."""

    theme_id: int


class EditNote(Link, prefix="theme_note"):
    """Write anew about a stage that is done."""

    theme_id: int
    stage: str


class RenameTheme(Link, prefix="theme_name"):
    """Ask for another title."""

    theme_id: int


class LeaveTheme(Link, prefix="theme_leave"):
    """Stop working on a theme; `sure` after the warning."""

    theme_id: int
    sure: bool = False


class PastThemes(Link, prefix="themes"):
    """Themes finished or left, paged from 0."""

    page: int = 0


class Attestation(Link, prefix="attestation"):
    """The day of my attestation, how long it is till then, and the portfolio."""


class AskAttestation(Link, prefix="attest_day"):
    """Ask for the day of my attestation."""


class ForgetAttestation(Link, prefix="attest_none"):
    """Keep the day of my attestation no longer."""


class Portfolio(Link, prefix="portfolio"):
    """My accepted steps, paged from 0."""

    page: int = 0


class PortfolioDocument(Link, prefix="portfolio_doc"):
    """My portfolio as a Word document."""


class PortfolioArchive(Link, prefix="portfolio_zip"):
    """The document together with the files that were sent."""

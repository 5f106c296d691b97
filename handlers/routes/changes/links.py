"""Where the buttons lead by which a step is put off or changed after the route was approved."""

from handlers.links import Link


class AskChange(Link, prefix="change"):
    """Ask to `move` a step of a route under way or to `remove` it: why, then until which day (ISO).

    `why` is the code of a reason, or `own` for words typed before.
    """

    step_id: int
    kind: str
    why: str = ""
    day: str = ""


class TypeChange(Link, prefix="change_type"):
    """Type why a step is to be moved or removed; with `why` told, until when."""

    step_id: int
    kind: str
    why: str = ""


class ShowChange(Link, prefix="asked"):
    """A change that was asked for."""

    change_id: int


class WithdrawChange(Link, prefix="change_off"):
    """Take one's request back."""

    change_id: int


class AgreeToChange(Link, prefix="change_yes", final=True):
    """Agree to a change."""

    change_id: int


class AgreeToDay(Link, prefix="change_on", final=True):
    """Agree to a change, but on this `day` (ISO): the one asked for has gone by."""

    change_id: int
    day: str


class RefuseChange(Link, prefix="change_no"):
    """Leave the step as it is; with `words`, ask for them first."""

    change_id: int
    words: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the button decides at once; the one that asks for words decides nothing."""
        return not self.words


class MoveStep(Link, prefix="move"):
    """«Перенести»: put the reminder off, or ask for another date."""

    step_id: int


class SnoozeStep(Link, prefix="snooze"):
    """Remind of a step in so many `days`; its date stands."""

    step_id: int
    days: int

"""The buttons that put a step off or change it after the route was approved."""

from handlers.links import Link


class AskChange(Link, prefix="change"):
    """Asks to `move` or `remove` a step of a route under way: for the reason, then for the `day` (ISO).

    `why` is the code of a reason, or `own` for words typed before.
    """

    step_id: int
    kind: str
    why: str = ""
    day: str = ""


class TypeChange(Link, prefix="change_type"):
    """Asks to type the reason for moving or removing a step; if `why` is given, to type the day."""

    step_id: int
    kind: str
    why: str = ""


class ShowChange(Link, prefix="asked"):
    """Shows a change that was asked for."""

    change_id: int


class WithdrawChange(Link, prefix="change_off"):
    """Takes back a request of one's own."""

    change_id: int


class AgreeToChange(Link, prefix="change_yes", final=True):
    """Agrees to a change."""

    change_id: int


class AgreeToDay(Link, prefix="change_on", final=True):
    """Agrees to a change on another `day` (ISO), as the day asked for has passed."""

    change_id: int
    day: str


class RefuseChange(Link, prefix="change_no"):
    """Refuses a change; with `words`, asks for them first."""

    change_id: int
    words: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the button decides at once, without asking for words."""
        return not self.words


class MoveStep(Link, prefix="move"):
    """«Перенести»: offers a later reminder or another date."""

    step_id: int


class SnoozeStep(Link, prefix="snooze"):
    """Sets the reminder of a step to so many `days` from now; its deadline stays."""

    step_id: int
    days: int

"""Where the buttons about people lead."""

from aiogram.filters.callback_data import CallbackData


class GiveConsent(CallbackData, prefix="consent"):
    """Consent to data processing, and join by the invite's code."""

    code: str


class RefuseConsent(CallbackData, prefix="refuse"):
    """No consent; nothing is stored."""


class MyData(CallbackData, prefix="mydata"):
    """What is stored about me."""


class CorrectMyData(CallbackData, prefix="mydata_fix"):
    """Ask for a correction."""


class ExportMyData(CallbackData, prefix="mydata_file"):
    """Everything stored about me, as a file."""


class DeleteMyData(CallbackData, prefix="mydata_delete"):
    """Withdraw consent and delete; `sure` after the warning."""

    sure: bool = False


class People(CallbackData, prefix="people"):
    """A page of the people in my scope."""

    page: int


class PersonCard(CallbackData, prefix="person"):
    """A person in my scope."""

    person_id: int


class InvitePerson(CallbackData, prefix="invite"):
    """A personal invite link."""

    person_id: int


class InviteUnits(CallbackData, prefix="invite_units"):
    """A page of the units to invite to."""

    page: int


class InviteUnit(CallbackData, prefix="invite_unit"):
    """An invite link for a unit's teachers."""

    unit_id: int


class ApplyImport(CallbackData, prefix="import"):
    """Apply a checked staff list, or throw it away."""

    import_id: int
    apply: bool


class SchoolCalendarOf(CallbackData, prefix="cal"):
    """The school calendar of a unit; 0 is my own."""

    unit_id: int = 0


class CalendarUnits(CallbackData, prefix="cal_units"):
    """A page of the units in my scope whose calendar may be looked at and chosen."""

    page: int = 0


class CalendarChoices(CallbackData, prefix="cal_all"):
    """Calendars to choose from for a unit, paged from 0."""

    unit_id: int
    page: int = 0


class ChooseCalendar(CallbackData, prefix="cal_set"):
    """Have a unit work by a calendar; `sure` after seeing what changes."""

    unit_id: int
    code: str
    sure: bool = False

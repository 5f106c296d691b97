"""Where the buttons about people lead."""

from handlers.links import Link


class GiveConsent(Link, prefix="consent"):
    """Consent to data processing, and join by the invite's code."""

    code: str


class RefuseConsent(Link, prefix="refuse"):
    """No consent; nothing is stored."""


class MyData(Link, prefix="mydata"):
    """What is stored about me."""


class CorrectMyData(Link, prefix="mydata_fix"):
    """Ask for a correction."""


class ExportMyData(Link, prefix="mydata_file"):
    """Everything stored about me, as a file."""


class DeleteMyData(Link, prefix="mydata_delete"):
    """Withdraw consent and delete; `sure` after the warning."""

    sure: bool = False


class People(Link, prefix="people"):
    """A page of the people in my scope."""

    page: int


class PersonCard(Link, prefix="person"):
    """A person in my scope."""

    person_id: int


class InvitePerson(Link, prefix="invite"):
    """A personal invite link."""

    person_id: int


class InviteUnits(Link, prefix="invite_units"):
    """A page of the units to invite to."""

    page: int


class InviteUnit(Link, prefix="invite_unit"):
    """An invite link for a unit's teachers."""

    unit_id: int


class LoadStaffList(Link, prefix="staff_list"):
    """Load a checked staff list, or throw it away."""

    upload_id: int
    apply: bool


class ApplyImport(Link, prefix="import"):
    """The button of a list that was checked when staff lists had numbers of their own."""

    import_id: int
    apply: bool


class SchoolCalendarOf(Link, prefix="cal"):
    """The school calendar of a unit; 0 is my own."""

    unit_id: int = 0


class CalendarUnits(Link, prefix="cal_units"):
    """A page of the units in my scope whose calendar may be looked at and chosen."""

    page: int = 0


class CalendarChoices(Link, prefix="cal_all"):
    """Calendars to choose from for a unit, paged from 0."""

    unit_id: int
    page: int = 0


class ChooseCalendar(Link, prefix="cal_set"):
    """Have a unit work by a calendar; `sure` after seeing what changes."""

    unit_id: int
    code: str
    sure: bool = False

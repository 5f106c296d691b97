"""The buttons about people."""

from handlers.links import Link


class GiveConsent(Link, prefix="consent"):
    """Consent to data processing, and join by the code of the invite."""

    code: str


class RefuseConsent(Link, prefix="refuse"):
    """Refuse consent; nothing is stored."""


class MyData(Link, prefix="mydata"):
    """The data stored about me."""


class CorrectMyData(Link, prefix="mydata_fix"):
    """Ask for a correction of my data."""


class ExportMyData(Link, prefix="mydata_file"):
    """All data stored about me, as a file."""


class DeleteMyData(Link, prefix="mydata_delete"):
    """Withdraw consent and delete my data; `sure` after the warning."""

    sure: bool = False


class People(Link, prefix="people"):
    """A page, from 0, of the people in my scope."""

    page: int = 0


class PersonCard(Link, prefix="person"):
    """A person in my scope."""

    person_id: int


class InvitePerson(Link, prefix="invite"):
    """A personal invite link for a person."""

    person_id: int


class InviteUnits(Link, prefix="invite_units"):
    """A page, from 0, of the units whose teachers may be invited."""

    page: int = 0


class InviteUnit(Link, prefix="invite_unit"):
    """An invite link for the teachers of a unit."""

    unit_id: int


class LoadStaffList(Link, prefix="staff_list"):
    """Load a checked staff list, or drop it."""

    upload_id: int
    apply: bool


class ApplyImport(Link, prefix="import"):
    """A button of earlier releases, in which staff lists had their own ids."""

    import_id: int
    apply: bool


class SchoolCalendarOf(Link, prefix="cal"):
    """The school calendar of a unit; 0 means my own unit."""

    unit_id: int = 0


class CalendarUnits(Link, prefix="cal_units"):
    """A page, from 0, of the units in my scope whose calendar may be opened and changed."""

    page: int = 0


class CalendarChoices(Link, prefix="cal_all"):
    """A page, from 0, of the calendars that a unit may have."""

    unit_id: int
    page: int = 0


class ChooseCalendar(Link, prefix="cal_set"):
    """Set the calendar of a unit; `sure` after the warning that tells what changes."""

    unit_id: int
    code: str
    sure: bool = False

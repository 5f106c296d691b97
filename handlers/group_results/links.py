"""Where the buttons of the picture of a group lead."""

from handlers.links import Link


class GroupResults(Link, prefix="group"):
    """How many of my teachers have taken a diagnostic, and what else there is to look at."""


class GroupUnits(Link, prefix="group_units"):
    """How many have taken one, school by school, a page from 0."""

    page: int = 0


class GroupPeople(Link, prefix="group_who"):
    """Who of a school has, a page from 0; `missing` shows only who has not."""

    unit_id: int
    page: int = 0
    missing: bool = False


class GroupMap(Link, prefix="group_map"):
    """The map by `axis` (`unit` or `subject`), a page from 0."""

    axis: str
    page: int = 0


class GroupRow(Link, prefix="group_row"):
    """One school or subject of a map, at a glance."""

    axis: str
    row: str


class GroupRowInFull(Link, prefix="group_all"):
    """One school or subject, all its competencies; a page from 0 of what calls for an event."""

    axis: str
    row: str
    page: int = 0


class GroupTopics(Link, prefix="group_topics"):
    """The groups of competencies, or the competencies of one."""

    axis: str
    group: str = ""


class GroupTopic(Link, prefix="group_topic"):
    """One competency in every school or subject, a page from 0."""

    axis: str
    competency: str
    page: int = 0


class MapPicture(Link, prefix="group_png"):
    """The map as a picture: of the groups, or of the competencies of one."""

    axis: str
    group: str = ""


class MapSheet(Link, prefix="group_xlsx"):
    """The map as a spreadsheet."""

    axis: str

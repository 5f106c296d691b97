"""The buttons of group results."""

from handlers.links import Link


class GroupResults(Link, prefix="group"):
    """Shows how many of my teachers have taken a diagnostic, and the ways to other group results."""


class GroupUnits(Link, prefix="group_units"):
    """Shows how many teachers of each school have taken a diagnostic; pages count from 0."""

    page: int = 0


class GroupPeople(Link, prefix="group_who"):
    """Lists the teachers of a school by progress; `missing` lists those not finished; pages count from 0."""

    unit_id: int
    page: int = 0
    missing: bool = False


class GroupMap(Link, prefix="group_map"):
    """Shows the map by `axis` (`unit` or `subject`); pages count from 0."""

    axis: str
    page: int = 0


class GroupRow(Link, prefix="group_row"):
    """Shows one school or subject of a map in short."""

    axis: str
    row: str


class GroupRowInFull(Link, prefix="group_all"):
    """Shows all competencies of a school or subject; the pages of event buttons count from 0."""

    axis: str
    row: str
    page: int = 0


class GroupTopics(Link, prefix="group_topics"):
    """Shows the groups of competencies, or the competencies of one group."""

    axis: str
    group: str = ""


class GroupTopic(Link, prefix="group_topic"):
    """Shows one competency in every school or subject; pages count from 0."""

    axis: str
    competency: str
    page: int = 0


class MapPicture(Link, prefix="group_png"):
    """Draws the map: all groups, or the competencies of one group."""

    axis: str
    group: str = ""


class MapSheet(Link, prefix="group_xlsx"):
    """Sends the map as a spreadsheet."""

    axis: str

"""A table or a column that hangs on a person or on a step is named where nobody would guess that it must be.

The places are the export of one's own data, the withdrawal of consent, and the undo of a given template.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any

import pytest
from sqlalchemy import Column, Table, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from services.people.my_data import export, withdrawal
from services.route_templates import touching
from services.schema import Base
from tests.conftest import Town
from tests.integration.test_my_data import live
from tests.personas import YOUNG_SPECIALIST

TABLES = Base.metadata.sorted_tables
REFERENCES = {str(key.parent) for table in TABLES for key in table.foreign_keys}


def hanging_on(*roots: str) -> list[Table]:
    """The named tables, and every table with a foreign key to one of them or to what hangs on them."""
    found = set(roots)
    for table in TABLES:  # sorted by their foreign keys
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return [table for table in TABLES if table.name in found]


def names(registry: Iterable[Any]) -> set[str]:
    """What a registry of tables and columns names: "routes", "routes.status"."""
    return {
        str(one.expression) if isinstance(one, InstrumentedAttribute) else one.__tablename__
        for one in registry
    }


def is_named(column: Column[Any], registry: Container[str]) -> bool:
    """Whether a registry names a column, or its whole table."""
    return str(column) in registry or column.table.name in registry


def points_at_a_person(column: Column[Any]) -> bool:
    return any(key.column.table.name == "people" for key in column.foreign_keys)


def says_where_it_hangs(column: Column[Any]) -> bool:
    """Whether a column is but the number of its row, or of the row it is a part of."""
    return column.name == "id" or any(key.ondelete == "CASCADE" for key in column.foreign_keys)


def demand(forgotten: Iterable[object], what_to_do: str) -> None:
    """Fail where something was forgotten, and say what to do."""
    if forgotten:
        pytest.fail(f"{', '.join(map(str, forgotten))}: {what_to_do}", pytrace=False)


async def test_the_export_tells_of_every_column(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told is a column that the export reads of a row, or a foreign key by which it finds other rows."""
    ctx = await live(town, YOUNG_SPECIALIST)
    told: set[str] = set()
    plain_get = InstrumentedAttribute.__get__

    def get(attribute: Any, instance: object | None, owner: Any) -> Any:
        if instance is not None:
            told.add(str(attribute.expression))
        return plain_get(attribute, instance, owner)

    def look_at(state: ORMExecuteState) -> None:
        if state.is_select:
            selected = (one["expr"] for one in state.statement.column_descriptions)
            told.update(str(one.expression) for one in selected if isinstance(one, InstrumentedAttribute))
            named = re.findall(r"\w+\.\w+", str(state.statement).partition("\nFROM ")[2])
            told.update(REFERENCES & set(named))

    with monkeypatch.context() as patch:
        patch.setattr(InstrumentedAttribute, "__get__", get)
        event.listen(Session, "do_orm_execute", look_at)
        try:
            await export.export_my_data(ctx, lambda key, **_: key)
        finally:
            event.remove(Session, "do_orm_execute", look_at)

    left_out = names(export.LEFT_OUT)
    forgotten = [
        column
        for table in hanging_on("people")
        for column in table.columns
        if not (says_where_it_hangs(column) or str(column) in told or is_named(column, left_out))
    ]
    demand(
        forgotten,
        "hangs on a person, and the file of /mydata does not tell it. Read it in a table of"
        " services/people/my_data (a new table of the file is a line of `export.TABLES`), and put such a"
        " value or row into `live` of tests/integration/test_my_data.py. Or name it in `LEFT_OUT` of"
        " services/people/my_data/export.py with the reason.",
    )


def test_leaving_decides_about_every_column_that_names_a_person() -> None:
    decided = names([*withdrawal.DELETED, *withdrawal.UNNAMED, *withdrawal.KEPT])
    forgotten = [
        column
        for table in TABLES
        for column in table.columns
        if points_at_a_person(column) and not is_named(column, decided)
    ]
    demand(
        forgotten,
        "names a person, and nobody has decided what becomes of it when the person leaves. Name it in"
        " services/people/my_data/withdrawal.py: in `DELETED`, in `UNNAMED`, or in `KEPT` with the reason.",
    )


def test_leaving_decides_about_every_column_of_a_row_that_stays() -> None:
    emptied = {column for columns in withdrawal.EMPTIED.values() for column in columns}
    decided = names([*emptied, *withdrawal.UNNAMED, *withdrawal.KEPT])
    staying = {column.class_.__tablename__ for column in withdrawal.EMPTIED}
    forgotten = [
        column
        for table in TABLES
        for column in table.columns
        if table.name in staying and column.name != "id" and not is_named(column, decided)
    ]
    demand(
        forgotten,
        "is in a row that stays when a person leaves. Name it in services/people/my_data/withdrawal.py:"
        " in `EMPTIED`, or in `KEPT` with the reason.",
    )


def test_leaving_decides_about_every_table_that_goes_with_another() -> None:
    deleted = {column.class_.__tablename__: names(tables) for column, tables in withdrawal.DELETED.items()}
    going = set().union(*deleted.values())
    decided = going | names(withdrawal.KEPT)
    forgotten = [
        table.name
        for table in hanging_on("people")[1:]
        if not any(points_at_a_person(column) for column in table.columns) and table.name not in decided
    ]
    demand(
        forgotten,
        "hangs on what is a person's, and nobody has decided what becomes of it when the person leaves. Name"
        " it in services/people/my_data/withdrawal.py: in `DELETED` beside the column whose rows take it"
        " along, or in `KEPT` with the reason.",
    )
    staying = [
        f"{table}, said to go with {owner},"
        for owner, with_it in deleted.items()
        for table in with_it
        if not any(
            key.ondelete == "CASCADE" and key.column.table.name in with_it | {owner}
            for key in Base.metadata.tables[table].foreign_keys
        )
    ]
    demand(staying, 'needs a foreign key with ondelete="CASCADE".')
    rows_go = going | set(deleted)
    in_the_way = [
        key.parent
        for table in TABLES
        for key in table.foreign_keys
        if key.ondelete is None and key.column.table.name in rows_go
    ]
    demand(
        in_the_way,
        "keeps a row from being deleted when a person leaves: give its foreign key an `ondelete`, CASCADE or"
        " SET NULL.",
    )


def test_undoing_a_template_decides_about_every_column_of_a_route_and_of_its_steps() -> None:
    decided = names(
        [*touching.GIVEN, *touching.FILLED, *touching.ON_ROUTE, *touching.ON_STEP, *touching.NO_TOUCH]
    )
    forgotten: list[object] = [
        column
        for name in ("routes", "route_steps")
        for column in Base.metadata.tables[name].columns
        if column.name != "id" and not is_named(column, decided)
    ]
    forgotten += [
        table.name
        for table in TABLES
        if any(key.column.table.name in ("routes", "route_steps") for key in table.foreign_keys)
        and table.name not in ("route_steps", *decided)
    ]
    demand(
        forgotten,
        "may tell that somebody has touched a route given from a template, and undoing leaves such a route"
        " alone. Name it in services/route_templates/touching.py: a column in `GIVEN`, a table in `ON_ROUTE`"
        " or `ON_STEP`, or either in `NO_TOUCH` with the reason.",
    )

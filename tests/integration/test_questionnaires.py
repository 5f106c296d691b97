"""A methodist changes a questionnaire: begun assessments and old results keep their version."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select, update

from services.assessments import actions as assessments
from services.assessments import queries as results
from services.assessments.models import Answer, Assessment, Score
from services.content.folder import Content
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.errors import DomainError, Invalid, NotAllowed, NotFound, WrongState
from services.people.models import AuditEntry, OrgUnit
from services.people.my_data.export import export_my_data
from services.questionnaires import actions, library, queries
from services.questionnaires.actions import Checked
from services.questionnaires.models import QuestionnaireVersion
from services.questionnaires.workbook import ABOUT, ITEMS, TEXTS
from services.roles import Role
from services.spreadsheets import uploads
from services.spreadsheets.uploads import Upload
from tests.conftest import MONDAY, Town
from tests.integration.stories import ON_SQLITE, answered, finish, grown, stored
from tests.personas import (
    ADMIN,
    ENGLISH_TEACHER,
    HEAD,
    MUNICIPAL_METHODIST,
    REGIONAL_METHODIST,
    SCHOOL_METHODIST,
    TEACHER,
)
from tests.workbooks import Edit, edited, put

FULL, DIGITAL, WELLBEING = "teacher_full", "digital", "wellbeing"
QUESTION = 4  # the column
REWORDED, FIFTH = "Вопрос, который сказали яснее.", 4


def shorter_and_clearer(book: Workbook) -> None:
    """An item added for the competency of the first, the first removed, the eighth reworded."""
    sheet = book[ITEMS]
    sheet.cell(9, QUESTION).value = REWORDED
    sheet.append([None, sheet.cell(2, 2).value, "шкала", "Совсем новый вопрос."])
    sheet.delete_rows(2)


async def file_of(ctx: Context, code: str, *edits: Edit) -> bytes:
    return edited(await queries.in_force(ctx, code), *edits)


async def checked(ctx: Context, code: str, *edits: Edit) -> Checked:
    return await actions.check(ctx, code, await file_of(ctx, code, *edits), "опросник.xlsx")


async def drafted(ctx: Context, code: str = FULL, *edits: Edit) -> int:
    """A right file, waiting to be published."""
    found = await checked(ctx, code, *(edits or (shorter_and_clearer,)))
    assert found.draft is not None, found.mistakes
    return found.draft.upload_id


async def published(town: Town, code: str = FULL, *edits: Edit) -> Questionnaire:
    ctx = await town.acting(REGIONAL_METHODIST)
    return (await actions.publish(ctx, await drafted(ctx, code, *edits))).questionnaire


async def versions(town: Town) -> list[tuple[str, int]]:
    return sorted(
        tuple(row)
        for row in await town.rows(select(QuestionnaireVersion.code, QuestionnaireVersion.version))
        if row[1] > 1
    )


# The versions of people and results


async def test_begun_assessment_goes_on_with_the_version_it_began_with(town: Town) -> None:
    old = town.content.questionnaires[FULL]
    teacher = await town.acting(TEACHER)
    begun = await assessments.begin(teacher, FULL)
    for place in range(FIFTH):
        await answered(teacher, begun.assessment_id, place, 2)

    methodist = await town.acting(REGIONAL_METHODIST)
    found = await checked(methodist, FULL, shorter_and_clearer)
    assert found.draft is not None and found.draft.under_way == 1
    done = await actions.publish(methodist, found.draft.upload_id)
    assert (done.questionnaire.version, done.on_older, len(done.questionnaire.items)) == (
        2, 1, len(old.items)
    )  # fmt: skip
    assert (await queries.card(methodist, FULL)).on_older == 1

    (offer, *_) = [one for one in await results.offers(teacher) if one.questionnaire.code == FULL]
    assert (offer.continue_from, offer.questionnaire) == (FIFTH, old)
    following: Any = await assessments.begin(teacher, FULL)
    assert (following.place, following.item) == (FIFTH, old.items[FIFTH])
    asked = []
    while following is not None:
        asked.append(following.item)
        following = await answered(teacher, begun.assessment_id, following.place, 2)
    assert asked == list(old.items[FIFTH:])
    assert (await queries.card(methodist, FULL)).on_older == 0
    for content in (town.content, Content()):  # the second as after a restart
        town.content = content
        mine = await results.result(await town.acting(TEACHER), begun.assessment_id)
        assert mine.questionnaire == old and mine.questionnaire.version == 1


async def test_each_result_keeps_the_version_it_was_taken_by(town: Town) -> None:
    """After a restart too: then nothing is remembered but what is stored."""
    old = town.content.questionnaires[FULL]
    before = await finish(await town.acting(TEACHER), FULL)
    new = await published(town)
    after = await finish(await town.acting(ENGLISH_TEACHER), FULL)
    answers = await town.rows(select(Answer.item_id).where(Answer.assessment_id == after))
    assert {item_id for (item_id,) in answers} == {item.id for item in new.items}
    for content in (town.content, Content()):
        town.content = content
        for code, taken, version in ((TEACHER, before, old), (ENGLISH_TEACHER, after, new)):
            assert (await results.result(await town.acting(code), taken)).questionnaire == version
    for code, said, unsaid in (
        (TEACHER, old.items[0].text, REWORDED),
        (ENGLISH_TEACHER, REWORDED, old.items[0].text),
    ):
        words = await exported(await town.acting(code))
        assert said in words and unsaid not in words


@ON_SQLITE
async def test_repeated_questionnaire_is_the_newest_and_is_compared_with_the_old_result(town: Town) -> None:
    old = town.content.questionnaires[FULL]
    first = await town.assessment(TEACHER, FULL, finished_at=MONDAY)
    new = await published(town)
    town.clock.set(MONDAY + timedelta(days=old.repeat_after_days + 1))
    teacher = await town.acting(TEACHER)
    again = await finish(teacher, FULL, lambda place: 3)
    repeated = await results.result(teacher, again)
    assert repeated.questionnaire == new and repeated.before is not None
    assert (await results.result(teacher, first)).questionnaire == old


async def exported(ctx: Context) -> str:
    book = load_workbook(BytesIO(await export_my_data(ctx, lambda key, **_: key)))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)


async def test_publishing_changes_no_earlier_answers_and_results(town: Town) -> None:
    taken = await finish(await town.acting(TEACHER), DIGITAL)
    await assessments.begin(await town.acting(ENGLISH_TEACHER), DIGITAL)
    before = await stored(town)
    await published(town, DIGITAL, put(ABOUT, 2, 2, "Цифровые умения"), put(TEXTS, 2, 3, "Вот и всё!"))
    assert grown(before, await stored(town)) == {
        "audit_entries": 1,
        "questionnaire_versions": 1,
        "uploads": 1,
    }
    mine = await results.result(await town.acting(TEACHER), taken)
    assert mine.questionnaire.title == town.content.questionnaires[DIGITAL].title
    assert await town.rows(select(Score.subject).where(Score.assessment_id == taken))


async def test_version_is_published_once_and_recorded_in_the_audit(town: Town) -> None:
    ctx = await town.acting(REGIONAL_METHODIST)
    upload_id = await drafted(ctx)
    first, second = await asyncio.gather(
        actions.publish(ctx, upload_id),
        actions.publish(await town.acting(REGIONAL_METHODIST), upload_id),
    )
    assert first == second == await actions.publish(ctx, upload_id), "a second tap is told the same"
    assert (first.questionnaire.version, await versions(town)) == (2, [(FULL, 2)])
    details = await town.rows(
        select(AuditEntry.actor_id, AuditEntry.details).where(AuditEntry.action == "questionnaire_published")
    )
    assert [tuple(row) for row in details] == [(town.id_of(REGIONAL_METHODIST), {"code": FULL, "version": 2})]
    (kept,) = await town.rows(select(Upload.content, Upload.applied_at).where(Upload.id == upload_id))
    assert kept[0] == {"code": FULL, "version": 2} and kept[1] is not None
    card = await queries.card(ctx, FULL)
    assert (card.questionnaire.version, card.publication.day) == (2, ctx.today)
    assert card.publication.author is not None and "Рябинина" in card.publication.author
    for late in (actions.discard, queries.draft):
        with pytest.raises(WrongState) as heard:
            await late(ctx, upload_id)
        assert heard.value.key == "error-questionnaire-published"


async def test_one_of_two_simultaneous_publications_wins_and_the_other_is_refused(town: Town) -> None:
    await town.grant(MUNICIPAL_METHODIST, Role.REGIONAL_METHODIST, of=REGIONAL_METHODIST)
    both = [await town.acting(REGIONAL_METHODIST), await town.acting(MUNICIPAL_METHODIST)]
    uploads_ = [
        await drafted(ctx, FULL, put(ABOUT, 2, 2, title))
        for ctx, title in zip(both, ("Мой взгляд", "Наш взгляд"), strict=True)
    ]
    came = await asyncio.gather(
        *(actions.publish(ctx, id_) for ctx, id_ in zip(both, uploads_, strict=True)),
        return_exceptions=True,
    )
    (heard,) = [one for one in came if isinstance(one, DomainError)]
    (done,) = [one for one in came if isinstance(one, actions.Published)]
    assert (heard.key, heard.arguments) == ("workbook-outdated", {"version": 2})
    assert await versions(town) == [(FULL, 2)]
    assert (await queries.in_force(both[0], FULL)).title == done.questionnaire.title
    loser = both[came.index(heard)]
    # The loser's draft says so from then on; their next file, made of what is in force, is version 3.
    with pytest.raises(WrongState):
        await queries.draft(loser, uploads_[came.index(heard)])
    with pytest.raises(Invalid) as outdated:
        old = town.content.questionnaires[FULL]
        await actions.check(loser, FULL, edited(old, put(ABOUT, 2, 2, "Ещё раз")), "a.xlsx")
    assert (outdated.value.key, outdated.value.arguments) == ("workbook-outdated", {"version": 2})
    third = await actions.publish(loser, await drafted(loser, FULL, put(ABOUT, 2, 2, "Общий взгляд")))
    assert third.questionnaire.version == 3
    assert await versions(town) == [(FULL, 2), (FULL, 3)]


@ON_SQLITE
async def test_a_changed_wellbeing_check_stays_as_private_as_it_was(town: Town) -> None:
    one = town.content.questionnaires[WELLBEING]
    new = await published(town, WELLBEING, put(ITEMS, 2, QUESTION, REWORDED))
    assert new.items[0].text == REWORDED and new.items[0].dimension == one.items[0].dimension
    assert (new.privacy, new.help, new.scoring, new.audience) == (
        one.privacy, one.help, one.scoring, one.audience
    )  # fmt: skip


async def test_draft_does_not_count_people_in_the_middle_of_a_wellbeing_check(town: Town) -> None:
    for code in (WELLBEING, FULL):
        await assessments.begin(await town.acting(TEACHER), code)
    told = []
    for code in (WELLBEING, FULL):
        ctx = await town.acting(REGIONAL_METHODIST)
        draft = (await checked(ctx, code, put(ABOUT, 2, 2, "Иначе"))).draft
        assert draft is not None
        done = await actions.publish(ctx, draft.upload_id)
        card = await queries.card(await town.acting(MUNICIPAL_METHODIST), code)
        told.append((draft.under_way, done.on_older, card.on_older))
    assert told == [(0, 0, 0), (1, 1, 1)]


# What is not kept


@pytest.mark.parametrize(
    "edit",
    [
        put(ITEMS, 3, 2, "Волшебство"),
        put(ITEMS, 3, 1, "tf02"),
        lambda book: book[ITEMS].delete_cols(2),
        lambda book: book.remove(book[TEXTS]),
        put(ITEMS, 3, QUESTION, "=1+1"),
    ],
)
async def test_file_with_mistakes_is_not_kept(town: Town, edit: Edit) -> None:
    ctx = await town.acting(REGIONAL_METHODIST)
    waiting = await drafted(ctx)
    before = await stored(town)
    found = await checked(ctx, FULL, shorter_and_clearer, edit)
    assert found.draft is None and found.mistakes
    with pytest.raises(Invalid):
        await actions.check(ctx, FULL, "Номер;Вопрос".encode("cp1251"), "опросник.csv")
    assert await stored(town) == before
    assert (await queries.draft(ctx, waiting)).questionnaire.version == 2, "the right one still waits"


@ON_SQLITE
async def test_an_unchanged_file_says_so(town: Town) -> None:
    ctx = await town.acting(REGIONAL_METHODIST)
    before = await stored(town)
    for code in town.content.questionnaires:
        found = await checked(ctx, code)
        assert (found.draft, found.mistakes) == (None, ())
    assert await stored(town) == before


async def test_a_draft_is_dropped_by_its_author_or_by_the_next_one(town: Town) -> None:
    ctx = await town.acting(REGIONAL_METHODIST)
    first = await drafted(ctx)
    second = await drafted(ctx, DIGITAL, put(ABOUT, 2, 2, "Иначе"))
    with pytest.raises(NotFound):
        await actions.publish(ctx, first)
    kept = await actions.discard(ctx, second)
    assert kept.version == 1
    assert not await town.rows(select(Upload.id))
    for late in (actions.publish, actions.discard, queries.draft):
        with pytest.raises(NotFound):
            await late(ctx, second)
    assert await versions(town) == []


# Who may


async def test_only_a_methodist_of_the_whole_tree_publishes_and_other_methodists_look(town: Town) -> None:
    theirs = await drafted(await town.acting(REGIONAL_METHODIST))
    before = await stored(town)
    for code in (MUNICIPAL_METHODIST, ADMIN, SCHOOL_METHODIST):
        ctx = await town.acting(code)
        assert len(await queries.catalogue(ctx)) == len(town.content.questionnaires)
        assert not (await queries.card(ctx, FULL)).may_publish
        data = await file_of(ctx, FULL, shorter_and_clearer)
        for refused in (
            queries.for_publisher(ctx, FULL),
            actions.check(ctx, FULL, data, "a.xlsx"),
            actions.publish(ctx, theirs),
        ):
            with pytest.raises(NotAllowed) as heard:
                await refused
            assert heard.value.key == "error-questionnaire-publisher"
    assert await stored(town) == before


@ON_SQLITE
async def test_questionnaires_are_looked_at_and_changed_by_methodists_only(town: Town) -> None:
    theirs = await drafted(await town.acting(REGIONAL_METHODIST))
    before = await stored(town)
    for code in (TEACHER, HEAD):
        ctx = await town.acting(code)
        for refused in (
            queries.catalogue(ctx),
            queries.card(ctx, FULL),
            queries.in_force(ctx, FULL),
            queries.draft(ctx, theirs),
            actions.publish(ctx, theirs),
            actions.discard(ctx, theirs),
        ):
            with pytest.raises(NotAllowed):
                await refused
    assert await stored(town) == before


@ON_SQLITE
async def test_second_region_ends_the_right_to_publish_of_a_region_and_not_of_an_admin(
    town: Town,
) -> None:
    town.admin_ids = frozenset({town.chat_of(TEACHER)})
    assert (await queries.card(await town.acting(TEACHER), FULL)).may_publish
    assert (await queries.card(await town.acting(REGIONAL_METHODIST), FULL)).may_publish
    async with town.database.transaction() as session:
        root = await session.scalar(select(OrgUnit).where(OrgUnit.parent_id.is_(None)))
        assert root is not None
        columns = {
            column.key: getattr(root, column.key)
            for column in OrgUnit.__table__.columns
            if column.key not in ("id", "path")
        }
        other = OrgUnit(**{**columns, "title": "Другой регион"}, path="/900/")
        session.add(other)
    assert not (await queries.card(await town.acting(REGIONAL_METHODIST), FULL)).may_publish
    assert (await queries.card(await town.acting(TEACHER), FULL)).may_publish


@ON_SQLITE
async def test_draft_is_seen_by_its_author_only_and_needs_the_right_to_publish(town: Town) -> None:
    await town.grant(MUNICIPAL_METHODIST, Role.REGIONAL_METHODIST, of=REGIONAL_METHODIST)
    theirs = await drafted(await town.acting(MUNICIPAL_METHODIST))
    for act in (queries.draft, actions.publish, actions.discard):
        with pytest.raises(NotFound):
            await act(await town.acting(REGIONAL_METHODIST), theirs)
    await town.change_grants(MUNICIPAL_METHODIST, only=Role.REGIONAL_METHODIST, role=Role.TEACHER)
    with pytest.raises(NotAllowed):
        await actions.publish(await town.acting(MUNICIPAL_METHODIST), theirs)
    assert await versions(town) == []


@ON_SQLITE
async def test_staff_list_of_the_author_is_not_taken_for_a_draft(town: Town) -> None:
    ctx = await town.acting(REGIONAL_METHODIST)
    async with ctx.transaction():
        other = await uploads.keep(ctx, "something_else", {"rows": []})
    for act in (queries.draft, actions.publish, actions.discard):
        with pytest.raises(NotFound):
            await act(ctx, other)
    waiting = await drafted(ctx)
    assert await town.one(select(func.count(Upload.id))) == 2, "one of each kind"
    await actions.publish(ctx, waiting)
    async with ctx.transaction():
        assert await uploads.read(ctx, other, "something_else") == {"rows": []}


@ON_SQLITE
async def test_a_registered_version_survives_a_change_of_the_content_files(town: Town) -> None:
    await library.register(town.nobody)
    new = await published(town, DIGITAL, put(ABOUT, 2, 2, "Цифровые умения"))
    taken = await finish(await town.acting(TEACHER), DIGITAL)
    changed = Content()
    changed.questionnaires[DIGITAL] = changed.questionnaires[DIGITAL].model_copy(update={"title": "Чужой"})
    town.content = changed
    assert (await queries.in_force(await town.acting(REGIONAL_METHODIST), DIGITAL)) == new
    assert (await results.result(await town.acting(TEACHER), taken)).questionnaire == new
    assert await town.one(select(Assessment.version).where(Assessment.id == taken)) == 2


async def test_unreadable_version_does_not_close_other_questionnaires(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await library.register(town.nobody)
    for title in ("Вторая", "Третья"):
        await published(town, FULL, put(ABOUT, 2, 2, title))
    await published(town, DIGITAL, put(ABOUT, 2, 2, "Цифровые умения"))
    # Another release of the program is stricter about these.
    async with town.database.transaction() as session:
        for code, version in ((FULL, 3), (DIGITAL, 2), (WELLBEING, 1)):
            await session.execute(
                update(QuestionnaireVersion)
                .where(QuestionnaireVersion.code == code, QuestionnaireVersion.version == version)
                .values(definition={"code": code, "version": version})
            )
    town.content = Content()
    await library.register(town.nobody)
    teacher = await town.acting(TEACHER)
    for _ in range(2):
        offered = {one.questionnaire.code: one.questionnaire for one in await results.offers(teacher)}
    assert (offered[FULL].version, offered[FULL].title) == (2, "Вторая")
    assert offered[DIGITAL] == town.content.questionnaires[DIGITAL]
    assert offered[WELLBEING] == town.content.questionnaires[WELLBEING], "the file says what the row cannot"
    assert await finish(teacher, WELLBEING)
    with pytest.raises(NotFound):
        async with teacher.transaction():
            await library.version_of(teacher, FULL, 3)
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert {" ".join(line.split()[:3]) for line in told} == {
        f"questionnaire {FULL} 3", f"questionnaire {DIGITAL} 2", f"questionnaire {WELLBEING} 1"
    }  # fmt: skip
    assert len(told) <= 4, "said once and at the start, not at every press"

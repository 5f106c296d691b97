"""A person takes their data away as a file, and leaves."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, or_, select, update

from handlers.people.entries import export_file
from services.assessments import actions as assessments
from services.assessments.models import Answer, Assessment, OpenAnswer, ResultPicture, Score, Sharing
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.events.models import Registration
from services.external_results.models import FEDERAL, SUBMITTED, ExternalResult
from services.mentoring.models import MentorPair
from services.outbox import Delivery, post
from services.people.models import Account, AuditEntry, Consent, KeptState, Person, RoleGrant
from services.people.my_data.withdrawal import withdraw
from services.route_templates.models import RouteTemplate
from services.routes.models import (
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    StepReflection,
    UsageAnswer,
)
from services.self_education.models import Theme, ThemeStage
from services.skill_views.models import LESSON_VISIT, SkillMark, SkillView
from services.spreadsheets.uploads import Upload
from tests.conftest import MONDAY, Town
from tests.integration.stories import finish
from tests.personas import PRIMARY_YOUNG_SPECIALIST, SCHOOL_METHODIST, YOUNG_SPECIALIST


async def live(town: Town, code: str) -> Context:
    """A person who has taken a questionnaire and opened it, talks, has a route, a registration and a form."""
    ctx = await town.acting(code)
    assessment_id = await finish(ctx, "novice_first_year")
    await assessments.write_open_answer(ctx, assessment_id, "nf_open1", "Обсудить начало урока")
    await assessments.keep_picture(ctx, assessment_id, "a file")
    await assessments.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    me, methodist = town.id_of(code), town.id_of(SCHOOL_METHODIST)
    route_id = await town.route(
        code,
        assessment_id=assessment_id,
        methodist=SCHOOL_METHODIST,
        starts=MONDAY.date(),
        ends=MONDAY.date(),
    )
    led_route_id = await town.route(PRIMARY_YOUNG_SPECIALIST, status="closed", methodist=code)
    step_id = await town.step(
        route_id,
        due=MONDAY.date(),
        title="Открытый урок",
        starts=MONDAY.date(),
        result="Конспект",
        done_on=MONDAY.date(),
        remind_on=MONDAY.date().replace(day=24),
    )
    event_id = await town.event(
        starts_at=MONDAY.replace(day=30),
        author=SCHOOL_METHODIST,
        of=code,
        guests=[code],
        title="Семинар о чтении",
        place="Актовый зал",
        capacity=1,
    )
    await town.registration(event_id, PRIMARY_YOUNG_SPECIALIST, "waiting")
    async with town.database.transaction() as db:
        talk = Conversation(
            asker_id=me,
            answerer_id=methodist,
            step_id=step_id,
            status="open",
            answer_due=MONDAY,
            created_at=MONDAY,
        )
        visit = SkillView(
            person_id=me,
            author_id=methodist,
            kind=LESSON_VISIT,
            observed_on=MONDAY.date(),
            started_at=MONDAY,
            finished_at=MONDAY,
            comment="Спасибо за урок",
        )
        external = ExternalResult(
            person_id=me,
            source=FEDERAL,
            taken_on=MONDAY.date(),
            file_kind="document",
            file_id="another file",
            file_name="сертификат.pdf",
            origin="1:3",
            status=SUBMITTED,
            submitted_at=MONDAY,
        )
        upload = Upload(author_id=me, kind="questionnaire", content={}, created_at=MONDAY)
        theme = Theme(person_id=me, title="Вопросы учеников", stage="study", begun_on=MONDAY.date())
        template = RouteTemplate(
            unit_id=ctx.me.unit_id, author_id=me, title="Первый год", steps=[], created_at=MONDAY
        )
        db.add_all([talk, visit, external, upload, theme, template])
        await db.flush()
        await db.flush()
        db.add_all(
            [
                ThemeStage(theme_id=theme.id, stage="question", words="Хочу больше вопросов", done_at=MONDAY),
                RouteVersion(
                    route_id=route_id,
                    version=1,
                    steps=[{"title": "Открытый урок"}],
                    sent_at=MONDAY,
                    decision="approved",
                    decided_by_id=methodist,
                    decided_at=MONDAY,
                ),
                StepChange(
                    step_id=step_id,
                    kind="move",
                    due=MONDAY.date(),
                    why="Болезнь",
                    status="asked",
                    asked_at=MONDAY,
                ),
                StepEvent(
                    step_id=step_id,
                    actor_id=me,
                    field="due",
                    old="",
                    new="2026-11-23",
                    why="Перенос",
                    at=MONDAY,
                ),
                RouteComment(
                    route_id=route_id,
                    author_id=methodist,
                    text="",
                    file_kind="voice",
                    file_id="words",
                    at=MONDAY,
                ),
                StepReflection(step_id=step_id, question="outcome", text="Дети спрашивали сами", at=MONDAY),
                UsageAnswer(step_id=step_id, after=30, answer="tried", example="На двух уроках", at=MONDAY),
            ]
        )
        db.add(SkillMark(view_id=visit.id, competency="met_design", value=2))
        db.add_all(
            [
                Evidence(
                    step_id=step_id, author_id=me, kind="text", text="=Мой конспект", source="1:1", at=MONDAY
                ),
                RouteComment(route_id=led_route_id, author_id=me, text="Мои слова о чужом", at=MONDAY),
                ConversationMessage(
                    conversation_id=talk.id, author_id=me, text="Мой вопрос", source="1:2", at=MONDAY
                ),
                ConversationMessage(
                    conversation_id=talk.id, author_id=methodist, text="Ваш ответ", source="2:1", at=MONDAY
                ),
                KeptState(
                    channel="telegram",
                    chat_id=town.people[code].chat_id,
                    state="x",
                    data={},
                    updated_at=MONDAY,
                ),
            ]
        )
    async with ctx.transaction():
        await post(ctx, me, "result_opened", assessment_id=assessment_id)
        await post(ctx, methodist, "correction_asked", person_id=me, text="Мой телефон другой")
    return ctx


async def test_export_holds_everything_of_a_person_and_nothing_of_others(town: Town) -> None:
    stranger_talk = "Чужая тайна"
    ctx = await live(town, YOUNG_SPECIALIST)
    async with town.database.transaction() as db:
        talk = Conversation(
            asker_id=town.id_of(PRIMARY_YOUNG_SPECIALIST), answerer_id=town.id_of(SCHOOL_METHODIST),
            status="open", answer_due=MONDAY, created_at=MONDAY,
        )  # fmt: skip
        db.add(talk)
        await db.flush()
        db.add(
            ConversationMessage(
                conversation_id=talk.id,
                author_id=town.id_of(PRIMARY_YOUNG_SPECIALIST),
                text=stranger_talk,
                source="9:9",
                at=MONDAY,
            )
        )
        # The file has a person's words about another's step, and not the title of that step.
        remark = (await db.scalars(select(RouteComment).where(RouteComment.text != ""))).one()
    told_of = await town.step(remark.route_id, title="Чужая тема", status="returned")
    await town.change(RouteComment, remark.id, step_id=told_of)
    async with town.database.transaction() as db:
        asked = Conversation(
            asker_id=town.id_of(PRIMARY_YOUNG_SPECIALIST), answerer_id=ctx.me.person_id, step_id=told_of,
            status="open", answer_due=MONDAY, created_at=MONDAY,
        )  # fmt: skip
        db.add(asked)
        await db.flush()
        db.add(
            ConversationMessage(
                conversation_id=asked.id, author_id=asked.asker_id, text="Как быть?", source="9:10", at=MONDAY
            )
        )
    book = load_workbook(BytesIO(await export_file(ctx)))
    assert book.sheetnames == [
        "Профиль", "Согласия", "Опросники и ответы", "Ответы своими словами", "Результаты", "Кому открыто",
        "Внешняя диагностика", "Взгляды на умения", "Маршрут и шаги", "История маршрута", "Подтверждения",
        "Версии маршрута", "Просьбы о сроках", "Размышления о шагах", "Самообразование", "Наставничество",
        "Переписка", "Мероприятия", "Сообщения бота",
    ]  # fmt: skip
    said = {
        name: {
            str(cell) for row in book[name].iter_rows(values_only=True) for cell in row if cell is not None
        }
        for name in book.sheetnames
    }
    questionnaire = ctx.content.questionnaires["novice_first_year"]
    assert questionnaire.items[0].text in said["Опросники и ответы"]
    assert questionnaire.title in said["Результаты"]
    assert "Обсудить начало урока" in said["Ответы своими словами"]
    assert {"Федеральная", "На проверке", "сертификат.pdf"} <= said["Внешняя диагностика"]
    assert {"посещение урока", "Проектирование урока", "Спасибо за урок"} <= said["Взгляды на умения"]
    account = f"telegram {town.people[YOUNG_SPECIALIST].chat_id}"
    assert {ctx.me.full_name, "Учитель", account} <= said["Профиль"]
    route = {"Открытый урок", "результат самодиагностики", "2026-11-23 00:00:00", "2026-11-24 00:00:00"}
    assert route <= said["Маршрут и шаги"]
    assert "=Мой конспект" in said["Подтверждения"]
    assert {"Открытый урок", "Утверждён"} <= said["Версии маршрута"]
    assert {"другой срок", "Болезнь", "Ждёт ответа"} <= said["Просьбы о сроках"]
    assert {"Дети спрашивали сами", "Попробовал(а). На двух уроках"} <= said["Размышления о шагах"]
    assert {"Вопросы учеников", "Хочу больше вопросов"} <= said["Самообразование"]
    assert {"Мой вопрос", "Ваш ответ", "вы", "Открытый урок", "Как быть?"} <= said["Переписка"]
    assert {"Педагог – педагог", "Традиционное «один на один»"} <= said["Наставничество"]
    assert {"Семинар о чтении", "Есть место"} <= said["Мероприятия"]
    assert "Коллега открывает результат" in said["Сообщения бота"]
    assert {"Мои слова о чужом", "Перенос", "голосовое сообщение"} <= said["История маршрута"]
    assert not {stranger_talk, "Чужая тема"} & set().union(*said.values())
    # Times are those of the person's own town.
    assert "2026-11-30 10:00:00" in said["Мероприятия"]


async def test_withdrawal_deletes_what_the_bot_collected(town: Town) -> None:
    ctx = await live(town, YOUNG_SPECIALIST)
    me, methodist = town.id_of(YOUNG_SPECIALIST), town.id_of(SCHOOL_METHODIST)
    await withdraw(ctx)

    async def count(column: object, *conditions: object) -> int:
        return await town.one(select(func.count()).select_from(column).where(*conditions))  # type: ignore[arg-type]

    assert await count(Account, Account.person_id == me) == 0
    assert await count(RoleGrant, RoleGrant.person_id == me) == 0
    assert await count(Assessment, Assessment.person_id == me) == 0
    for gone in (
        Answer, Score, Sharing, RouteStep, Evidence, RouteComment, KeptState, OpenAnswer, ResultPicture,
        SkillView, SkillMark, ExternalResult, Upload, RouteVersion, StepChange, StepReflection,
        StepEvent, UsageAnswer, Theme, ThemeStage,
    ):  # fmt: skip
        assert await count(gone) == 0, gone
    assert await count(Delivery, Delivery.person_id == me) == 0
    assert await count(Delivery, Delivery.kind == "correction_asked") == 0
    assert await town.rows(select(Route.methodist_id)) == [(None,)]
    assert await town.rows(select(RouteTemplate.author_id)) == [(None,)]
    assert (
        await count(
            MentorPair,
            or_(MentorPair.mentor_id == me, MentorPair.mentee_id == me),
            MentorPair.status == "active",
        )
        == 0
    )

    messages = await town.rows(
        select(ConversationMessage.author_id, ConversationMessage.text, ConversationMessage.source).order_by(
            ConversationMessage.id
        )
    )
    assert messages[0][:2] == (me, "") and messages[0][2].startswith("removed:")
    assert messages[1] == (methodist, "Ваш ответ", "2:1")
    assert await town.one(select(Conversation.status)) == "closed"
    # The place went to the next in line.
    assert await town.rows(select(Registration.person_id, Registration.status)) == [
        (town.id_of(PRIMARY_YOUNG_SPECIALIST), "registered")
    ]
    assert await count(Delivery, Delivery.kind == "event_place_freed") == 1

    ((name, phone, born, since, category, archived_at),) = await town.rows(
        select(
            Person.last_name, Person.phone, Person.birth_date, Person.teaching_since, Person.category,
            Person.archived_at,
        ).where(Person.id == me)
    )  # fmt: skip
    assert (name, phone, born, since, category) == (ctx.me.full_name.split()[0], None, None, None, "")
    assert archived_at is not None
    assert await count(Consent, Consent.person_id == me, Consent.withdrawn_at.is_(None)) == 0
    assert await count(Consent, Consent.person_id == me) == 1
    assert await town.rows(
        select(AuditEntry.actor_id, AuditEntry.details).where(AuditEntry.action == "withdrew")
    ) == [(me, {})]


async def test_withdrawal_of_a_methodist_frees_the_routes_they_led(town: Town) -> None:
    await live(town, YOUNG_SPECIALIST)
    await withdraw(await town.acting(SCHOOL_METHODIST))
    assert (
        await town.one(select(Route.methodist_id).where(Route.person_id == town.id_of(YOUNG_SPECIALIST)))
        is None
    )
    assert await town.one(select(Conversation.status)) == "closed"
    assert set(await town.rows(select(ConversationMessage.text))) == {("Мой вопрос",), ("",)}
    assert not await town.rows(select(Sharing.id))


@pytest.mark.history
async def test_everybody_can_withdraw_consent(town: Town) -> None:
    for code, person in town.people.items():
        if person.joined:
            ctx = await town.acting(code)
            assert (await export_file(ctx)).startswith(b"PK")
            await withdraw(ctx)
    assert not await town.rows(select(Account.id))
    assert not await town.rows(select(Assessment.id))


async def test_address_leaves_out_a_surname_of_two_words(town: Town) -> None:
    me = Person.id == town.id_of(YOUNG_SPECIALIST)
    async with town.database.transaction() as session:
        await session.execute(update(Person).where(me).values(last_name="Оглы Мамедова"))
    actor = (await town.acting(YOUNG_SPECIALIST)).me
    assert (actor.full_name, actor.address) == ("Оглы Мамедова Дарья Олеговна", "Дарья Олеговна")

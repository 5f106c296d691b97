"""Planting the past of the demo people: results, routes, questions, visits, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from services.assessments import rules as assessment_rules
from services.assessments.models import Answer, Assessment
from services.assessments.scores import save_scores
from services.content.questionnaires import Item, Questionnaire
from services.conversations.models import Conversation, ConversationMessage
from services.demo.routes import plant_growth, plant_route
from services.demo.town import NOT_JOINED, DemoTown
from services.events.models import Event, Registration
from services.events.rules import REGISTERED
from services.external_results.models import CONFIRMED, SUBMITTED, ExternalResult
from services.mentoring.queries import mentors_of
from services.people.models import Person
from services.skill_views.models import LESSON_VISIT, SkillMark, SkillView

# How much lower the earlier result is, in points of an answer.
LOWER_BEFORE = 1
# So many checks let the anonymous mean of the municipality be shown.
WELLBEING_CHECKS = 14


async def plant_history(town: DemoTown) -> None:
    """Plant the people's past as the content file describes it, inside the open transaction."""
    for described in town.content["people"]:
        told = described.get("demo", {})
        if told.get("assessed_before"):
            await _plant_assessment(town, described, town.days_ago(150, 170), LOWER_BEFORE)
        if told.get("assessed"):
            await _plant_result(town, described)
    await _plant_wellbeing(town)
    await _plant_questions(town)
    await plant_growth(town)
    await _plant_events(town)
    await _plant_past_events(town)
    await _plant_lesson_visits(town)
    _plant_external_results(town)


async def _plant_result(town: DemoTown, described: dict[str, Any]) -> None:
    """Plant a person's latest result and the route made from it."""
    assessment = await _plant_assessment(town, described, town.days_ago(20, 50))
    status = described["demo"].get("route")
    if status:
        questionnaire = town.ctx.content.questionnaires[assessment.questionnaire]
        answers = await town.ctx.db.execute(
            select(Answer.item_id, Answer.option).where(Answer.assessment_id == assessment.id)
        )
        scores = assessment_rules.score(questionnaire, town.ctx.content.competencies, dict(answers.all()))
        await plant_route(town, town.people[described["code"]], assessment, questionnaire, scores, status)


async def _plant_assessment(
    town: DemoTown, described: dict[str, Any], finished: datetime, lower: int = 0
) -> Assessment:
    code = "teacher_full" if "teacher" in described["roles"] else "leader_team"
    questionnaire = town.ctx.content.questionnaires[code]
    profile = {"strong": described["profile"]["strong"], "weak": _weak(town, described)}
    answers = {
        item.id: _answer(questionnaire, item, _wanted(town, item, profile) - lower)
        for item in questionnaire.items
    }
    assessment = await _plant_finished(town, town.people[described["code"]], questionnaire, answers, finished)
    town.ctx.db.add_all(
        Answer(assessment_id=assessment.id, item_id=item, option=option, answered_at=finished)
        for item, option in answers.items()
    )
    await town.ctx.db.flush()
    return assessment


async def _plant_finished(
    town: DemoTown,
    person: Person,
    questionnaire: Questionnaire,
    answers: Mapping[str, str],
    finished: datetime,
) -> Assessment:
    overall = assessment_rules.total(questionnaire, answers)
    assessment = Assessment(
        person_id=person.id,
        questionnaire=questionnaire.code,
        version=questionnaire.version,
        started_at=finished - timedelta(minutes=9),
        finished_at=finished,
        percent=overall.percent,
        level=overall.level,
    )
    town.ctx.db.add(assessment)
    await town.ctx.db.flush()
    scores = assessment_rules.score(questionnaire, town.ctx.content.competencies, answers)
    await save_scores(town.ctx, assessment, scores)
    return assessment


async def _plant_wellbeing(town: DemoTown) -> None:
    """Plant wellbeing checks of some random teachers, without single answers, as in real use."""
    questionnaire = town.ctx.content.questionnaires["wellbeing"]
    teachers = [
        one["code"]
        for one in town.content["people"]
        if "teacher" in one["roles"] and one["code"] not in NOT_JOINED
    ]
    for code in town.random.sample(teachers, WELLBEING_CHECKS):
        answers = {
            item.id: _answer(questionnaire, item, town.random.choice((1, 1, 2, 2, 3)))
            for item in questionnaire.items
        }
        await _plant_finished(town, town.people[code], questionnaire, answers, town.days_ago(5, 60))


def _weak(town: DemoTown, described: dict[str, Any]) -> list[str]:
    """The weak competencies of a person and of the person's whole organisation."""
    organizations = {one["code"]: one for one in town.content["organizations"]}
    shared = organizations[described["organization"]].get("shared_weak", [])
    return [*described["profile"]["weak"], *shared]


def _wanted(town: DemoTown, item: Item, profile: dict[str, list[str]]) -> int:
    """The points that a person of this profile should get for an item."""
    if item.competency in profile["strong"]:
        return 3
    if item.competency in profile["weak"]:
        return town.random.choice((0, 1, 1))
    return town.random.choice((2, 2, 3))


def _answer(questionnaire: Questionnaire, item: Item, wanted: int) -> str:
    """The option whose points are nearest to the wanted ones."""
    return min(
        assessment_rules.option_codes(questionnaire, item),
        key=lambda option: abs(
            assessment_rules.points(item, option, questionnaire.scoring.max_value) - wanted
        ),
    )


async def _plant_questions(town: DemoTown) -> None:
    topics = {topic.code: topic for topic in town.ctx.content.mentoring.request_topics}
    for number, one in enumerate(town.content["mentor_requests"]):
        asker = town.people[one["from"]]
        mentors = await mentors_of(town.ctx, asker.id)
        answerer = await town.ctx.db.get_one(Person, mentors[0]) if mentors else town.methodist_of(asker)
        asked = town.ctx.now - timedelta(hours=20 + number)
        answered = one["status"] == "answered"
        conversation = Conversation(
            asker_id=asker.id,
            answerer_id=answerer.id,
            topic=topics[one["topic"]].code,
            status="answered" if answered else "open",
            answer_due=asked + timedelta(days=town.ctx.content.mentoring.request_flow.response_days),
            created_at=asked,
        )
        town.ctx.db.add(conversation)
        await town.ctx.db.flush()
        words = [(asker, one["text"], asked)]
        if answered:
            words.append((answerer, one["answer"], asked + timedelta(hours=2)))
        town.ctx.db.add_all(
            ConversationMessage(
                conversation_id=conversation.id,
                author_id=author.id,
                text=text,
                source=f"demo:{conversation.id}:{place}",
                at=at,
            )
            for place, (author, text, at) in enumerate(words)
        )


async def _plant_events(town: DemoTown) -> None:
    authors = {"school": "p07", "municipal": "p03", "regional": "p01"}
    school_authors = {"sch1": "p07", "sch2": "p18", "sch3": "p27"}
    units = {"municipal": "municipality", "regional": "region"}
    for one in town.ctx.content.read("events")["events"]:
        scope, organization = one["scope"], one["organization"]
        author = school_authors.get(organization, authors[scope]) if scope == "school" else authors[scope]
        starts = _local(town, one["start_day"], one["start_time"])
        town.ctx.db.add(
            Event(
                unit_id=town.units[units.get(scope, organization)].id,
                author_id=town.people[author].id,
                format=one["format"],
                title=one["title"],
                announce=one["announce"],
                place=one["place"],
                online=one["online"],
                starts_at=starts,
                ends_at=starts + timedelta(hours=one["duration_hours"]),
                registration_closes_at=_local(town, one["registration_deadline_day"], "20:00"),
                capacity=one["seats"],
                audience=one["audience"],
                competencies=one["competencies"],
                status="published",
                created_at=town.ctx.now,
            )
        )


def _local(town: DemoTown, days_ahead: int, clock_time: str) -> datetime:
    """The moment of an event by the rule of content/events.yaml: a Sunday moves to Monday."""
    zone = town.ctx.policy.zone
    day = town.ctx.now.astimezone(zone).date() + timedelta(days=days_ahead)
    if day.isoweekday() == 7:
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(clock_time), zone)


async def _plant_past_events(town: DemoTown) -> None:
    """Plant events of the last months with their guests: leaders are asked later what has changed."""
    for one in town.content["past_events"]:
        starts = _local(town, -one["days_ago"], one["start_time"])
        event = Event(
            unit_id=town.units[one["organization"]].id,
            author_id=town.people[one["author"]].id,
            format=one["format"],
            title=one["title"],
            announce="",
            place=one["place"],
            online=False,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            registration_closes_at=starts,
            capacity=None,
            audience=["teacher"],
            competencies=one["competencies"],
            status="published",
            created_at=starts - timedelta(days=10),
        )
        town.ctx.db.add(event)
        await town.ctx.db.flush()
        town.ctx.db.add_all(
            Registration(
                event_id=event.id,
                person_id=town.people[guest].id,
                status=REGISTERED,
                registered_at=starts - timedelta(days=5),
            )
            for guest in one["guests"]
        )


async def _plant_lesson_visits(town: DemoTown) -> None:
    for one in town.content["lesson_visits"]:
        seen = town.ctx.now - timedelta(days=one["days_ago"])
        visit = SkillView(
            person_id=town.people[one["teacher"]].id,
            author_id=town.people[one["observer"]].id,
            kind=LESSON_VISIT,
            observed_on=seen.astimezone(town.ctx.policy.zone).date(),
            started_at=seen,
            finished_at=seen,
            # A teacher who commented has seen the visit.
            seen_at=seen if one.get("comment") else None,
            comment=one.get("comment", ""),
        )
        town.ctx.db.add(visit)
        await town.ctx.db.flush()
        town.ctx.db.add_all(
            SkillMark(view_id=visit.id, competency=competency, value=value)
            for competency, value in one["marks"].items()
        )


def _plant_external_results(town: DemoTown) -> None:
    for number, one in enumerate(town.content["external_results"]):
        decided = one.get("confirmed_by")
        submitted = town.days_ago(3, 5)
        town.ctx.db.add(
            ExternalResult(
                person_id=town.people[one["teacher"]].id,
                source=one["source"],
                taken_on=(submitted - timedelta(days=one["days_before"])).date(),
                origin=f"demo:{number}",
                status=CONFIRMED if decided else SUBMITTED,
                submitted_at=submitted,
                decided_by_id=town.people[decided].id if decided else None,
                decided_at=submitted + timedelta(hours=3) if decided else None,
            )
        )

"""The questions about a new event, one for each part. The draft is kept beside them and outlives them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from handlers.answers import Answer, Keepsake, Question
from handlers.events import form_screens as screens
from handlers.screen import Screen, under
from handlers.words import Text, Words
from services.context import Context
from services.errors import WrongState
from services.events import queries, rules
from services.events.rules import Draft, Part
from services.letters import Letter
from services.texts import checked

DRAFT = Keepsake("new_event", Draft)


def the_draft(ctx: Context) -> Draft:
    """The draft begun before. Raises WrongState if it is gone."""
    draft = DRAFT.of(ctx)
    if draft is None:
        raise WrongState("error-event-draft-gone")
    return draft


def go_on(ctx: Context, draft: Draft) -> Question:
    """Keep the draft and ask for its first missing part; if it is complete, show the preview."""
    DRAFT.keep(ctx, draft)
    return DraftPreview() if draft.missing is None else question_of(draft.missing)


def question_of(part: Part) -> Question:
    """The question for a part."""
    return Question.every[f"NewEventForm:{part.value}"]()


class DraftQuestion(Question):
    """A question about the draft; `form` is its screen. A reason to ask again stands under the header."""

    expected = Words("event-press-button")

    async def ask(self, ctx: Context) -> Screen:
        return await self.ask_again(ctx, None)

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        draft = the_draft(ctx)
        form = await self.form(ctx, draft)
        return under(self.header(ctx, draft), under([wrong] if wrong else [], form))

    def header(self, ctx: Context, draft: Draft) -> Sequence[Text]:
        """The teachers for whom the event is, if it was begun for a row of the map."""
        return screens.meant_for(draft, ctx.content.competencies) if draft.target is not None else ()

    async def form(self, ctx: Context, draft: Draft) -> Screen:
        """The question without the header."""
        raise NotImplementedError


class TypedPart(DraftQuestion):
    """A part that is typed."""

    expected = Words("event-text-please")

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return go_on(ctx, await self.filled(ctx, the_draft(ctx), letter.text))

    async def filled(self, ctx: Context, draft: Draft, text: str) -> Draft:
        """The draft with the typed part. Raises Invalid."""
        raise NotImplementedError


class Format(DraftQuestion, name="NewEventForm:format"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.choose_format(draft, ctx.content.event_formats)


class Title(TypedPart, name="NewEventForm:title"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.ask_title(draft)

    async def filled(self, ctx: Context, draft: Draft, text: str) -> Draft:
        return replace(draft, title=rules.clean(text, rules.TITLE_LIMIT))


class When(TypedPart, name="NewEventForm:when"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        suggested = rules.suggested_moments(ctx.now, ctx.zone, ctx.calendar)
        return screens.ask_when(draft, suggested, ctx.now.astimezone(ctx.zone))

    async def filled(self, ctx: Context, draft: Draft, text: str) -> Draft:
        # The library that reads dates takes its time to load.
        return replace(draft, starts_at=await asyncio.to_thread(rules.parse_moment, text, ctx.now, ctx.zone))


class Place(TypedPart, name="NewEventForm:place"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.ask_place(draft)

    async def filled(self, ctx: Context, draft: Draft, text: str) -> Draft:
        return replace(draft, place=rules.clean(text, rules.PLACE_LIMIT))


class InvitedAudience(DraftQuestion, name="NewEventForm:audience"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.choose_audience(draft, await queries.audience_sizes(ctx))


class Announce(TypedPart, name="NewEventForm:announce"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.ask_announce(draft)

    async def filled(self, ctx: Context, draft: Draft, text: str) -> Draft:
        return replace(draft, announce=checked(text, rules.ANNOUNCE_LIMIT))


class Capacity(TypedPart, name="NewEventForm:capacity"):
    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.ask_seats(draft)

    async def filled(self, ctx: Context, draft: Draft, text: str) -> Draft:
        return replace(draft, capacity=rules.seats(text))


class Topic(DraftQuestion, name="NewEventForm:topic"):
    """First a group of competencies, then a competency of this `group`; a wrong text leads to the groups."""

    group: str = ""

    async def ask(self, ctx: Context) -> Screen:
        group = ctx.content.groups.get(self.group)
        return await super().ask(ctx) if group is None else screens.choose_topic(group)

    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.choose_topic_group(draft, ctx.content.groups)


class DraftPreview(DraftQuestion, name="NewEventForm:ready"):
    """The announcement as its recipients will see it; its buttons publish and change it."""

    def header(self, ctx: Context, draft: Draft) -> Sequence[Text]:
        return screens.meant_for(draft, ctx.content.competencies)

    async def form(self, ctx: Context, draft: Draft) -> Screen:
        return screens.preview(draft, await queries.preview(ctx, draft), ctx.today.year)

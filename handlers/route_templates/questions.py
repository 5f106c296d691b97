"""Questions for the names of route templates. Meanwhile buttons choose the steps to keep."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answers import Answer, Keepsake, Question
from handlers.route_templates import screens
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context
from services.errors import Invalid, WrongState
from services.letters import Letter
from services.route_templates import actions, queries
from services.route_templates.rules import Choice


@dataclass(frozen=True, slots=True)
class ChoiceOf(Choice):
    """The choice of steps of a route that a template keeps."""

    route_id: int = 0


CHOICE = Keepsake("route_template", ChoiceOf)


def choice_of(ctx: Context, route_id: int) -> ChoiceOf:
    """The choice made for this route so far."""
    kept = CHOICE.of(ctx)
    return kept if kept is not None and kept.route_id == route_id else ChoiceOf(route_id=route_id)


class TemplateName(Question, name="TemplateForms:name", was="route_template"):
    """Asks for the name of a template made of a route; `page` is the shown page of its steps."""

    expected = Words("template-name-expected")
    route_id: int
    page: int = 0

    async def ask(self, ctx: Context) -> Screen:
        material = await queries.material(ctx, self.route_id)
        return screens.ask_name(material, choice_of(ctx, self.route_id), self.page)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        try:
            card = await actions.save(ctx, self.route_id, choice_of(ctx, self.route_id), letter.text)
        except WrongState as error:  # no step is kept; another choice mends that
            raise Invalid(error.key, **error.arguments) from error
        CHOICE.keep(ctx, None)
        return screens.saved(card)


class NewTemplateName(Question, name="TemplateForms:new_name", was="route_template"):
    """Asks for another name of a template."""

    expected = Words("template-name-expected")
    template_id: int

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_new_name(await queries.template(ctx, self.template_id))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return screens.template(await actions.rename(ctx, self.template_id, letter.text))

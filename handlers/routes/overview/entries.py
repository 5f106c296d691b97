"""Buttons for methodists: the routes they accompany, and teachers who may need help."""

from __future__ import annotations

from handlers.features import Feature
from handlers.routes.overview import links, screens
from services.routes import reading
from services.routes.overview import attention, queries

feature = Feature("routes_overview")
feature.shows(links.RoutesOverview, queries.overview, screens.overview)
feature.shows(links.RoutesListed, queries.listed, screens.listed)
feature.shows(links.RouteInList, reading.route_of, screens.in_list)
feature.shows(links.NeedingHelp, attention.needing_help, screens.stuck)

"""Faults on demand: a slow network, 429, 500, broken connections."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """A fault that a request gets in place of its answer."""

    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    BAD_REQUEST = "bad_request"  # as of a message that cannot be edited
    DROPPED = "dropped"
    LOST_ANSWER = "lost_answer"  # the work is done, but the connection breaks before the answer


@dataclass(slots=True)
class FaultPlan:
    """How often one fault strikes: always for the next `next` requests, then with `probability`."""

    probability: float = 0.0
    next: int = 0


@dataclass(slots=True)
class Faults:
    """The faults that are switched on.

    `methods` narrows them to some methods, in any letter case, and `chats` to some chats. By default they
    strike every method but getUpdates, so that "the next two requests" are requests that the bot makes on
    purpose.
    """

    latency: float = 0.0
    retry_after: int = 1
    methods: frozenset[str] = frozenset()
    chats: frozenset[int] = frozenset()
    too_many: FaultPlan = field(default_factory=FaultPlan)
    server_error: FaultPlan = field(default_factory=FaultPlan)
    bad_request: FaultPlan = field(default_factory=FaultPlan)
    dropped: FaultPlan = field(default_factory=FaultPlan)
    lost_answer: FaultPlan = field(default_factory=FaultPlan)
    struck: Counter[str] = field(default_factory=Counter)
    random: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - repeatable on purpose

    def concerns(self, method: str) -> bool:
        """Whether the switched-on faults apply to a method at all."""
        name = method.lower()
        return name in {one.lower() for one in self.methods} if self.methods else name != "getupdates"

    def strike(self, method: str, chat: int = 0) -> Fault | None:
        """Choose the fault for this request, which may be about a chat; None if there is none."""
        if not self.concerns(method) or (self.chats and chat not in self.chats):
            return None
        for fault in Fault:
            plan: FaultPlan = getattr(self, fault.value)
            if plan.next > 0:
                plan.next -= 1
            elif plan.probability <= 0 or self.random.random() >= plan.probability:
                continue
            self.struck[fault.value] += 1
            return fault
        return None

    def clear(self) -> None:
        """Switch all faults off."""
        self.chats = frozenset()
        self.set({"latency": 0, "methods": [], **{fault.value: {} for fault in Fault}})

    def set(self, values: Mapping[str, Any]) -> None:
        """Change the settings named in `values`, which the page sends. Raises ValueError for wrong ones."""
        for name, value in values.items():
            if name in {fault.value for fault in Fault}:
                setattr(self, name, _plan(value))
            elif name == "latency":
                self.latency = _number(value, upper=60)
            elif name == "retry_after":
                self.retry_after = int(_number(value, upper=3600))
            elif name == "methods":
                self.methods = _names(value)
            else:
                raise ValueError(f"unknown fault: {name}")

    def as_json(self) -> dict[str, Any]:
        """The faults that are switched on and how often each has struck, for the page."""
        plans = {fault.value: asdict(getattr(self, fault.value)) for fault in Fault}
        return {
            "latency": self.latency,
            "retry_after": self.retry_after,
            "methods": sorted(self.methods),
            **plans,
            "struck": dict(self.struck),
        }


def _plan(value: object) -> FaultPlan:
    if not isinstance(value, Mapping):
        raise ValueError("a fault is set by {probability, next}")
    return FaultPlan(
        probability=_number(value.get("probability", 0), upper=1),
        next=int(_number(value.get("next", 0), 10_000)),
    )


def _names(value: object) -> frozenset[str]:
    if not isinstance(value, list | frozenset | set | tuple):
        raise ValueError("methods are a list of names")
    return frozenset(str(name) for name in value)


def _number(value: object, upper: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= upper:
        raise ValueError(f"expected a number from 0 to {upper}")
    return float(value)

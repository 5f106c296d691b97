"""The pace of messages: even, stopped while Telegram asks to wait, about one a second in a chat."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import CHAT_GAP_SECONDS, Pace


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch that waiting moves on."""
    watch = Watch()
    monkeypatch.setattr("bot.delivery.pace.asyncio.sleep", watch.sleep)
    return watch


def busiest_second(moments: list[float]) -> int:
    """The largest number of moments in a window of one second, its ends included."""
    return max(sum(start <= moment <= start + 1 for moment in moments) for start in moments)


@given(
    rate=st.floats(0.5, 60),
    pauses=st.lists(st.one_of(st.just(0.0), st.floats(0, 3)), min_size=1, max_size=150),
    holds=st.dictionaries(st.integers(0, 149), st.floats(0, 5), max_size=4),
)
def test_no_second_holds_more_than_the_rate(
    rate: float, pauses: list[float], holds: dict[int, float]
) -> None:
    """Also after pauses and after requests of Telegram to wait."""
    watch = Watch()
    paced = Pace(rate, watch)
    moments = []
    for number, pause in enumerate(pauses):
        watch.now += pause
        if number in holds:
            paced.hold(holds[number])
        moments.append(paced.reserve())
    assert moments == sorted(moments)
    assert busiest_second(moments) <= rate + 1


@given(rate=st.floats(0.5, 60), asked=st.floats(0.1, 600), since=st.floats(0, 1))
def test_nothing_is_sent_before_telegram_allows_it_again(rate: float, asked: float, since: float) -> None:
    watch = Watch()
    paced = Pace(rate, watch)
    paced.reserve()
    paced.hold(asked)
    allowed = watch.now + asked
    watch.now += asked * since
    paced.hold(0.05)  # a shorter request that comes later does not shorten the longer one
    assert paced.reserve() >= allowed


def test_silence_is_not_followed_by_a_burst() -> None:
    watch = Watch()
    paced = Pace(10, watch)
    paced.reserve()
    watch.now += 3600
    assert [round(paced.reserve() - watch.now, 6) for _ in range(3)] == [0, 0.1, 0.2]


def test_rate_zero_is_no_limit_but_a_request_to_wait_holds() -> None:
    watch = Watch()
    paced = Pace(0, watch)
    assert [paced.reserve() for _ in range(100)] == [watch.now] * 100
    paced.hold(7)
    assert paced.reserve() == watch.now + 7


async def test_waiting_takes_as_long_as_the_pace_says(watch: Watch) -> None:
    paced, begun = Pace(4, watch), watch.now
    for _ in range(9):
        assert await paced.wait() == 0
        paced.arrived()
    assert watch.now - begun == pytest.approx(2)


async def test_slow_delivery_of_a_message_delays_the_next_ones(watch: Watch) -> None:
    """Telegram counts a message when it arrives, not when it is sent."""
    paced = Pace(2, watch)
    assert [await paced.wait() for _ in range(2)] == [0, 0]
    watch.now += 3
    paced.arrived()
    paced.arrived()
    begun = watch.now
    assert await paced.wait() == 0
    assert watch.now - begun == pytest.approx(1)


async def test_request_to_wait_stops_those_already_waiting() -> None:
    """The request comes while other messages already wait for their moment."""
    watch = Watch()
    paced = Pace(100, watch)
    await paced.wait()
    paced.arrived()
    waiting = asyncio.create_task(paced.wait())
    await asyncio.sleep(0)
    paced.hold(30)
    assert await waiting == 30
    assert await paced.wait() == 30, "the answer comes at once: nothing sleeps for half a minute with a lease"
    watch.now += 30
    assert await paced.wait() == 0


def test_each_chat_has_its_own_pace_of_about_a_second() -> None:
    watch = Watch()
    paced = Pace(0, watch)
    assert paced.reserve_chat(1) == 0
    assert paced.reserve_chat(2) == 0
    watch.now += 0.4
    assert paced.reserve_chat(1) == pytest.approx(CHAT_GAP_SECONDS - 0.4)
    assert paced.reserve_chat(1) == pytest.approx(CHAT_GAP_SECONDS - 0.4), "asking reserves nothing"
    watch.now += CHAT_GAP_SECONDS - 0.4
    assert paced.reserve_chat(1) == 0


def test_idle_chats_are_forgotten_but_not_too_early() -> None:
    watch = Watch()
    paced = Pace(0, watch)
    for chat in range(3000):
        watch.now += 0.01
        assert paced.reserve_chat(chat) == 0
    assert len(paced._chats) < 1200
    assert all(paced.reserve_chat(chat) > 0 for chat in range(2950, 3000))

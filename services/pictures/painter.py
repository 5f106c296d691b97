"""Drawing pictures in a process of its own, so that no press waits for the picture of another person."""

from __future__ import annotations

from services.pictures.charts import Chart
from services.pictures.drawing import draw
from services.workers.pool import Limits, WorkerError, Workers

# A worker is taken to hang after a minute: a picture takes well under a second. It takes as much memory as
# the bot, so it ends after ten idle minutes. The charts are our own: no limit of memory.
LIMITS = Limits(seconds=60, idle=600)
# The most pictures in the queue, about five seconds of drawing: each keeps a place among the updates under
# way.
MOST_WAITING = 20


class CannotDrawError(Exception):
    """A picture could not be drawn; the error's text quotes no words of the picture."""


class Painter:
    """Draws one picture after another in one worker."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.workers = Workers(limits)
        self._waiting = 0

    async def draw(self, chart: Chart) -> bytes:
        """Draw a chart after those in the queue; returns a PNG file. Raises CannotDrawError."""
        self._waiting += 1
        try:
            return await self.workers.run(draw, chart)
        except WorkerError as error:
            raise CannotDrawError(str(error)) from error
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the worker, even in the middle of a picture. After that nothing is drawn."""
        await self.workers.close()

    @property
    def is_busy(self) -> bool:
        """Whether the queue is so long that another picture would take too long."""
        return self._waiting >= MOST_WAITING

    @property
    def worker_id(self) -> int | None:
        """The id of the worker's process, if there is one."""
        return next(iter(self.workers.ids), None)

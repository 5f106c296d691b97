"""A worker's process, `python -m services.workers.worker IDLE MEGABYTES SECONDS NICENESS`.

It reads works and writes answers. It ends with its input, so that it never outlives its parent, and after
IDLE seconds without work, so that it holds no memory while nobody needs it; with 0 it does one work. It may
take so many MEGABYTES of address space and SECONDS of processor time; with 0 as much as it likes. Windows has
no such limits: there only the parent ends a worker that takes too long.
"""

from __future__ import annotations

import os
import select
import sys
import traceback
import warnings
from contextlib import suppress

from services.errors import DomainError
from services.workers.pipe import Ending, Work, answer, read_request

# The exit code of a worker whose memory was not enough.
NO_MEMORY = 77


def main() -> None:
    """Work until the input ends, or no work comes for the given seconds."""
    idle, megabytes, seconds, niceness = float(sys.argv[1]), *map(int, sys.argv[2:])
    if hasattr(os, "nice"):
        os.nice(niceness)
    _limit(megabytes, seconds)
    warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # printed text must not get between answers
    if megabytes:
        # The work is on what people sent: whatever libraries print as they fail may quote it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with suppress(BrokenPipeError, KeyboardInterrupt):
        while (not idle or _is_asked(idle)) and (work := read_request(sys.stdin.buffer)) is not None:
            output.writelines(_done(work))
            output.flush()
            if not idle:
                return


def _limit(megabytes: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the memory of a worker holds people's data
    if megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _is_asked(patience: float) -> bool:
    """Whether work comes in time. The buffer holds none: the parent sends one work at a time."""
    if sys.platform == "win32":
        return True  # cannot wait for a pipe
    return bool(select.select([sys.stdin.buffer], [], [], patience)[0])


def _done(work: Work) -> list[bytes]:
    function, args, named = work
    try:
        return answer(Ending.DONE, function(*args, **named))
    except DomainError as error:
        return answer(Ending.REFUSED, error.with_traceback(None))
    except MemoryError:
        os._exit(NO_MEMORY)
    except Exception as error:
        # The place of the error is told, not its text, which may quote people's words.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return answer(Ending.FAILED, f"{type(error).__name__}, {place.name}:{place.lineno}")


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        os._exit(NO_MEMORY)

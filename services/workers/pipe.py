"""Messages between the bot and a worker: a function with its arguments, and its answer.

Every message begins with its length; before that an answer has a byte that tells how the work ended.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from enum import IntEnum
from io import BytesIO
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
ANSWER = struct.Struct(">BI")
# What a worker's answer may be made of, besides the classes of `services` and what needs no import.
_KNOWN = frozenset({("datetime", "date"), ("datetime", "datetime"), ("datetime", "time")})

Work = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Ending(IntEnum):
    """How a work ended: with a value, with a DomainError, with another error, of which only words come."""

    DONE = 0
    REFUSED = 1
    FAILED = 2


def request(work: Work) -> bytes:
    """A function, known by its name, and its arguments as bytes to send."""
    return pickle.dumps(work, pickle.HIGHEST_PROTOCOL)


def read_request(source: BinaryIO) -> Work | None:
    """The next work; None where the input has ended."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    packed = source.read(length)
    if len(packed) < length:
        return None
    work: Work = pickle.loads(packed)  # noqa: S301 (only the parent process writes here)
    return work


def answer(ending: Ending, value: object) -> list[bytes]:
    """What came of the work, as bytes to send."""
    packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return [ANSWER.pack(ending, len(packed)), packed]


def read_answer(packed: bytes) -> Any:
    """The value that `answer` packed. Raises pickle.UnpicklingError for what no function of ours returns.

    A worker reads files made to do harm, so its answer may name classes of `services`, and nothing that runs.
    """
    return _Careful(BytesIO(packed)).load()


class _Careful(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] != "services" and (module, name) not in _KNOWN:
            raise pickle.UnpicklingError("an answer names what it may not")
        found = super().find_class(module, name)
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError("an answer names what is no class")
        return found

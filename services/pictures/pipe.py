"""Messages between the painter and its worker: a chart, and a picture or a failure in answer.

Every message begins with its length; before that an answer has a byte that tells whether it is a picture.
"""

from __future__ import annotations

import pickle
import struct
from typing import BinaryIO

from services.pictures.charts import Chart

LENGTH = struct.Struct(">I")
ANSWER = struct.Struct(">?I")


def request(chart: Chart) -> bytes:
    """A chart as bytes to send."""
    packed = pickle.dumps(chart)
    return LENGTH.pack(len(packed)) + packed


def read_request(source: BinaryIO) -> Chart | None:
    """The next chart; None where the input has ended."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    packed = source.read(length)
    if len(packed) < length:
        return None
    chart: Chart = pickle.loads(packed)  # noqa: S301 (only the parent process writes here)
    return chart


def answer(content: bytes, *, is_picture: bool) -> bytes:
    """A picture, or the reason of a failure, as bytes to send."""
    return ANSWER.pack(is_picture, len(content)) + content

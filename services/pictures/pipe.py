"""What the painter and its worker say to each other: a chart there, a picture or a failure back.

Every message begins with its length; an answer has a byte before it that tells whether it is a picture.
"""

from __future__ import annotations

import pickle
import struct
from typing import BinaryIO

from services.pictures.charts import Chart

LENGTH = struct.Struct(">I")
ANSWER = struct.Struct(">?I")


def request(chart: Chart) -> bytes:
    """A chart, ready to be sent."""
    packed = pickle.dumps(chart)
    return LENGTH.pack(len(packed)) + packed


def read_request(source: BinaryIO) -> Chart | None:
    """The next chart; None where nobody will send any more."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    packed = source.read(length)
    if len(packed) < length:
        return None
    chart: Chart = pickle.loads(packed)  # noqa: S301 (only our own parent holds the other end)
    return chart


def answer(content: bytes, *, is_picture: bool) -> bytes:
    """A picture, or why there is none, ready to be sent."""
    return ANSWER.pack(is_picture, len(content)) + content

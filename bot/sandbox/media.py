"""Files, and reading the type and size of a picture without an imaging library."""

from __future__ import annotations

import mimetypes
import struct
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

FileKind = Literal["photo", "document", "voice", "video", "audio", "video_note", "sticker"]

DEFAULT_SIZE = (800, 600)
_FOLDERS: dict[FileKind, str] = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice",
    "video": "videos",
    "audio": "music",
    "video_note": "video_notes",
    "sticker": "stickers",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram keeps; the Bot API serves it under `path`."""

    file_id: str
    file_unique_id: str
    kind: FileKind
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0
    thumbnail_id: str | None = None

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def path(self) -> str:
        return f"{_FOLDERS[self.kind]}/{self.file_id}{PurePosixPath(self.name).suffix}"


def image_type(data: bytes) -> str | None:
    """The media type of a picture by its first bytes; None if it is not a picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels from the header of a PNG or JPEG; `DEFAULT_SIZE` for other files."""
    try:
        match image_type(data):
            case "image/png":
                width, height = struct.unpack(">II", data[16:24])
                return int(width), int(height)
            case "image/jpeg":
                return _jpeg_size(data)
    except (struct.error, IndexError):
        pass
    return DEFAULT_SIZE


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Find the frame header (any SOF marker but C4, C8 and CC) and read width and height from it."""
    position = 2
    while position < len(data):
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + int(struct.unpack(">H", data[position + 2 : position + 4])[0])
    return DEFAULT_SIZE


def guess_mime(name: str) -> str:
    """The media type by a file's name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def tiny_png(width: int = 2, height: int = 2) -> bytes:
    """A small valid grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x80" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )

"""Unpacking an uploaded archive, each entry only up to its declared size."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from struct import Struct

from services.errors import Invalid

_UNPACKED_LIMIT = 20 * 1024 * 1024
_ENTRIES_LIMIT = 200
_ENCRYPTED_FLAG = 0x1
# The head of an entry: its mark, and the lengths of its name and of what follows the name.
_HEAD, _MARK = Struct("<4s22xHH"), b"PK\x03\x04"
_PLAIN_DEFLATE = -zlib.MAX_WBITS


def entries(content: bytes) -> dict[str, bytes]:
    """The entries of an archive by name. Raises Invalid, and any error of `zipfile` for a damaged archive."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        found = [entry for entry in archive.infolist() if not entry.is_dir()]
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in found):
            raise Invalid("document-file-locked")
        if len(found) > _ENTRIES_LIMIT or sum(entry.file_size for entry in found) > _UNPACKED_LIMIT:
            raise Invalid("document-file-bomb")
        if len({entry.filename for entry in found}) < len(found):
            raise Invalid("document-file-broken")
        end, unpacked = 0, dict[str, bytes]()
        for entry in sorted(found, key=lambda one: one.header_offset):
            if entry.header_offset < end:  # entries that share bytes
                raise Invalid("document-file-bomb")
            unpacked[entry.filename], end = _unpacked(content, entry)
        return {entry.filename: unpacked[entry.filename] for entry in found}


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> tuple[bytes, int]:
    """The data of an entry, and the offset of its end.

    The standard reader unpacks everything before it cuts the data to the declared size, so an entry with a
    false size would fill the memory.
    """
    mark, name, extra = _HEAD.unpack_from(content, entry.header_offset)
    begin = entry.header_offset + _HEAD.size + name + extra
    end = begin + entry.compress_size
    data = content[begin:end]
    if mark != _MARK or len(data) != entry.compress_size:
        raise Invalid("document-file-broken")
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        reader = zlib.decompressobj(_PLAIN_DEFLATE)
        data = reader.decompress(data, entry.file_size + 1)
        if len(data) <= entry.file_size and not reader.eof:
            raise Invalid("document-file-broken")
    elif entry.compress_type != zipfile.ZIP_STORED:
        raise Invalid("document-file-broken")
    if len(data) > entry.file_size:
        raise Invalid("document-file-bomb")
    if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
        raise Invalid("document-file-broken")
    return data, end

"""Unpacking an office file from a person, each entry only up to its declared size."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from struct import Struct

from services.errors import Invalid

_ENCRYPTED_FLAG = 0x1
# The head of an entry: its mark, and the lengths of its name and of what follows the name.
_HEAD, _MARK = Struct("<4s22xHH"), b"PK\x03\x04"
_PLAIN_DEFLATE = -zlib.MAX_WBITS


def entries(content: bytes, *, keys: str, unpacked_limit: int, entries_limit: int) -> dict[str, bytes]:
    """The entries of an archive by name, if they are not too many and not more bytes than `unpacked_limit`.

    What is really unpacked is counted: an entry with a false size is refused. Raises Invalid by keys that
    begin with `keys`, and any error of `zipfile` for a damaged archive.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        found = [entry for entry in archive.infolist() if not entry.is_dir()]
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in found):
            raise Invalid(f"{keys}-locked")
        if len(found) > entries_limit or sum(entry.file_size for entry in found) > unpacked_limit:
            raise Invalid(f"{keys}-bomb")
        if len({entry.filename for entry in found}) < len(found):
            raise Invalid(f"{keys}-broken")
        end, unpacked = 0, dict[str, bytes]()
        for entry in sorted(found, key=lambda one: one.header_offset):
            if entry.header_offset < end:  # entries that share bytes
                raise Invalid(f"{keys}-bomb")
            unpacked[entry.filename], end = _unpacked(content, entry, keys)
        return {entry.filename: unpacked[entry.filename] for entry in found}


def _unpacked(content: bytes, entry: zipfile.ZipInfo, keys: str) -> tuple[bytes, int]:
    """The data of an entry, and the offset of its end.

    The standard reader unpacks everything before it cuts the data to the declared size, so an entry with a
    false size would fill the memory.
    """
    mark, name, extra = _HEAD.unpack_from(content, entry.header_offset)
    begin = entry.header_offset + _HEAD.size + name + extra
    end = begin + entry.compress_size
    data = content[begin:end]
    if mark != _MARK or len(data) != entry.compress_size:
        raise Invalid(f"{keys}-broken")
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        reader = zlib.decompressobj(_PLAIN_DEFLATE)
        data = reader.decompress(data, entry.file_size + 1)
        if len(data) <= entry.file_size and not reader.eof:
            raise Invalid(f"{keys}-broken")
    elif entry.compress_type != zipfile.ZIP_STORED:
        raise Invalid(f"{keys}-broken")
    if len(data) > entry.file_size:
        raise Invalid(f"{keys}-bomb")
    if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
        raise Invalid(f"{keys}-broken")
    return data, end

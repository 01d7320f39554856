"""The file: a zip archive of two JSON members and the arrays, none of them compressed.

Since nothing is compressed, a file of n bytes never asks for much more than n bytes of memory.
Members are read here once and strictly, before skops sees the file.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..exceptions import SavedModelError

SCHEMA = "schema.json"
HEADER = "skrepr.json"
_MEMBER = re.compile(r"[0-9]{1,20}\.np[yz]", re.ASCII)
_ENCRYPTED = 0x1
#: Equal models make equal files: no member carries the time of day.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Archive:
    """What the members hold: skops' schema, our header, and the arrays as bytes."""

    schema: Any
    header: Any
    arrays: Mapping[str, bytes]


def read_archive(data: bytes) -> Archive:
    """Return the members of a file, or refuse it."""
    members = stored_members(data)
    for name in (SCHEMA, HEADER):
        if name not in members:
            raise SavedModelError(
                f"it holds no {name}, so skrepr.save did not write it"
                if name == HEADER
                else f"it holds no {name}"
            )
    schema, header = (json.loads(members.pop(name).decode("utf-8")) for name in (SCHEMA, HEADER))
    strange = sorted(name for name in members if not _MEMBER.fullmatch(name))
    if strange:
        raise SavedModelError(f"it holds a member that no model has: {strange[0]!r}")
    return Archive(schema, header, members)


def stored_members(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip archive in which nothing is compressed or hidden."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        for member in listed:
            if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & _ENCRYPTED:
                raise SavedModelError(f"its member {member.filename!r} is compressed or encrypted")
        names = [member.filename for member in listed]
        if len(set(names)) < len(names):
            raise SavedModelError("two of its members have one name")
        if sum(member.file_size for member in listed) > len(data):
            raise SavedModelError("its members claim to be larger than the file")
        return {member.filename: archive.read(member) for member in listed}


def all_members(data: bytes) -> dict[str, bytes]:
    """Return the members of an archive that was made by this process."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return an archive that depends on nothing but the members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return buffer.getvalue()


def write_archive(archive: Archive) -> bytes:
    """Return the file as bytes."""
    return pack(
        {
            HEADER: _json(archive.header),
            SCHEMA: _json(archive.schema),
            **archive.arrays,
        }
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()

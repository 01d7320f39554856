"""Which types a saved estimator may hold, beyond those that skops trusts by itself."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

#: Plain data that skops does not know. Nothing compiled, nothing that calls a function.
HOUSE_TYPES = frozenset(
    f"scipy.sparse._{layout}.{layout}_array" for layout in ("coo", "csc", "csr")
) | {"skrepr.graphset.GraphSet"}
#: Types through which a file could run code: no spec may trust them.
FORBIDDEN_MODULES = ("builtins.", "functools.", "operator.", "os.", "posix.", "subprocess.")


def qualified_name(cls: type[Any]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def is_forbidden(name: str) -> bool:
    return name.startswith(FORBIDDEN_MODULES)


def holds_bytes(dumped: bytes) -> bool:
    """Tell whether a skops file holds raw bytes, which could be a pickle that skops cannot see."""
    with zipfile.ZipFile(io.BytesIO(dumped)) as archive:
        schema = json.loads(archive.read("schema.json"))
    return any(
        node.get("__module__") == "builtins" and node.get("__class__") in ("bytes", "bytearray")
        for node in _nodes(schema)
    )


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _nodes(value)

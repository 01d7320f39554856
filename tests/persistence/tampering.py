"""Take a saved model apart, change it, put it together again."""

import copy
import io
import json
import pickle
import zipfile
from dataclasses import dataclass

import numpy as np


@dataclass
class Parts:
    """The members of a file: two of JSON, and the rest."""

    schema: dict
    header: dict
    arrays: dict

    def pack(self, compression=zipfile.ZIP_STORED):
        members = {
            "skrepr.json": json.dumps(self.header).encode(),
            "schema.json": json.dumps(self.schema).encode(),
            **self.arrays,
        }
        return pack(members.items(), compression)


def pack(members, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def take_apart(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header, schema = (json.loads(members.pop(f"{name}.json")) for name in ("skrepr", "schema"))
    return Parts(schema, header, members)


def nodes(value):
    """Yield every node below ``value``."""
    if isinstance(value, dict):
        if isinstance(value.get("__loader__"), str):
            yield value
        for item in value.values():
            yield from nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def first(schema, loader):
    return next(node for node in nodes(schema) if node["__loader__"] == loader)


def node(name, loader, content=None, **more):
    module, _, cls = name.rpartition(".")
    return {
        "__class__": cls,
        "__module__": module,
        "__loader__": loader,
        "content": content,
        **more,
    }


def text(value):
    return node("builtins.str", "JsonNode", json.dumps(value), is_json=True)


def sequence(*items, kind="tuple"):
    return node(f"builtins.{kind}", f"{kind.title()}Node", list(items))


def mapping(**items):
    types = sequence(*(node("builtins.str", "TypeNode") for _ in items), kind="list")
    return node("builtins.dict", "DictNode", items, key_types=types)


def put(parts, attribute, value):
    """Return the parts with a node as an attribute of the estimator."""
    changed = copy.deepcopy(parts)
    attributes = changed.schema["content"]
    attributes["content"][attribute] = value
    attributes["key_types"]["content"].append(node("builtins.str", "TypeNode"))
    return changed


def npy(array, *, allow_pickle=False):
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=allow_pickle)
    return buffer.getvalue()


def npy_header(**fields):
    """Return a ``.npy`` member that claims ``fields`` and holds nothing."""
    buffer = io.BytesIO()
    claimed = {"descr": "<f8", "fortran_order": False, "shape": (1,), **fields}
    np.lib.format.write_array_header_1_0(buffer, claimed)
    return buffer.getvalue()


class Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return (type(self.marker).touch, (self.marker,))

    def pickled(self):
        return pickle.dumps(self)

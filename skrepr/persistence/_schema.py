"""skops' description of a model, checked node by node before skops reads it.

A node names its loader, and some loaders call what they find: constructors, methods, partial
functions. Here stand the loaders that only build data; whatever else a file asks for is
refused. Checked as well is what skops takes on trust: identities, members, generator states.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..exceptions import SavedModelError
from ._trust import SPARSE_TYPES

Node: TypeAlias = dict[str, Any]

#: Of skops 0.13 to 0.16; an older number would select older loaders.
PROTOCOL = 2
_NUMBERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
_SCALARS = frozenset(f"builtins.{name}" for name in ("bool", "float", "int", "str"))
_NUMPY_SCALARS = frozenset(
    f"numpy.{name}"
    for name in ("bool", "bool_", "str_", "float16", "float32", "float64", *_NUMBERS)
)
#: The types that a loader of plain data may build.
_DATA_LOADERS: Mapping[str, frozenset[str]] = {
    "DictNode": frozenset({"builtins.dict", "collections.OrderedDict"}),
    "DTypeNode": frozenset({"numpy.dtype"}),
    "ListNode": frozenset({"builtins.list"}),
    "MaskedArrayNode": frozenset({"numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray"}),
    "NdArrayNode": _NUMPY_SCALARS | {"numpy.ndarray"},
    "RandomStateNode": frozenset({"numpy.random.mtrand.RandomState"}),
    "SetNode": frozenset({"builtins.set"}),
    "SliceNode": frozenset({"builtins.slice"}),
    "SparseMatrixNode": SPARSE_TYPES,
    "TupleNode": frozenset({"builtins.tuple"}),
    "TypeNode": _SCALARS | _NUMPY_SCALARS,
}
_DATA_TYPES = frozenset[str]().union(*_DATA_LOADERS.values())
#: Loaders of named things; skops and the trust list decide about the name.
_NAMED_LOADERS = frozenset({"FunctionNode", "ObjectNode"})
_LOSSES = ("sklearn._loss._loss.", "sklearn.linear_model._sgd_fast.")
_FILE_ENDINGS = {"NdArrayNode": ".npy", "SparseMatrixNode": ".npz"}
_TWISTER_WORDS = 624
_CONTAINERS = frozenset({"DictNode", "ListNode", "TupleNode"})
_OWN = frozenset({"__id__", "file"})


@dataclass(frozen=True)
class Findings:
    """What a schema asks for.

    Parameters
    ----------
    refused : mapping of str to str
        Types that no loader of data builds, with the place of each.
    places : mapping of str to str
        Every type, with the place where it stands first.
    members : mapping of str to str
        The type that each member of the file belongs to.
    """

    refused: Mapping[str, str]
    places: Mapping[str, str]
    members: Mapping[str, str]


def examine(schema: Any) -> Findings:
    """Return what a schema asks for; refuse one that skops would not have written."""
    if not isinstance(schema, dict) or schema.get("__loader__") != "ObjectNode":
        raise SavedModelError("it holds no estimator")
    if type(schema.get("protocol")) is not int or schema["protocol"] != PROTOCOL:
        raise SavedModelError(
            f"its skops protocol must be {PROTOCOL}; it is {str(schema.get('protocol'))[:20]!r}"
        )
    refused: dict[str, str] = {}
    places: dict[str, str] = {}
    members: dict[str, str] = {}
    by_identity: defaultdict[int, list[Node]] = defaultdict(list)
    for place, node in nodes(schema):
        name = node_name(node)
        places.setdefault(name, place)
        if not _may_build(node["__loader__"], name):
            refused.setdefault(name, place)
            continue
        _check_content(node, place)
        if "__id__" in node:
            by_identity[_identity(node, place)].append(node)
        if "file" in node:
            members[_member(node, place)] = name
    for same in by_identity.values():
        # skops takes the first for the others, which the checks have seen as they stand. Since
        # nothing equals a part of itself, this also leaves no cycle.
        if any(not _equal(same[0], other) for other in same[1:]):
            raise SavedModelError("two of its objects have one identity")
    return Findings(refused, places, members)


def nodes(value: Any, place: str = "", *, of_object: bool = False) -> Iterator[tuple[str, Node]]:
    """Yield every node below ``value`` with its place, written as in Python."""
    if isinstance(value, list):
        for item in value:
            yield from nodes(item, place)
    if not isinstance(value, dict):
        return
    loader = value.get("__loader__")
    is_node = isinstance(loader, str)
    if is_node:
        yield place, value
    elif any(not isinstance(value.get(key, {}), dict) for key in ("__loader__", "__id__")):
        # a dict of the model may have such keys, but then nodes are their values
        raise SavedModelError(f"a part of it is malformed{at(place)}")
    for key, item in value.items():
        if is_node and key == "content" and loader in _CONTAINERS:
            yield from _items(item, place, of_object=of_object)
        else:
            yield from nodes(item, place, of_object=loader == "ObjectNode")


def _items(content: Any, place: str, *, of_object: bool) -> Iterator[tuple[str, Node]]:
    if isinstance(content, list):
        for position, item in enumerate(content):
            yield from nodes(item, f"{place}[{position}]")
    elif isinstance(content, dict):
        for key, item in content.items():
            yield from nodes(item, f"{place}.{key}" if of_object else f"{place}[{key!r}]")
    else:
        raise SavedModelError(f"a part of it is malformed{at(place)}")


def node_name(node: Node) -> str:
    """Return the type that a node stands for."""
    module, name = node.get("__module__"), node.get("__class__")
    if not isinstance(module, str) or not isinstance(name, str):
        raise SavedModelError("an object in it has no type")
    return f"{module}.{name}"


def at(place: str) -> str:
    """Return where in the model something stands, for a message."""
    return f" (at {place[:200].lstrip('.')})" if place else ""


def _may_build(loader: str, name: str) -> bool:
    if loader == "JsonNode":
        return True
    if loader == "LossNode":
        return name.startswith(_LOSSES)
    if loader in _NAMED_LOADERS:
        return name not in _DATA_TYPES  # an array laid out as an object skips every check
    return name in _DATA_LOADERS.get(loader, ())


def _check_content(node: Node, place: str) -> None:
    loader, content = node["__loader__"], node.get("content")
    fine = True
    if loader == "JsonNode":
        fine = isinstance(content, str)
    elif loader == "SliceNode":
        fine = isinstance(content, dict) and all(
            type(content.get(part)) in (int, type(None)) for part in ("start", "stop", "step")
        )
    elif loader == "DictNode":
        fine = isinstance(content, dict) and _are_types(node.get("key_types"), len(content))
    elif loader == "RandomStateNode":
        fine = _is_twister(content)
    elif loader == "LossNode":
        arguments = node["__reduce__"]["args"]
        fine = arguments["__loader__"] == "TupleNode" and all(
            argument["__loader__"] == "JsonNode" for argument in arguments["content"]
        )
    if not fine:
        raise SavedModelError(f"its {loader} is malformed{at(place)}")


def _are_types(keys: Any, number: int) -> bool:
    """Tell whether the types of a dict's keys, which skops calls, are types of keys."""
    return (
        isinstance(keys, dict)
        and keys.get("__loader__") == "ListNode"
        and isinstance(keys.get("content"), list)
        and len(keys["content"]) == number
        and all(isinstance(k, dict) and k.get("__loader__") == "TypeNode" for k in keys["content"])
    )


def _is_twister(content: Any) -> bool:
    """Tell whether a generator is numpy's usual one and points into its words.

    numpy does not look where it points, and reads on.
    """
    if json.loads(content["content"]["bit_generator"]["content"]) != "MT19937":
        return False
    state = content["content"]["state"]["content"]
    position = json.loads(state["pos"]["content"])
    return type(position) is int and 0 <= position <= _TWISTER_WORDS


def _identity(node: Node, place: str) -> int:
    identity = node["__id__"]
    if type(identity) is not int:
        raise SavedModelError(f"an identity in it is no number{at(place)}")
    return identity


def _member(node: Node, place: str) -> str:
    """Return the member of an array, which carries the identity of the array as its name."""
    ending = _FILE_ENDINGS.get(node["__loader__"])
    expected = f"{node.get('__id__')}{ending}"
    if ending is None or node["file"] != expected:
        raise SavedModelError(f"an array in it is kept in a member of another name{at(place)}")
    return expected


def _equal(one: Any, other: Any) -> bool:
    """Compare without identities and members: what is made while it is saved has new ones."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() - _OWN
        return keys == other.keys() - _OWN and all(_equal(one[key], other[key]) for key in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return type(one) is type(other) and bool(one == other)


def renumbered(schema: Any) -> tuple[Any, dict[str, str]]:
    """Return the schema with identities 1, 2, ... and the new name of each member.

    skops writes memory addresses, which differ from run to run.
    """
    numbers: dict[int, int] = {}
    names: dict[str, str] = {}

    def copied(value: Any) -> Any:
        if isinstance(value, list):
            return [copied(item) for item in value]
        if not isinstance(value, dict):
            return value
        result = {key: copied(item) for key, item in value.items()}
        if isinstance(value.get("__id__"), int):
            result["__id__"] = numbers.setdefault(value["__id__"], len(numbers) + 1)
            if isinstance(value.get("file"), str):
                ending = value["file"].rpartition(".")[2]
                result["file"] = f"{result['__id__']}.{ending}"
                names[value["file"]] = result["file"]
        return result

    return copied(schema), names

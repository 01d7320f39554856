"""Whatever becomes of a file, loading it ends in one kind of refusal, or in a model."""

import copy
import json
import os
import random
import subprocess
import sys
import threading
import zipfile
from importlib.util import find_spec
from pathlib import Path

import golden_models
import numpy as np
import pytest
import tampering
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tampering import npy, npy_header

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the limits of the worker are those of Linux"
)

OPENED = f"{('/etc/hostname', 'r', os.O_RDONLY | os.O_CLOEXEC)}"
PATIENCE = 60  # seconds for one file
NAMES = ["graph", "graphs", "pipeline"]
NAMES += ["images"] if find_spec("torch") and find_spec("skorch") else []
FILES = {name: (golden_models.GOLDEN / f"{name}.skops").read_bytes() for name in NAMES}

TYPES = [
    "os.system", "posix.system", "builtins.eval", "builtins.exec", "builtins.bytes",
    "builtins.property", "builtins.object", "builtins.type", "builtins.dict", "builtins.list",
    "functools.partial", "operator.methodcaller", "subprocess.Popen", "antigravity.geohash",
    "numpy.ndarray", "numpy.float64", "numpy.void", "numpy.dtype", "numpy.memmap", "numpy.load",
    "numpy.ma.MaskedArray", "numpy.random.mtrand.RandomState", "scipy.sparse._csr.csr_array",
    "sklearn.pipeline.Pipeline", "sklearn.svm._classes.SVC", "sklearn.tree._tree.Tree",
    "sklearn.linear_model._sgd_fast.Hinge", "skrepr.graphset.GraphSet", "skorch.net.NeuralNet",
    "torch.nn.modules.linear.Linear", "torch.load", "golden_plugin._graphs.Undeclared",
    "golden_plugin._graphs.Scale", "golden_plugin._encoder.LinearEncoder", "skrepr_metric.nothing",
    "xml.dom.minidom.parse", "no_such_package.Thing", "..", "",
]  # fmt: skip
LOADERS = [
    "BytesNode", "BytearrayNode", "CachedNode", "ConstructorFromReduceNode", "DTypeNode",
    "DefaultDictNode", "DictNode", "FunctionNode", "JsonNode", "ListNode", "LossNode",
    "MaskedArrayNode", "MethodNode", "NdArrayNode", "NoNode", "ObjectNode", "OperatorFuncNode",
    "PartialNode", "QuantileForestNode", "RandomGeneratorNode", "RandomStateNode", "ReduceNode",
    "SetNode", "SliceNode", "SparseMatrixNode", "TreeNode", "TupleNode", "TypeNode",
]  # fmt: skip
JUNK = [
    None, True, -1, 10**30, 1e308, "", "x", "/etc/passwd", "1.npy", [], {}, [[]], [None],
    {"__loader__": "JsonNode"}, {"__id__": 1}, "null", "[" * 5000, "9" * 5000, "NaN", "\x00",
]  # fmt: skip
ARRAYS = [
    b"", b"PK\x03\x04", b"\x80\x04N.", npy(np.zeros(0)), npy(np.array("x")),
    npy(np.array([1, None], dtype=object), allow_pickle=True), npy(np.zeros((3, 1, 2))),
    npy(np.array([2**62, -1])), npy(np.full(700, np.nan)), npy_header(shape=(2**40,)),
    npy_header(shape=(2**62, 2**62)), npy_header(descr="|V2000000000", shape=(0,)),
    npy_header(descr="<U500000000", shape=(0,)), npy_header(descr=("<f8", (2**30,)), shape=(0,)),
    npy_header(shape=(True,)), b"\x93NUMPY\x01\x00\x10\x00{'descr': 1L}   \n",
    b"\x93NUMPY\x01\x00\x20\x00" + b"(" * 31 + b"\n",
]  # fmt: skip
ATTRIBUTES = ["steps", "coef_", "net_state", "seed_", "device", "n_components", "input_shape_"]


class Worker:
    """A process that loads one file after another."""

    def __init__(self, folder):
        self.path = folder / "model.skops"
        command = [sys.executable, str(Path(__file__).with_name("loading_worker.py"))]
        self.process = subprocess.Popen(
            [*command, str(golden_models.SITE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        for name, data in FILES.items():
            assert self.load(data)[0] == "loaded", name
        print(file=self.process.stdin, flush=True)

    def load(self, data):
        self.path.write_bytes(data)
        guard = threading.Timer(PATIENCE, self.process.kill)
        guard.start()
        try:
            print(self.path, file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        finally:
            guard.cancel()
        if not line:
            pytest.fail(
                f"the process died with {self.process.wait()}: {self.process.stderr.read()}"
            )
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    started = Worker(tmp_path_factory.mktemp("fuzz"))
    yield started
    started.close()


def flip(data, draw):
    data = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 8])):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(data)


def cut(data, draw):
    start, stop = sorted(draw.randrange(len(data)) for _ in range(2))
    return draw.choice([data[:start], data[:start] + data[stop:], data[:stop] + data[start:]])


def retype(node, draw, nodes):
    node["__module__"], _, node["__class__"] = draw.choice(TYPES).rpartition(".")


def reload(node, draw, nodes):
    node["__loader__"] = draw.choice(LOADERS)


def retype_and_reload(node, draw, nodes):
    retype(node, draw, nodes)
    reload(node, draw, nodes)


def swap(node, draw, nodes):
    other = copy.deepcopy(draw.choice(nodes))
    node.clear()
    node.update(other)


def drop(node, draw, nodes):
    del node[draw.choice(list(node))]


def spoil(node, draw, nodes):
    node[draw.choice([*node, "__id__", "file", "type", "shape"])] = draw.choice(JUNK)


def spoil_deeply(node, draw, nodes):
    place = node
    while isinstance(place, dict | list) and place:
        key = draw.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if draw.random() < 0.4 or not isinstance(place[key], dict | list):
            place[key] = draw.choice(JUNK)
            return
        place = place[key]


def share_identity(node, draw, nodes):
    node["__id__"] = draw.choice(nodes).get("__id__", 1)


def nest(node, draw, nodes):
    inner = copy.deepcopy(node)
    for _ in range(draw.choice([1, 20, 60])):
        inner = tampering.sequence(inner, kind=draw.choice(["list", "tuple", "set"]))
    node.clear()
    node.update(inner)


def replace_attribute(node, draw, nodes):
    if node["__loader__"] == "DictNode":
        key = draw.choice([*node["content"], *ATTRIBUTES])
        if key not in node["content"]:
            node["key_types"]["content"].append(tampering.node("builtins.str", "TypeNode"))
        value = draw.choice([*nodes, *(tampering.text(junk) for junk in JUNK)])
        node["content"][key] = copy.deepcopy(value)


EDITS = [
    retype, reload, retype_and_reload, swap, drop, spoil, spoil_deeply, share_identity, nest,
    replace_attribute,
]  # fmt: skip


def edit_schema(data, draw):
    parts = tampering.take_apart(data)
    for _ in range(draw.choice([1, 1, 1, 3])):
        found = list(tampering.nodes(parts.schema))
        draw.choice(EDITS)(draw.choice(found), draw, found)
    return parts.pack()


def edit_header(data, draw):
    parts = tampering.take_apart(data)
    place = draw.choice([parts.header, parts.header["versions"], parts.header["estimators"]])
    key = draw.choice([*place, "skrepr"])
    place[key] = draw.choice(JUNK)
    if draw.random() < 0.3:
        del place[key]
    return parts.pack()


def edit_arrays(data, draw):
    parts = tampering.take_apart(data)
    name = draw.choice(list(parts.arrays))
    content = parts.arrays[name]
    if name.endswith(".npz") and draw.random() < 0.8:
        with zipfile.ZipFile(tampering.io.BytesIO(content)) as inner:
            members = {member: inner.read(member) for member in inner.namelist()}
        member = draw.choice(list(members))
        members[member] = spoil_bytes(members[member], draw)
        parts.arrays[name] = tampering.pack(members.items())
    else:
        parts.arrays[name] = spoil_bytes(content, draw)
    return parts.pack()


def spoil_bytes(content, draw):
    way = draw.choice([flip, cut, None])
    return draw.choice(ARRAYS) if way is None or not content else way(content, draw)


def edit_members(data, draw):
    parts = tampering.take_apart(data)
    name = draw.choice(list(parts.arrays))
    content = parts.arrays[name]
    if draw.random() < 0.5:
        del parts.arrays[name]
    if draw.random() < 0.7:
        strange = ["/etc/passwd", "../up.npy", "0.npy", "999.npz", "schema.json/x", "é.npy"]
        parts.arrays[draw.choice(strange)] = content
    return parts.pack(draw.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


WAYS = [flip, cut, edit_schema, edit_schema, edit_schema, edit_header, edit_arrays, edit_members]


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=400,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_changed_file_is_refused_or_loaded_and_does_nothing_else(name, worker, seed):
    draw = random.Random(seed)
    outcome, events = worker.load(draw.choice(WAYS)(FILES[name], draw))
    assert outcome in ("loaded", "refused")
    assert events == []


def test_the_watch_sees_what_it_watches_for(worker):
    """A class that is trusted and opens a file while it is built."""
    parts = tampering.take_apart(FILES["graphs"])
    scale = parts.schema["content"]["content"]["scale_"]["content"]
    scale["content"]["opens"] = tampering.text("/etc/hostname")
    scale["key_types"]["content"].append(tampering.node("builtins.str", "TypeNode"))
    assert worker.load(parts.pack()) == ["loaded", [["open", OPENED]]]

"""A file asks for what would run code, and gets nothing but a refusal that names it."""

import copy
import io
import json
import pickle
import sys
import zipfile

import numpy as np
import pytest
import scipy.sparse
import tampering
from sklearn.linear_model import Ridge
from tampering import mapping, node, npy, npy_header, pack, put, sequence, text

import skrepr
from skrepr.exceptions import SavedModelError


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A model with an array, a sparse matrix and a generator."""
    model = Ridge().fit([[0.0], [1.0]], [0.0, 1.0])
    model.matrix_ = scipy.sparse.csr_array([[0.0, 1.0], [2.0, 0.0]])
    model.generator_ = np.random.RandomState(0)
    path = tmp_path_factory.mktemp("honest") / "model.skops"
    return tampering.take_apart(skrepr.save(model, path, card=False).read_bytes())


@pytest.fixture
def refuse(tmp_path):
    """Load bytes and return why they are refused; nothing may have been run."""

    def message(data):
        path = tmp_path / "model.skops"
        path.write_bytes(data)
        before = set(sys.modules)
        with pytest.raises(SavedModelError) as refusal:
            skrepr.load(path)
        assert [entry.name for entry in tmp_path.iterdir()] == ["model.skops"]
        assert not {"antigravity", "this"} & (set(sys.modules) - before)
        return str(refusal.value)

    return message


SHELL = sequence(text("touch marker"))


def calling(loader, name, **content):
    return node(name, loader, content)


HOSTILE = {
    "posix.system": node("posix.system", "TypeNode"),
    "os.system": node("os.system", "FunctionNode"),
    "builtins.eval": node("builtins.eval", "TypeNode"),
    "builtins.exec": node("builtins.exec", "FunctionNode"),
    "builtins.property": node("builtins.property", "ConstructorFromReduceNode", SHELL),
    "antigravity.geohash": node("antigravity.geohash", "FunctionNode"),
    "this.s": node("this.s", "ObjectNode", mapping()),
    "subprocess.Popen": node("subprocess.Popen", "ConstructorFromReduceNode", SHELL),
    "functools.partial": calling(
        "PartialNode",
        "functools.partial",
        func=node("os.system", "TypeNode"),
        args=SHELL,
        kwds=mapping(),
        namespace=text(None),
    ),
    "operator.methodcaller": node(
        "operator.methodcaller", "OperatorFuncNode", attrs=sequence(text("fit"))
    ),
    "sklearn.linear_model._ridge.Ridge": calling(
        "MethodNode",
        "sklearn.linear_model._ridge.Ridge",
        func="fit",
        obj=node("sklearn.linear_model._ridge.Ridge", "ObjectNode", mapping()),
    ),
    "collections.defaultdict": calling(
        "DefaultDictNode",
        "collections.defaultdict",
        main=mapping(),
        default_factory=node("os.getcwd", "TypeNode"),
    ),
    "torch.nn.modules.linear.Linear": node(
        "torch.nn.modules.linear.Linear", "ObjectNode", mapping()
    ),
    "skorch.net.NeuralNet": node("skorch.net.NeuralNet", "ObjectNode", mapping()),
    "numpy.random._generator.Generator": calling(
        "RandomGeneratorNode",
        "numpy.random._generator.Generator",
        bit_generator=mapping(bit_generator=text("seed")),
        seed_seq=mapping(),
    ),
    "sklearn.tree._tree.Tree": node("sklearn.tree._tree.Tree", "TreeNode", mapping()),
    "scipy.sparse._csr.csr_array": node("scipy.sparse._csr.csr_array", "ObjectNode", mapping()),
    "numpy.ndarray": node("numpy.ndarray", "ObjectNode", mapping()),
    "sklearn.base.clone": node("sklearn.base.clone", "FunctionNode"),
    "golden_plugin._graphs.Undeclared": node(
        "golden_plugin._graphs.Undeclared", "ObjectNode", mapping()
    ),
    # trusted for the classifier whose spec says so, and this file holds none
    "golden_plugin._graphs.Scale": node("golden_plugin._graphs.Scale", "ObjectNode", mapping()),
    "no_such_package.Thing": node("no_such_package.Thing", "ObjectNode", mapping()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_plugin_declares_is_refused_by_name(name, honest, refuse):
    message = refuse(put(honest, "kept_", copy.deepcopy(HOSTILE[name])).pack())
    assert "holds types that no installed plugin declares" in message
    assert f"{name} (at kept_" in message


def test_all_of_them_are_named_at_once(honest, refuse):
    parts = put(honest, "kept_", HOSTILE["functools.partial"])
    message = refuse(put(parts, "more_", HOSTILE["golden_plugin._graphs.Undeclared"]).pack())
    assert "functools.partial (at kept_), golden_plugin._graphs.Undeclared (at more_)" in message


@pytest.mark.parametrize("loader", ["BytesNode", "BytearrayNode"])
def test_bytes_that_are_a_pickle_are_refused_and_never_unpickled(loader, honest, refuse, tmp_path):
    name = "builtins.bytes" if loader == "BytesNode" else "builtins.bytearray"
    parts = put(honest, "kept_", node(name, loader, file="99.npy"))
    parts.arrays["99.npy"] = tampering.Touch(tmp_path / "marker").pickled()
    message = refuse(parts.pack())
    assert f"{name} (at kept_)" in message


def test_an_object_array_as_a_pickle_is_refused(honest, refuse, tmp_path):
    name = next(name for name in honest.arrays if name.endswith(".npy"))
    parts = copy.deepcopy(honest)
    array = np.array([tampering.Touch(tmp_path / "marker")], dtype=object)
    parts.arrays[name] = npy(array, allow_pickle=True)
    assert "dtype 'object', not plain data" in refuse(parts.pack())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pickle.dumps(1), "magic string"),
        (b"", "reading magic string"),
        (npy_header(shape=(10**15,)), "does not fill the shape"),
        (npy_header(shape=(-1, -8)), "does not fill the shape"),
        (npy_header(descr="S2000000000", shape=(0,)), "claims items of 2000000000 bytes"),
        (npy_header(descr=[("a", "<f8")]), "not plain data"),
        (npy_header(descr="|O", shape=(0,)), "not plain data"),
        (npy(np.zeros(3)) + b"more", "does not fill the shape"),
        (npy(np.zeros(3))[:-1], "does not fill the shape"),
        (b"\x93NUMPY\x03\x00" + npy(np.zeros(3))[8:], "version"),
        (pack([("a.npy", npy(np.zeros(3)))]), "magic string"),
    ],
)
def test_an_array_that_is_none_is_refused(content, reason, honest, refuse):
    name = next(name for name in honest.arrays if name.endswith(".npy"))
    parts = copy.deepcopy(honest)
    parts.arrays[name] = content
    assert reason in refuse(parts.pack())


def sparse_parts(**changes):
    parts = {
        "format": np.array(b"csr"),
        "_is_array": np.array(True),
        "shape": np.array([2, 2]),
        "data": np.array([1.0, 2.0]),
        "indices": np.array([1, 0], dtype=np.int32),
        "indptr": np.array([0, 1, 2], dtype=np.int32),
        **changes,
    }
    return [(f"{name}.npy", npy(array)) for name, array in parts.items() if array is not None]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        (sparse_parts(indices=np.array([1, 10**6], dtype=np.int32)), "indices must be < 2"),
        (sparse_parts(indices=np.array([1, -5], dtype=np.int32)), "indices must be >= 0"),
        (sparse_parts(indptr=np.array([0, 9, 2], dtype=np.int32)), "indptr must be"),
        (sparse_parts(indptr=np.array([0, 1, 10**6], dtype=np.int32)), "index pointer"),
        (
            sparse_parts(
                format=np.array(b"coo"),
                indices=None,
                indptr=None,
                row=np.array([0, 10**6]),
                col=np.array([0, 1]),
            ),
            "exceeds matrix dimension",
        ),
        (sparse_parts(format=np.array(b"lil")), "lil"),
        (sparse_parts(format=np.array(b"csc")), "not the scipy.sparse._csr.csr_array it claims"),
        (sparse_parts(data=None), "data"),
        ([*sparse_parts(), ("../up.npy", npy(np.zeros(1)))], "'../up.npy'"),
        ([*sparse_parts(), ("data.npy", npy(np.zeros(2)))], "one name"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_sparse_matrix_that_is_none_is_refused(members, reason, honest, refuse):
    name = next(name for name in honest.arrays if name.endswith(".npz"))
    parts = copy.deepcopy(honest)
    parts.arrays[name] = pack(members)
    assert reason in refuse(parts.pack())


def test_a_bomb_is_refused_unopened(honest, refuse):
    parts = copy.deepcopy(honest)
    name = next(iter(parts.arrays))
    parts.arrays[name] = npy(np.zeros(10**6))
    assert "is compressed" in refuse(parts.pack(zipfile.ZIP_DEFLATED))
    sparse = next(name for name in parts.arrays if name.endswith(".npz"))
    parts.arrays[sparse] = pack(sparse_parts(data=np.zeros(10**6)), zipfile.ZIP_DEFLATED)
    assert "is compressed" in refuse(parts.pack())


def test_members_that_share_their_bytes_are_refused(honest, refuse):
    data = bytearray(honest.pack())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max(archive.infolist(), key=lambda member: member.file_size)
        others = [m for m in archive.infolist() if m is not largest]
        directory = archive.start_dir
    for member in others:  # in the directory each claims the bytes of the largest
        at = data.index(member.filename.encode(), directory) - 46
        assert data[at : at + 4] == b"PK\x01\x02"
        for offset, value in ((16, largest.CRC), (20, largest.file_size), (24, largest.file_size)):
            data[at + offset : at + offset + 4] = value.to_bytes(4, "little")
    assert "larger than the file" in refuse(bytes(data))


@pytest.mark.parametrize("name", ["/etc/passwd", "../up.npy", "1.npy\x00.npy", "a.py", "1.pkl"])
def test_a_member_of_another_kind_is_refused(name, honest, refuse):
    parts = copy.deepcopy(honest)
    parts.arrays[name] = npy(np.zeros(1))
    assert refuse(parts.pack())


def test_a_member_that_nothing_refers_to_is_refused(honest, refuse):
    parts = copy.deepcopy(honest)
    parts.arrays["77.npy"] = npy(np.zeros(1))
    assert "77.npy is missing, or nothing refers to it" in refuse(parts.pack())


@pytest.mark.parametrize("file", ["/etc/passwd", "schema.json", "skrepr.json", "77.npy", 3, None])
def test_an_array_in_a_file_of_another_name_is_refused(file, honest, refuse):
    parts = copy.deepcopy(honest)
    tampering.first(parts.schema, "NdArrayNode")["file"] = file
    assert "member of another name" in refuse(parts.pack())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(honest, refuse):
    members = [("skrepr.json", b"{}"), ("schema.json", b"{}"), ("schema.json", b"{}")]
    assert "one name" in refuse(pack(members))


def test_a_cycle_is_refused(honest, refuse):
    parts = copy.deepcopy(honest)
    outer = parts.schema["content"]
    outer["content"]["coef_"] = {**outer, "content": dict(outer["content"])}
    assert "one identity" in refuse(parts.pack())


def test_an_identity_that_stands_for_two_things_is_refused(honest, refuse):
    parts = put(honest, "kept_", {**text("one"), "__id__": 900})
    parts = put(parts, "more_", {**text("two"), "__id__": 900})
    assert "one identity" in refuse(parts.pack())


def test_a_reference_without_an_object_is_refused(honest, refuse):
    assert "malformed" in refuse(put(honest, "kept_", {"__id__": 1}).pack())
    cached = node("builtins.dict", "CachedNode", __id__=1)
    assert "builtins.dict" in refuse(put(honest, "kept_", cached).pack())


def test_depth_without_end_is_refused(honest, refuse):
    deep = text(1)
    for _ in range(400):
        deep = sequence(deep, kind="list")
    assert "RecursionError" in refuse(put(honest, "kept_", deep).pack())
    parts = copy.deepcopy(honest)
    members = [("skrepr.json", json.dumps(parts.header)), ("schema.json", "[" * 10**6)]
    assert "RecursionError" in refuse(pack(members))


def test_types_of_keys_that_are_no_types_are_refused(honest, refuse):
    """skops calls each on its key."""
    for entry in (node("numpy.log1p", "FunctionNode"), text("str")):
        called = mapping(key=text(1))
        called["key_types"]["content"] = [entry]
        assert "DictNode is malformed (at kept_)" in refuse(put(honest, "kept_", called).pack())


@pytest.mark.parametrize("position", [625, -1, 10**9, "0", None])
def test_a_generator_that_reads_past_its_words_is_refused(position, honest, refuse):
    parts = copy.deepcopy(honest)
    state = tampering.first(parts.schema, "RandomStateNode")["content"]["content"]["state"]
    state["content"]["pos"] = text(position)
    assert "RandomStateNode is malformed (at generator_)" in refuse(parts.pack())


@pytest.mark.parametrize("protocol", [0, 1, 3, True, "2", None])
def test_another_protocol_is_refused(protocol, honest, refuse):
    """An older one would select older loaders."""
    parts = copy.deepcopy(honest)
    parts.schema["protocol"] = protocol
    assert "protocol must be 2" in refuse(parts.pack())


@pytest.mark.parametrize("missing", ["schema.json", "skrepr.json"])
def test_a_missing_member_is_named(missing, honest, refuse):
    with zipfile.ZipFile(io.BytesIO(honest.pack())) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist() if name != missing]
    assert f"holds no {missing}" in refuse(pack(members))


@pytest.mark.parametrize(
    "header",
    [
        None,
        [],
        {"format": True, "versions": {}, "estimators": {}},
        {"format": 1, "versions": {"skrepr": 1}, "estimators": {}},
        {"format": 1, "versions": {"skrepr": "\x1b[31m"}, "estimators": {}},
        {"format": 1, "versions": {}, "estimators": {"a.B": "https://evil"}},
    ],
)
def test_a_malformed_header_is_refused(header, honest, refuse):
    parts = copy.deepcopy(honest)
    parts.header = header
    assert "skrepr.json is malformed" in refuse(parts.pack())


def test_a_message_shows_no_control_characters(honest, refuse):
    name = "no_such\x1b[2J\u202e.Thing"
    message = refuse(put(honest, "kept_", node(name, "ObjectNode", mapping())).pack())
    assert message.isprintable()


@pytest.mark.parametrize("root", [text(1), sequence(), node("builtins.eval", "TypeNode")])
def test_a_file_without_an_estimator_is_refused(root, honest, refuse):
    parts = copy.deepcopy(honest)
    parts.schema = {**root, "protocol": 2}
    assert "holds no estimator" in refuse(parts.pack())


@pytest.mark.parametrize("data", [b"", b"PK", b"no model", pickle.dumps(1)])
def test_what_is_no_archive_is_refused(data, refuse):
    assert "damaged" in refuse(data)


def test_trusted_constructors_are_not_called(honest, refuse):
    """A trusted class as the type of an array, a list or a key would be called."""
    trusted = "sklearn.linear_model._ridge.Ridge"
    for loader in (
        "ListNode",
        "SetNode",
        "TupleNode",
        "DictNode",
        "NdArrayNode",
        "TypeNode",
        "RandomStateNode",
        "MaskedArrayNode",
        "LossNode",
        "ConstructorFromReduceNode",
    ):
        assert trusted in refuse(put(honest, "kept_", node(trusted, loader, [])).pack())

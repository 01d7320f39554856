"""No saved state holds a net: what is loaded is equal, goes on equally, and runs no code."""

import copy
import io
import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest
import skops.io
import torch
from sklearn.base import BaseEstimator
from tiny_encoder import TinyEncoder

from skrepr.neural import NetStateMixin, available_device
from skrepr.testing import make_input

SAMPLE = make_input("images", seed=1)
TRUSTED = ["tiny_encoder.TinyEncoder"]


def by_pickle(estimator):
    return pickle.loads(pickle.dumps(estimator))


def by_joblib(estimator):
    file = io.BytesIO()
    joblib.dump(estimator, file)
    file.seek(0)
    return joblib.load(file)


def by_skops(estimator):
    return skops.io.loads(skops.io.dumps(estimator), trusted=TRUSTED)


every_way = pytest.mark.parametrize("copied", [copy.deepcopy, by_pickle, by_joblib, by_skops])


@pytest.fixture
def encoder():
    return TinyEncoder(max_epochs=2, random_state=3).fit(SAMPLE.X)


class RawEncoder(TinyEncoder):
    """What skorch's own state would mean: the net goes into the file as it is."""

    __getstate__ = BaseEstimator.__getstate__
    __setstate__ = BaseEstimator.__setstate__


class Payload(torch.nn.Module):
    """Runs a command when it is unpickled."""

    def __init__(self, marker):
        super().__init__()
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


@every_way
def test_a_copy_transforms_to_the_same_bits(encoder, copied):
    np.testing.assert_array_equal(
        copied(encoder).transform(SAMPLE.X_new), encoder.transform(SAMPLE.X_new)
    )


@every_way
def test_a_copy_goes_on_training_to_the_same_bits(encoder, copied):
    other = copied(encoder)
    for estimator in (encoder, other):
        estimator.partial_fit(SAMPLE.X)
    np.testing.assert_array_equal(other.transform(SAMPLE.X_new), encoder.transform(SAMPLE.X_new))


@every_way
def test_a_copy_keeps_the_history(encoder, copied):
    assert copied(encoder).net_.history[:, "train_loss"] == encoder.net_.history[:, "train_loss"]


@every_way
def test_an_unfitted_estimator_is_copied_too(copied):
    assert not hasattr(copied(TinyEncoder(n_components=3)), "net_")


def test_the_state_is_plain_data(encoder):
    assert "net_" not in encoder.__getstate__()
    assert skops.io.get_untrusted_types(data=skops.io.dumps(encoder)) == TRUSTED


def test_equal_estimators_have_equal_hashes(encoder):
    assert joblib.hash(encoder) == joblib.hash(by_pickle(encoder))


def test_loading_leaves_the_global_generator_alone(encoder):
    pickled, before = pickle.dumps(encoder), torch.get_rng_state()
    pickle.loads(pickled)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_net_from_a_gpu_comes_back_on_the_cpu(encoder):
    expected = encoder.transform(SAMPLE.X_new)
    other = by_pickle(encoder.set_params(device="cuda"))
    assert other.device == "cuda"
    assert next(other.net_.module_.parameters()).device.type == "cpu"
    np.testing.assert_array_equal(other.transform(SAMPLE.X_new), expected)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("device", ["auto", "cuda", "cuda:3", "cpu"])
def test_without_a_gpu_every_device_is_the_cpu(device):
    assert available_device(device) == "cpu"


def test_an_unknown_device_is_refused():
    with pytest.raises(RuntimeError, match="abacus"):
        available_device("abacus")


def test_a_class_must_say_how_its_net_is_built():
    class Nameless(NetStateMixin, BaseEstimator):
        pass

    with pytest.raises(NotImplementedError, match="Nameless must implement _build_net"):
        Nameless()._build_net("cpu")


def test_a_raw_net_in_a_tampered_file_runs_code(encoder, tmp_path, monkeypatch):
    """The danger that the mixin averts: the list of types is that of the honest file."""
    raw = RawEncoder().fit(SAMPLE.X)
    honest = skops.io.get_untrusted_types(data=skops.io.dumps(raw))
    raw.net_.criterion_ = Payload(tmp_path / "marker")
    tampered = skops.io.dumps(raw)
    assert skops.io.get_untrusted_types(data=tampered) == honest
    skops.io.loads(tampered, trusted=honest)
    assert (tmp_path / "marker").exists()


def smuggle_object(state, payload):
    state["net_state"]["weights"]["module_"]["encode.weight"] = payload


def smuggle_bytes(state, payload):
    state["net_state"]["weights"]["module_"]["encode.weight"] = pickle.dumps(payload)


def smuggle_net(state, payload):
    raw = RawEncoder().fit(SAMPLE.X)
    raw.net_.criterion_ = payload
    state["net_"] = raw.net_


def smuggle_generator(state, payload):
    state["net_state"]["generators"]["iterator_train__generator"] = payload


@pytest.mark.parametrize("smuggle", [smuggle_object, smuggle_bytes, smuggle_net, smuggle_generator])
def test_a_tampered_file_does_not_run_code(encoder, tmp_path, monkeypatch, smuggle):
    state = encoder.__getstate__()
    smuggle(state, Payload(tmp_path / "marker"))
    with monkeypatch.context() as patch:
        patch.setattr(TinyEncoder, "__getstate__", lambda self: state)
        tampered = skops.io.dumps(encoder)
    with pytest.raises((TypeError, AttributeError, RuntimeError)):
        skops.io.loads(tampered, trusted=TRUSTED)
    assert not (tmp_path / "marker").exists()

"""The parts that torch estimators share, each against what could be wrong with it."""

import pickle
import threading

import numpy as np
import pytest
import torch
from torch import nn

from skrepr.neural import (
    BrightnessScale,
    Compose,
    GaussianNoise,
    RandomShift,
    Rows,
    apply_in_batches,
    as_read,
    check_device,
    conv_encoder,
    make_backbone,
    mlp_encoder,
    seeded,
    to_tensor,
)

IMAGES = torch.rand(6, 2, 5, 7, generator=torch.Generator().manual_seed(0))


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_float64_rows_do_not_depend_on_their_batch():
    module = mlp_encoder((20,), 8).eval()
    X = np.random.default_rng(0).normal(size=(300, 20))
    whole = apply_in_batches(module, X)
    np.testing.assert_allclose(apply_in_batches(module, X, batch_size=7), whole, rtol=1e-12)
    assert whole.dtype == np.float64
    assert apply_in_batches(module, X.astype(np.float32)).dtype == np.float32


def test_applying_only_reads_a_module_that_trains():
    module = nn.Sequential(nn.BatchNorm1d(3), nn.Dropout(0.5)).train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    X = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    first, second = apply_in_batches(module, X), apply_in_batches(module, X)
    np.testing.assert_array_equal(first, second)
    assert module.training
    for name, value in module.state_dict().items():
        torch.testing.assert_close(value, before[name])


def test_threads_share_a_module():
    module = conv_encoder((1, 8, 8), 4).eval()
    X = np.random.default_rng(0).uniform(size=(40, 1, 8, 8))
    expected = apply_in_batches(module, X)
    results = [None] * 8

    def work(i):
        results[i] = apply_in_batches(module, X)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("make", [lambda x: x[::-1], lambda x: x.astype(">f8")])
def test_any_array_becomes_a_tensor(make):
    array = make(np.arange(6.0))
    array.flags.writeable = False
    assert to_tensor(array).tolist() == array.tolist()


def test_batches_are_read_at_once():
    rows = Rows(torch.arange(10), torch.arange(10) ** 2)
    loader = torch.utils.data.DataLoader(
        rows, batch_size=4, shuffle=True, generator=generator(), collate_fn=as_read, drop_last=True
    )
    batches = list(loader)
    assert [len(x) for x, _ in batches] == [4, 4]
    assert all((y == x**2).all() for x, y in batches)


def test_seeded_gives_the_generators_back():
    before = torch.random.get_rng_state()
    with seeded(3):
        first = torch.rand(4)
    with seeded(3):
        assert (torch.rand(4) == first).all()
    assert (torch.random.get_rng_state() == before).all()


@pytest.mark.skipif(torch.cuda.is_available(), reason="asks for a GPU where there is none")
def test_a_missing_gpu_is_refused_by_fit():
    with pytest.raises(ValueError, match=r"got 'cuda', and torch.cuda.device_count\(\) is 0"):
        check_device("cuda")
    assert check_device("auto") == "cpu"


@pytest.mark.parametrize(
    ("augment", "x"),
    [
        (RandomShift(1), IMAGES),
        (BrightnessScale(0.3), IMAGES),
        (GaussianNoise(0.1), IMAGES),
        (GaussianNoise(0.1), IMAGES[:, 0, 0]),
        (Compose(RandomShift(2), GaussianNoise(0.1)), IMAGES),
    ],
)
def test_an_augmentation_draws_from_its_generator_alone(augment, x):
    before, kept = torch.random.get_rng_state(), x.clone()
    view = augment(x, generator())
    assert view.shape == x.shape
    assert view.dtype == x.dtype
    assert (augment(x, generator()) == view).all()
    assert (augment(x, generator(1)) != view).any()
    assert (torch.random.get_rng_state() == before).all()
    assert (x == kept).all()
    assert pickle.loads(pickle.dumps(augment)) == augment


def test_every_image_is_shifted_as_a_whole():
    shifted = RandomShift(2)(IMAGES, generator())
    for image, moved in zip(IMAGES, shifted, strict=True):
        shifts = [(i, j) for i in range(-2, 3) for j in range(-2, 3)]
        assert any((torch.roll(image, s, (1, 2)) == moved).all() for s in shifts)
    assert (shifted != IMAGES).any()


def test_an_own_backbone_is_copied_or_made():
    module = nn.Linear(5, 3)
    assert make_backbone(module, (5,), 3) is not module
    made = make_backbone(lambda shape, n: nn.Linear(shape[0], n), (5,), 2)
    assert made.out_features == 2


@pytest.mark.parametrize(
    ("backbone", "error", "message"),
    [
        (nn.Linear(5, 4), ValueError, r"\(n_samples, 3\); got \(2, 4\) for 2 samples of .*\(5,\)"),
        (lambda shape, n: "no module", TypeError, "must return a torch.nn.Module; got str"),
    ],
)
def test_a_wrong_backbone_is_named(backbone, error, message):
    with pytest.raises(error, match=message):
        make_backbone(backbone, (5,), 3)


def test_images_too_small_for_the_encoder_are_named():
    with pytest.raises(ValueError, match="got 3 x 8"):
        make_backbone(None, (1, 3, 8), 16)

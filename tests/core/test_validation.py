"""Validators name the axes, keep the precision, and refuse what they should."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from skrepr import GraphSet
from skrepr.validation import (
    check_epochs,
    check_graphs,
    check_images,
    check_input_shape,
    check_items,
    check_points,
    check_scenes,
    check_sequences,
    check_spd,
    check_videos,
)

PIXELS = np.linspace(0.0, 1.0, 2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
EPOCHS = np.arange(24.0).reshape(2, 3, 4)
SPD = np.array([[[2.0, 0.5], [0.5, 1.0]], [[1.0, 0.0], [0.0, 3.0]]])
CLOUDS = np.arange(18.0).reshape(2, 3, 3)


@pytest.mark.parametrize(
    ("check", "X", "message"),
    [
        (
            check_epochs,
            np.zeros((64, 22)),
            r"X must have shape \(n_epochs, n_channels, n_times\); got \(64, 22\)\.",
        ),
        (check_spd, np.eye(3), r"\(n_matrices, n_channels, n_channels\); got \(3, 3\)"),
        (check_spd, np.ones((2, 3, 4)), r"\(n_matrices, n_channels, n_channels\); got \(2, 3, 4\)"),
        (check_images, PIXELS[0], r"\(n_images, n_channels, height, width\); got \(3, 4, 5\)"),
        (check_scenes, PIXELS[0], r"\(n_images, n_channels, height, width\); got \(3, 4, 5\)"),
        (
            check_videos,
            PIXELS,
            r"\(n_videos, n_frames, n_channels, height, width\); got \(2, 3, 4, 5\)",
        ),
        (check_points, CLOUDS[0], r"\(n_clouds, n_points, n_coordinates\); got \(3, 3\)"),
        (check_sequences, [1, 2], r"\(n_sequences, length\); got \(2,\)"),
        (check_items, "word", r"sequence of shape \(n_items,\); got str"),
        (check_items, 3, r"sequence of shape \(n_items,\); got int"),
        (check_graphs, np.eye(3), r"each of shape \(n_nodes, n_nodes\); got ndarray"),
        (check_graphs, [np.ones((2, 3))], r"graph 0 must have shape \(n_nodes, n_nodes\)"),
    ],
)
def test_the_message_names_the_axes(check, X, message):
    with pytest.raises(ValueError, match=message):
        check(X)


@pytest.mark.parametrize(
    ("check", "X"),
    [(check_epochs, EPOCHS), (check_spd, SPD), (check_images, PIXELS), (check_points, CLOUDS)],
)
def test_floats_keep_their_precision_and_integers_become_double(check, X):
    assert check(X.astype(np.float32)).dtype == np.float32
    assert check(X).dtype == np.float64
    assert (
        check(
            np.round(X).astype(np.int64) if check is not check_spd else [np.eye(2, dtype=int)]
        ).dtype
        == np.float64
    )


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize(
    ("check", "X"),
    [
        (check_epochs, EPOCHS),
        (check_spd, SPD),
        (check_images, PIXELS),
        (check_scenes, PIXELS),
        (check_videos, PIXELS[None]),
    ],
)
def test_missing_and_infinite_values_are_refused(check, X, value):
    X = X.copy()
    X[(-1,) * X.ndim] = value
    with pytest.raises(ValueError, match=r"NaN|infinity"):
        check(X)


@pytest.mark.parametrize(
    ("check", "X"),
    [
        (check_epochs, EPOCHS[:0]),
        (check_epochs, EPOCHS[:, :, :0]),
        (check_spd, SPD[:0]),
        (check_images, PIXELS[:0]),
        (check_videos, []),
        (check_points, []),
        (check_sequences, np.zeros((0, 4), dtype=int)),
        (check_items, []),
        (check_graphs, []),
    ],
)
def test_emptiness_is_refused(check, X):
    with pytest.raises(ValueError, match=r"empty"):
        check(X)


@pytest.mark.parametrize("check", [check_epochs, check_spd, check_images, check_points])
def test_the_reader_is_named_where_scikit_learn_speaks(check):
    with pytest.raises(ValueError, match=r"X|Reader"):
        check(
            np.full((1, 2, 2, 2)[: 4 if check is check_images else 3], np.inf), estimator="Reader"
        )


@given(st.integers(1, 4), st.floats(0.01, 100.0), st.integers(0, 2**32 - 1))
def test_a_gram_matrix_with_a_ridge_is_positive_definite(n_channels, scale, seed):
    factor = np.random.RandomState(seed).normal(scale=scale, size=(6, n_channels))
    gram = factor.T @ factor + 1e-3 * scale**2 * np.eye(n_channels)
    np.testing.assert_array_equal(check_spd(gram[None])[0], gram)


def test_spd_says_which_matrix_is_wrong():
    lopsided, negative = SPD.copy(), SPD.copy()
    lopsided[1, 0, 1] += 0.5
    negative[1] *= -1
    with pytest.raises(ValueError, match=r"X\[1\] must be symmetric; it differs by up to 0\.5"):
        check_spd(lopsided)
    with pytest.raises(ValueError, match=r"X\[1\] must be positive definite.*-3"):
        check_spd(negative)


def test_rounding_is_no_asymmetry():
    X = SPD.astype(np.float32)
    X[0, 0, 1] = np.nextafter(X[0, 0, 1], np.float32(1))
    assert check_spd(X) is X


def test_bytes_become_shares_of_255():
    scaled = check_images(np.array([[[[0, 51, 255]]]], dtype=np.uint8))
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled.ravel(), [0, 0.2, 1])


def test_pixels_outside_the_unit_interval_warn_with_their_range():
    with pytest.warns(UserWarning, match=r"\[0, 1\]; X has values from 0 to 2\."):
        check_images(2 * PIXELS)


def test_images_of_different_sizes_are_accepted_on_request_only():
    images = [PIXELS[0], PIXELS[0, :, :2]]
    assert [x.shape for x in check_images(images, varying=True)] == [(3, 4, 5), (3, 2, 5)]
    with pytest.raises(ValueError, match=r"inhomogeneous"):
        check_images(images)


def test_a_wrong_image_in_a_list_is_refused_with_its_axes():
    with pytest.raises(ValueError, match=r"X\[1\] must have shape \(n_channels, height, width\)"):
        check_images([PIXELS[0], PIXELS[0, 0]], varying=True)


def test_videos_may_differ_in_length():
    assert [len(clip) for clip in check_videos([PIXELS, PIXELS[:1]])] == [2, 1]
    assert check_videos(PIXELS[None]).shape == (1, 2, 3, 4, 5)


def test_boxes_lose_their_padding():
    padded = np.full((2, 2, 4), np.nan)
    padded[0] = [[0, 0, 2, 2], [1, 1, 3, 4]]
    padded[1, 0] = [0, 1, 1, 2]
    _, boxes = check_scenes(PIXELS, padded)
    assert [len(image_boxes) for image_boxes in boxes] == [2, 1]


def test_an_image_may_have_no_boxes():
    _, boxes = check_scenes(PIXELS, [[], [[0, 0, 1, 1]]])
    assert [image_boxes.shape for image_boxes in boxes] == [(0, 4), (1, 4)]
    assert check_scenes(PIXELS)[1] is None


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ([[[0, 0, 1, 1]]], "one set of boxes an image; got 1 for 2"),
        ([[[0, 0, 1, 1]], [[0, 0, 1]]], r"y\[1\] must have shape \(n_boxes, 4\); got \(1, 3\)"),
        ([[[0, 0, 1, 1]], [[2, 0, 1, 1]]], r"y\[1\]\[0\] must be left < right"),
        ([[[0, 0, 1, 1]], [[0, np.nan, 1, 1]]], r"y\[1\]\[0\] must be .* finite"),
    ],
)
def test_wrong_boxes_are_named(boxes, message):
    with pytest.raises(ValueError, match=message):
        check_scenes(PIXELS, boxes)


def test_clouds_are_padded_with_rows_of_nan():
    clouds = check_points([CLOUDS[0], CLOUDS[1, :1]])
    assert clouds.shape == (2, 3, 3)
    np.testing.assert_array_equal(np.isnan(clouds).all(axis=2), [[0, 0, 0], [0, 1, 1]])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda X: X.__setitem__((1, 2, 0), np.nan), r"X\[1, 2\] is partly NaN"),
        (lambda X: X.__setitem__(1, np.nan), r"X\[1\] has no points"),
        (lambda X: X.__setitem__((0, 0, 0), np.inf), "infinity"),
    ],
)
def test_wrong_clouds_are_named(spoil, message):
    X = CLOUDS.copy()
    spoil(X)
    with pytest.raises(ValueError, match=message):
        check_points(X)


def test_clouds_of_different_dimension_are_refused():
    with pytest.raises(ValueError, match=r"X\[1\] has shape \(3, 2\), X\[0\] \(3, 3\)"):
        check_points([CLOUDS[0], CLOUDS[1, :, :2]])


def test_tokens_are_integers_from_zero():
    tokens = np.array([[0, 1]], dtype=np.uint8)
    assert check_sequences(tokens).dtype == np.uint8
    with pytest.raises(ValueError, match=r"must hold integers, one a token; got dtype float64"):
        check_sequences([[0.0, 1.0]])
    with pytest.raises(ValueError, match=r">= 0; the smallest is -1"):
        check_sequences([[0, -1]])


@pytest.mark.parametrize("X", [["a", None], [1.0, np.nan], [np.array([1.0, np.inf])]])
def test_missing_items_are_named(X):
    with pytest.raises(ValueError, match=rf"X\[{len(X) - 1}\] is "):
        check_items(X)


@pytest.mark.parametrize("X", [["a"], ("a",), np.array(["a"]), [{"key": 1}], GraphSet([[[1]]])])
def test_anything_that_can_be_counted_and_indexed_holds_items(X):
    assert check_items(X) is X


def test_graphs_are_tidied_in_a_copy():
    untidy = csr_array(
        (np.array([1.0, 0.0, 2.0, 2.0]), np.array([1, 0, 0, 1]), np.array([0, 2, 4]))
    )
    untidy.data[:] = [1.0, 0.0, 1.0, 3.0]
    before = [part.copy() for part in (untidy.data, untidy.indices, untidy.indptr)]
    (tidy,) = check_graphs([untidy]).adjacencies
    assert tidy.has_canonical_format
    assert tidy.nnz == 3
    for part, kept in zip((untidy.data, untidy.indices, untidy.indptr), before, strict=True):
        np.testing.assert_array_equal(part, kept)


def test_graphs_come_as_a_set_or_a_list_with_labels_or_without():
    labelled = check_graphs([(np.eye(2), [0, 1]), (np.eye(3, dtype=np.float32), [0, 1, 2])])
    assert [a.dtype for a in labelled.adjacencies] == [np.float64, np.float32]
    assert [len(labels) for labels in check_graphs(labelled).node_labels] == [2, 3]
    assert check_graphs([np.eye(2)]).node_labels is None


@pytest.mark.parametrize(
    ("graphs", "message"),
    [
        ([np.eye(2), [[0, 1], [0, 0]]], "graph 1 must be symmetric"),
        ([np.eye(2), -np.eye(2)], "graph 1 has a negative weight, -1"),
        ([np.eye(2), np.nan * np.eye(2)], "graph 1 has a weight that is NaN or infinite"),
        ([np.eye(2), np.zeros((0, 0))], "graph 1 has no nodes"),
        ([(np.eye(2), [0, 1]), np.eye(2)], "1 of 2 lack them"),
        ([(np.eye(2), [0])], "graph 0 has 2 nodes but 1 node labels"),
    ],
)
def test_wrong_graphs_are_named(graphs, message):
    with pytest.raises(ValueError, match=message):
        check_graphs(graphs)


def test_directed_graphs_are_accepted_on_request():
    assert check_graphs([[[0, 1], [0, 0]]], directed=True).adjacencies[0].nnz == 1


def test_another_shape_than_in_fit_is_refused_with_both():
    class Fitted:
        input_shape_ = (3, 4)

    check_input_shape(Fitted(), EPOCHS)
    with pytest.raises(ValueError, match=r"samples of shape \(2, 4\), but Fitted .* \(3, 4\)"):
        check_input_shape(Fitted(), EPOCHS[:, :2])

"""frechet_mean and mean_squared_label_distance."""

import numpy as np
import pytest
from sklearn.metrics import make_scorer

from skrepr_metric import frechet_mean, mean_squared_label_distance


def test_frechet_mean_is_the_argmin_of_the_weighted_sum():
    rng = np.random.default_rng(0)
    weights, sq = rng.dirichlet(np.ones(4), size=9), rng.uniform(size=(4, 6))
    index, variance = frechet_mean(weights, sq)
    np.testing.assert_allclose(variance, [[w @ column for column in sq.T] for w in weights])
    np.testing.assert_array_equal(index, variance.argmin(axis=1))


def test_ties_go_to_the_lowest_label():
    assert frechet_mean([[0.5, 0.5]], [[0, 1, 1], [1, 0, 1]])[0].tolist() == [0]


def test_the_sum_of_the_weights_does_not_matter_for_the_mean():
    rng = np.random.default_rng(0)
    weights, sq = rng.uniform(size=(20, 4)), rng.uniform(size=(4, 6))
    np.testing.assert_array_equal(frechet_mean(weights, sq)[0], frechet_mean(weights / 9, sq)[0])


def test_the_metric_follows_the_names_of_labels():
    distances = np.array([[0, 1, 5], [1, 0, 2], [5, 2, 0]])
    labels = ["pine", "oak", "ash"]
    options = {"labels": labels, "distances": distances}
    assert mean_squared_label_distance(["pine", "oak"], ["ash", "oak"], **options) == 12.5
    weighted = mean_squared_label_distance(
        ["pine", "oak"], ["ash", "oak"], sample_weight=[1, 4], **options
    )
    assert weighted == 5.0


def test_it_serves_as_a_scorer(believer):
    labels = np.arange(3)
    scorer = make_scorer(
        mean_squared_label_distance,
        greater_is_better=False,
        labels=labels,
        distances=np.abs(labels[:, None] - labels),
    )
    believer.fit(None, labels)
    assert scorer(believer, np.eye(3), [2, 1, 0]) == pytest.approx(-8 / 3)


SQUARE = np.array([[0.0, 1], [1, 0]])
BAD = {
    "strange prediction": (
        lambda: mean_squared_label_distance([0], [7], labels=[0, 1], distances=SQUARE),
        "y_pred must hold labels from labels; got 7",
    ),
    "strange truth": (
        lambda: mean_squared_label_distance([7], [0], labels=[0, 1], distances=SQUARE),
        "y_true must hold labels",
    ),
    "lengths": (
        lambda: mean_squared_label_distance([0, 1], [0], labels=[0, 1], distances=SQUARE),
        "inconsistent numbers of samples",
    ),
    "no distance matrix": (
        lambda: mean_squared_label_distance([0], [0], labels=[0, 1], distances=SQUARE + 1),
        "diagonal",
    ),
    "shapes": (lambda: frechet_mean(np.ones((2, 3)), SQUARE), r"\(2, 3\) and \(2, 2\)"),
    "negative weights": (lambda: frechet_mean([[-1, 1]], SQUARE), "weights must be >= 0"),
    "negative distances": (lambda: frechet_mean([[1, 1]], -SQUARE), "sq_distances must be >= 0"),
    "nan": (lambda: frechet_mean([[np.nan, 1]], SQUARE), "weights contains NaN"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_they_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()

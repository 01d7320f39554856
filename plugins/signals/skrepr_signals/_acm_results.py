"""The candidates of a search over embeddings, and its results in scikit-learn's layout."""

from itertools import product
from numbers import Integral, Real

import numpy as np
from scipy.stats import rankdata


def check_grid(orders, lags, Cs, kernels):
    """Raise if a list of candidates is empty or holds an impossible value."""
    for name, values in (("orders", orders), ("lags", lags)):
        _check(name, values, _is_count, "integers >= 1")
    _check("Cs", Cs, _is_positive, "numbers > 0")
    _check("kernels", kernels, ("linear", "rbf").__contains__, "'linear' or 'rbf'")


def _check(name, values, is_possible, what):
    values = list(values)
    if not values:
        raise ValueError(f"{name} must hold at least one candidate; got none.")
    for value in values:
        if not is_possible(value):
            raise ValueError(f"{name} must hold {what}; got {value!r}.")


def _is_count(value):
    return isinstance(value, Integral) and not isinstance(value, bool) and value >= 1


def _is_positive(value):
    return isinstance(value, Real) and not isinstance(value, bool) and 0 < value < np.inf


def cell_of(order, lag, lags):
    """Return the (order, lag) that is computed: with order 1 every lag is the first."""
    return (order, lags[0] if order == 1 else lag)


def unique_cells(orders, lags):
    """Return the different (order, lag), the larger orders first: they take the longest."""
    cells = {cell_of(order, lag, lags) for lag, order in product(lags, orders)}
    return sorted(cells, reverse=True)


def candidates(orders, lags, settings):
    """Return every combination as parameters of :class:`ACMClassifier`.

    In the order of ``GridSearchCV`` over a pipeline: lag, order, C, kernel. Among candidates of
    equal score the first is taken.
    """
    return [
        {"order": order, "lag": lag, **setting}
        for lag, order, setting in product(lags, orders, settings)
    ]


def format_results(params, scored, lags, error_score):
    """Return ``cv_results_``.

    Parameters
    ----------
    params : list of dict
        Of :func:`candidates`.
    scored : dict
        From the cells of :func:`unique_cells` to their :class:`Scores`.
    lags : list of int
        Those of the search.
    error_score : float
        In place of scores that could not be computed.

    Returns
    -------
    dict of arrays
        ``params``, ``param_*``, ``split*_test_score``, means, standard deviations and ranks.
    """
    cells = [scored[cell_of(each["order"], each["lag"], lags)] for each in params]
    n_settings = len(cells[0].scores)
    which = np.arange(len(params)) % n_settings  # settings are the innermost of the product
    scores, fit_seconds, score_seconds = (
        np.array([getattr(cell, name)[i] for cell, i in zip(cells, which, strict=True)])
        for name in ("scores", "fit_seconds", "score_seconds")
    )
    scores = np.where(np.isnan(scores), error_score, scores)
    results = {}
    for name, values in (("fit_time", fit_seconds), ("score_time", score_seconds)):
        results[f"mean_{name}"], results[f"std_{name}"] = values.mean(axis=1), values.std(axis=1)
    for name in params[0]:
        values = np.array([each[name] for each in params])
        values = values if values.dtype.kind in "if" else values.astype(object)
        results[f"param_{name}"] = np.ma.MaskedArray(values, mask=np.zeros(len(params), bool))
    results["params"] = params
    for fold in range(scores.shape[1]):
        results[f"split{fold}_test_score"] = scores[:, fold]
    mean = scores.mean(axis=1)
    results["mean_test_score"], results["std_test_score"] = mean, scores.std(axis=1)
    results["rank_test_score"] = _ranks(mean)
    return results


def _ranks(mean):
    """Return ranks from 1, those without a score last."""
    if np.isnan(mean).all():
        return np.ones(len(mean), dtype=np.int32)
    known = np.where(np.isnan(mean), np.nanmin(mean) - 1, mean)
    return rankdata(-known, method="min").astype(np.int32)

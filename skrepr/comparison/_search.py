"""The search that every candidate gets: its own parameters first, then draws from its grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sklearn.model_selection import ParameterGrid, ParameterSampler

from ..specs import Pairs
from ._scoring import Metric

Params = dict[str, Any]


def draw_trials(
    grid: Pairs, n_trials: int, seed: int, own: Mapping[str, Any] | None = None
) -> list[Params]:
    """Return the parameters to try.

    The first trial is the candidate's own parameters: a small random search would otherwise
    punish a method for having many.

    Parameters
    ----------
    grid : Pairs
        Candidates for each parameter.
    n_trials : int
        The budget; a smaller grid is used whole.
    seed : int
        Seed of the draws, which are made without replacement.
    own : mapping, default=None
        The candidate's own parameters: a draw that equals them, which would be the first trial
        again, is left out.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> from skrepr.comparison._search import draw_trials
    >>> trials = draw_trials((("alpha", (0.1, 1.0, 10.0)),), n_trials=3, seed=0)
    >>> len(trials), trials[0]
    (3, {})
    """
    space = {name: list(cast(tuple[Any, ...], values)) for name, values in grid}
    if not space or n_trials == 1:
        return [{}]
    n_draws = min(n_trials, len(ParameterGrid(space)))  # one more than are kept
    drawn = ParameterSampler(space, n_draws, random_state=seed)
    new = [params for params in drawn if own is None or not _same(params, own)]
    return [{}, *new[: n_trials - 1]]


def _same(params: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Return whether ``params`` change nothing; by representation, as arrays have no one ==."""
    return all(name in own and repr(own[name]) == repr(value) for name, value in params.items())


def one_line(error: BaseException) -> str:
    """Return type and message of an error on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


@dataclass(frozen=True)
class Found:
    """The winner of a search and the record of all trials."""

    params: Params
    inner_score: float | None
    trials: list[Params]


def search(
    trials: Sequence[Params],
    score: Callable[[Mapping[str, Any]], float] | None,
    metric: Metric,
) -> Found:
    """Return the trial with the best inner score; of equal ones the first.

    Parameters
    ----------
    trials : sequence of dict
        Parameters to try.
    score : callable or None
        From parameters to the mean inner score; None where there is nothing to score on, and
        the first trial stands.
    metric : Metric
        Says which way is better.

    Returns
    -------
    Found

    Raises
    ------
    Exception
        What the first trial raised, if none could be scored.
    """
    if score is None:
        return Found(trials[0], None, [{"params": trials[0], "inner_score": None, "error": ""}])
    records: list[Params] = []
    first_error: Exception | None = None
    for params in trials:
        value, text = None, ""
        try:
            value = score(params)
            if not math.isfinite(value):
                value, text = None, f"the inner score is {value}"
        except Exception as error:
            first_error = first_error or error
            text = one_line(error)
        records.append({"params": params, "inner_score": value, "error": text})
    scored = [record for record in records if record["inner_score"] is not None]
    if not scored:
        raise first_error or ValueError(f"no trial has a finite {metric.name} on inner splits")
    best = max(scored, key=lambda record: metric.sign * record["inner_score"])
    return Found(best["params"], best["inner_score"], records)

"""Rows of anything that a data set holds."""

from __future__ import annotations

from typing import Any

from scipy import sparse

from ._splits import Indices


def take(X: Any, rows: Indices, columns: Indices | None = None) -> Any:
    """Return the given rows, and of a graph only the given columns.

    Parameters
    ----------
    X : array, sparse matrix, DataFrame or list
        What is sliced.
    rows : ndarray of shape (n_rows,)
        Row numbers.
    columns : ndarray of shape (n_columns,), default=None
        Column numbers of a graph's matrix: the nodes that ``fit`` sees.
    """
    if isinstance(X, list | tuple):
        return [X[row] for row in rows]
    if hasattr(X, "iloc"):
        return X.iloc[rows] if columns is None else X.iloc[rows, columns]
    if sparse.issparse(X) and X.format in ("coo", "dia", "bsr"):
        X = X.tocsr()
    return X[rows] if columns is None else X[rows][:, columns]

"""Rows as torch sees them: one tensor, cut into batches without a detour by single rows."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray


def to_tensor(X: Any, dtype: Any = None) -> torch.Tensor:
    """Copy an array into a tensor.

    torch warns about read-only arrays, which joblib's memory maps are, and refuses negative
    strides and foreign byte orders: a copy has none of them.

    Parameters
    ----------
    X : array-like
        The array.
    dtype : dtype of numpy, default=None
        Of the copy; None keeps that of X.

    Returns
    -------
    Tensor
        On the CPU.

    Examples
    --------
    >>> from skrepr.neural import to_tensor
    >>> to_tensor([[1.0, 2.0]], "float32").dtype
    torch.float32
    """
    copied = np.array(X, dtype=dtype, order="C")
    return torch.from_numpy(copied.astype(copied.dtype.newbyteorder("="), copy=False))


class Rows(torch.utils.data.Dataset):  # type: ignore[misc]  # skorch asks for this base
    """Tensors of equal length as a data set that is read a batch at a time.

    Used with ``collate_fn=as_read``. A data set read row by row costs sixteen times as much
    on small images.

    Parameters
    ----------
    *tensors : Tensor
        Each of shape (n_samples, ...).

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import Rows
    >>> rows = Rows(torch.arange(6).reshape(3, 2), torch.arange(3))
    >>> X, y = rows.__getitems__([2, 0])
    >>> X.tolist(), y.tolist()
    ([[4, 5], [0, 1]], [2, 0])
    """

    def __init__(self, *tensors: torch.Tensor) -> None:
        self.tensors = tensors

    def __len__(self) -> int:
        return len(self.tensors[0])

    def __getitem__(self, index: Any) -> tuple[torch.Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __getitems__(self, indices: Sequence[int]) -> tuple[torch.Tensor, ...]:
        return self[torch.as_tensor(indices)]


def as_read(batch: Any) -> Any:
    """Return a batch as :class:`Rows` gave it; a ``collate_fn``.

    Examples
    --------
    >>> from skrepr.neural import as_read
    >>> as_read((1, 2))
    (1, 2)
    """
    return batch


def apply_in_batches(
    module: torch.nn.Module, X: NDArray[Any], *, batch_size: int = 1024
) -> NDArray[Any]:
    """Return what a fitted module says of X, in the dtype of X.

    The module is in eval mode and no gradient is kept. It is only read: where it trains, or
    has another dtype than X, a copy answers, so that threads may share it. For float64 the
    copy has double precision, without which a row's result depends on its batch.

    Parameters
    ----------
    module : Module
        From a tensor of shape (n, ...) to one of shape (n, ...).
    X : ndarray of shape (n_samples, ...), float32 or float64
        What to apply it to.
    batch_size : int, default=1024
        Samples at a time; the memory of the activations grows with it.

    Returns
    -------
    ndarray of shape (n_samples, ...)

    Examples
    --------
    >>> import numpy as np
    >>> import torch
    >>> from skrepr.neural import apply_in_batches
    >>> double = torch.nn.Linear(1, 1, bias=False)
    >>> _ = torch.nn.init.constant_(double.weight, 2.0)
    >>> apply_in_batches(double, np.array([[1.0], [3.0]])).ravel().tolist()
    [2.0, 6.0]
    """
    dtype = torch.from_numpy(np.empty(0, dtype=X.dtype)).dtype
    states = [*module.parameters(), *module.buffers()]
    device = states[0].device if states else torch.device("cpu")
    differs = any(state.is_floating_point() and state.dtype != dtype for state in states)
    if differs or module.training:
        module = copy.deepcopy(module).to(dtype).eval()
    with torch.no_grad():
        parts = [
            module(to_tensor(X[start : start + batch_size]).to(device)).cpu()
            for start in range(0, len(X), batch_size)
        ]
    result: NDArray[Any] = torch.cat(parts).numpy()
    return result

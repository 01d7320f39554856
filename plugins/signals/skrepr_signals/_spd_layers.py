"""Layers for networks on SPD matrices: a smaller matrix, eigenvalues above a floor, a logarithm.

They take float64 tensors of shape (..., d, d), leave the leading axes alone, and get their
gradients from divided differences of eigenvalues, so that equal eigenvalues do no harm.
"""

import torch
from torch import nn

from ._spectral import LOG, floor, spectral_map


class BiMap(nn.Module):
    """X -> W^T X W with orthonormal columns W: a smaller SPD matrix.

    Parameters
    ----------
    in_size : int
        Size of the matrices that come in.
    out_size : int
        Size of those that go out, not above ``in_size``.
    trainable : bool, default=True
        False keeps the random frame, as the published code does in effect.

    Attributes
    ----------
    frame : Parameter of shape (in_size, out_size)
        W, uniformly random at first. Train it with :class:`RiemannianSGD` and the manifold
        "stiefel", or its columns do not stay orthonormal.

    Raises
    ------
    ValueError
        If ``out_size`` is not between 1 and ``in_size``.

    Examples
    --------
    >>> import torch
    >>> from skrepr_signals import BiMap
    >>> identity = torch.eye(4, dtype=torch.float64)
    >>> bool(torch.allclose(BiMap(4, 2)(identity), identity[:2, :2]))
    True
    """

    def __init__(self, in_size, out_size, *, trainable=True):
        super().__init__()
        if not 1 <= out_size <= in_size:
            raise ValueError(f"out_size must be between 1 and in_size={in_size}; got {out_size}.")
        frame = orthonormal(torch.randn(in_size, out_size, dtype=torch.float64))
        self.frame = nn.Parameter(frame, requires_grad=trainable)

    def forward(self, X):
        """Return W^T X W."""
        return self.frame.mT @ X @ self.frame


class ReEig(nn.Module):
    """Raise small eigenvalues to a floor: what a ReLU is to numbers.

    Parameters
    ----------
    threshold : float, default=1e-5
        The floor.

    Examples
    --------
    >>> import torch
    >>> from skrepr_signals import ReEig
    >>> ReEig(0.5)(torch.diag(torch.tensor([2.0, 0.1]))).diagonal().tolist()
    [2.0, 0.5]
    """

    def __init__(self, threshold=1e-5):
        super().__init__()
        self._floor = floor(threshold)

    def forward(self, X):
        """Return U diag(max(s, threshold)) U^T."""
        return spectral_map(X, self._floor)


class LogEig(nn.Module):
    """The matrix logarithm, after which a vector space is left.

    Examples
    --------
    >>> import torch
    >>> from skrepr_signals import LogEig
    >>> LogEig()(torch.eye(2)).abs().sum().item()
    0.0
    """

    def forward(self, X):
        """Return U diag(log s) U^T."""
        return spectral_map(X, LOG)


class Vectorize(nn.Module):
    """Upper triangle as a vector of the same norm: off-diagonals times sqrt 2."""

    def __init__(self, size):
        super().__init__()
        rows, columns = torch.triu_indices(size, size)
        weights = torch.where(rows == columns, 1.0, 2.0**0.5).double()
        self.register_buffer("_rows", rows, persistent=False)
        self.register_buffer("_columns", columns, persistent=False)
        self.register_buffer("_weights", weights, persistent=False)

    def forward(self, X):
        """Return vectors of size d (d + 1) / 2."""
        return X[..., self._rows, self._columns] * self._weights


def orthonormal(A):
    """Return the Q of A = QR with a positive diagonal of R: uniform for Gaussian A."""
    Q, R = torch.linalg.qr(A)
    return Q * torch.where(R.diagonal() < 0, -1.0, 1.0)

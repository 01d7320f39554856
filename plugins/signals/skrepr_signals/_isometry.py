"""From the generalized, power-deformed geometry to the plain one, and back.

P -> M^-1/2 P^theta M^-1/2 is an isometry, up to the factor theta on distances, between SPD
matrices with the metric (M, theta) and SPD matrices with the plain Bures-Wasserstein metric.
"""

from ._spectral import (
    INVERSE_ROOT,
    ROOT,
    kernel_map,
    power,
    power_derivative,
    power_derivative_inverse,
    spectral_map,
    spectral_maps,
)


class Isometry:
    """The map, its inverse, and both for tangent vectors at a point.

    Parameters
    ----------
    metric_matrix : ndarray or Tensor of shape (d, d), or None
        M; None is the identity.
    theta : float
        The power, above 0.
    """

    def __init__(self, metric_matrix, theta):
        self.theta = theta
        self._root = self._inverse_root = None
        if metric_matrix is not None:
            self._root, self._inverse_root = spectral_maps(metric_matrix, ROOT, INVERSE_ROOT)

    def flat(self, P):
        """Return M^-1/2 P^theta M^-1/2."""
        return _sandwich(self._inverse_root, matrix_power(P, self.theta))

    def back(self, P):
        """Return (M^1/2 P M^1/2)^(1/theta)."""
        return matrix_power(_sandwich(self._root, P), 1 / self.theta)

    def flat_vector(self, P, V):
        """Return the image of V, which is tangent at P."""
        if self.theta != 1:
            V = kernel_map(P, V, power_derivative(self.theta))
        return _sandwich(self._inverse_root, V)

    def back_vector(self, P, V):
        """Return what :meth:`flat_vector` makes V at P."""
        V = _sandwich(self._root, V)
        if self.theta != 1:
            V = kernel_map(P, V, power_derivative_inverse(self.theta))
        return V


def matrix_power(P, exponent):
    """Return P^exponent; 1 and 2 need no eigendecomposition."""
    if exponent == 1:
        return P
    if exponent == 2:
        return P @ P
    return spectral_map(P, power(exponent))


def _sandwich(A, P):
    return P if A is None else A @ P @ A

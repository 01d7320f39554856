"""Functions of symmetric matrices through their eigenvalues, in numpy and in torch.

With P = U diag(s) U^T a function f becomes f(P) = U diag(f(s)) U^T, and a kernel k becomes a
linear map of symmetric matrices, K_P[V] = U (k(s_i, s_j) * (U^T V U)_ij) U^T. The derivatives
of both need divided differences only, which are written without cancellation, so that
gradients are right where eigenvalues are equal.
"""

from collections.abc import Callable
from typing import NamedTuple

from array_api_compat import array_namespace, is_torch_array

#: Relative gap of three eigenvalues below which a second difference is a derivative.
_NARROW = 1e-5


class SpectralFunction(NamedTuple):
    """A function of eigenvalues and its divided differences, both ``(xp, s) -> array``."""

    value: Callable
    slopes: Callable


class Kernel(NamedTuple):
    """A symmetric function of two eigenvalues and its divided differences in one of them.

    ``differences(xp, s)[..., a, c, b]`` is (k(s_c, s_b) - k(s_a, s_b)) / (s_c - s_a).
    """

    value: Callable
    differences: Callable


def spectral_maps(P, *functions):
    """Return f(P) for each function, from one eigendecomposition.

    Parameters
    ----------
    P : ndarray or Tensor of shape (..., d, d)
        Symmetric matrices.
    *functions : SpectralFunction
        What to apply.

    Returns
    -------
    tuple of ndarray or Tensor of shape (..., d, d)
    """
    if is_torch_array(P):
        from ._spectral_torch import TorchSpectralMaps

        return TorchSpectralMaps.apply(P, *functions)
    xp = array_namespace(P)
    s, U = xp.linalg.eigh(P)
    return tuple(compose(U, function.value(xp, s)) for function in functions)


def spectral_map(P, function):
    """Return f(P) for a single function; see :func:`spectral_maps`."""
    return spectral_maps(P, function)[0]


def kernel_maps(P, V, *kernels):
    """Return K_P[V] for each kernel, from one eigendecomposition of P.

    Parameters
    ----------
    P : ndarray or Tensor of shape (..., d, d)
        Symmetric matrices.
    V : ndarray or Tensor of shape (..., d, d)
        Symmetric matrices; leading axes broadcast against those of P.
    *kernels : Kernel
        What to apply.

    Returns
    -------
    tuple of ndarray or Tensor of shape (..., d, d)
    """
    if is_torch_array(P):
        from ._spectral_torch import TorchKernelMaps

        return TorchKernelMaps.apply(P, V, *kernels)
    xp = array_namespace(P, V)
    s, U = xp.linalg.eigh(P)
    inner = U.mT @ V @ U
    return tuple(U @ (kernel.value(xp, s) * inner) @ U.mT for kernel in kernels)


def kernel_map(P, V, kernel):
    """Return K_P[V] for a single kernel; see :func:`kernel_maps`."""
    return kernel_maps(P, V, kernel)[0]


def compose(U, s):
    """Return U diag(s) U^T."""
    return (U * s[..., None, :]) @ U.mT


def power(exponent):
    """Return s -> s^exponent for positive s; smaller than rounding counts as rounding."""

    def value(xp, s):
        return _positive(xp, s) ** exponent

    def slopes(xp, s):
        low, high = _pairs(xp, _positive(xp, s))
        return _power_slope(xp, low, high, exponent)

    return SpectralFunction(value, slopes)


ROOT = power(0.5)
INVERSE_ROOT = power(-0.5)


def _log_slopes(xp, s):
    low, high = _pairs(xp, _positive(xp, s))
    gap, safe = _gap(xp, low, high)
    return xp.where(gap > 0, xp.log1p(gap / low) / safe, 1 / low)


LOG = SpectralFunction(lambda xp, s: xp.log(_positive(xp, s)), _log_slopes)


def floor(threshold):
    """Return s -> max(s, threshold)."""

    def value(xp, s):
        return xp.clip(s, min=threshold)

    def slopes(xp, s):
        low, high = _pairs(xp, s)
        gap, safe = _gap(xp, low, high)
        above = xp.astype(low > threshold, s.dtype)
        return xp.where(gap > 0, (value(xp, high) - value(xp, low)) / safe, above)

    return SpectralFunction(value, slopes)


def _absolute_slopes(xp, s):
    low, high = _pairs(xp, s)
    gap, safe = _gap(xp, low, high)
    return xp.where(gap > 0, (xp.abs(high) - xp.abs(low)) / safe, xp.sign(low))


ABSOLUTE = SpectralFunction(lambda xp, s: xp.abs(s), _absolute_slopes)


def _lyapunov(xp, s):
    return 1 / (s[..., :, None] + s[..., None, :])


def _lyapunov_differences(xp, s):
    k = _lyapunov(xp, s)
    return -_over_a(k) * _over_c(k)


#: K_P[V] is the S with P S + S P = V.
LYAPUNOV = Kernel(_lyapunov, _lyapunov_differences)


def _to_identity(xp, s):
    return xp.sqrt(2 * _lyapunov(xp, s))


def _to_identity_differences(xp, s):
    k_a, k_c = _over_a(_to_identity(xp, s)), _over_c(_to_identity(xp, s))
    return -((k_a * k_c) ** 2) / (2 * (k_a + k_c))


def _from_identity(xp, s):
    return xp.sqrt((s[..., :, None] + s[..., None, :]) / 2)


def _from_identity_differences(xp, s):
    k = _from_identity(xp, s)
    return 1 / (2 * (_over_a(k) + _over_c(k)))


#: Bures-Wasserstein parallel transport from P to I, and from I to P.
TO_IDENTITY = Kernel(_to_identity, _to_identity_differences)
FROM_IDENTITY = Kernel(_from_identity, _from_identity_differences)


def power_derivative(exponent):
    """Return the kernel of the derivative of P -> P^exponent."""
    return Kernel(
        power(exponent).slopes, lambda xp, s: _power_second(xp, _positive(xp, s), exponent)
    )


def power_derivative_inverse(exponent):
    """Return the kernel that undoes :func:`power_derivative`."""
    derivative = power_derivative(exponent)

    def differences(xp, s):
        k = derivative.value(xp, s)
        return -derivative.differences(xp, s) / (_over_a(k) * _over_c(k))

    return Kernel(lambda xp, s: 1 / derivative.value(xp, s), differences)


def _over_a(k):
    """Return k(s_a, s_b) with axes (a, c, b)."""
    return k[..., :, None, :]


def _over_c(k):
    """Return k(s_c, s_b) with axes (a, c, b)."""
    return k[..., None, :, :]


def _positive(xp, s):
    # an eigenvalue below this is rounding of eigh, of either sign
    least = xp.finfo(s.dtype).eps * xp.max(xp.abs(s), axis=-1, keepdims=True)
    return xp.maximum(s, least)


def _pairs(xp, s):
    a, b = s[..., :, None], s[..., None, :]
    return xp.minimum(a, b), xp.maximum(a, b)


def _gap(xp, low, high):
    """Return high - low, and the same to divide by."""
    gap = high - low
    return gap, xp.where(gap > 0, gap, xp.ones_like(gap))


def _power_slope(xp, low, high, exponent):
    gap, safe = _gap(xp, low, high)
    rise = low**exponent * xp.expm1(exponent * xp.log1p(gap / low)) / safe
    return xp.where(gap > 0, rise, exponent * low ** (exponent - 1))


def _power_second(xp, s, exponent):
    """Return second divided differences of s^exponent, which are symmetric in three values."""
    triple = xp.broadcast_arrays(
        s[..., :, None, None], s[..., None, :, None], s[..., None, None, :]
    )
    ordered = xp.sort(xp.stack(triple, axis=-1), axis=-1)
    low, middle, high = ordered[..., 0], ordered[..., 1], ordered[..., 2]
    gap, safe = _gap(xp, low, high)
    upper = _power_slope(xp, middle, high, exponent)
    lower = _power_slope(xp, low, middle, exponent)
    mean = (low + middle + high) / 3
    at_a_point = exponent * (exponent - 1) / 2 * mean ** (exponent - 2)
    return xp.where(gap > _NARROW * high, (upper - lower) / safe, at_a_point)

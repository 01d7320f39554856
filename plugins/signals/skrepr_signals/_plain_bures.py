"""Bures-Wasserstein geometry for M = I and theta = 1, on arrays of either kind.

Everything else is this after an isometry (``_isometry.py``). Leading axes broadcast; matrices
are symmetric positive definite and are not checked.
"""

from array_api_compat import array_namespace

from ._spectral import (
    FROM_IDENTITY,
    INVERSE_ROOT,
    LYAPUNOV,
    ROOT,
    TO_IDENTITY,
    compose,
    kernel_map,
    kernel_maps,
    spectral_map,
    spectral_maps,
)


def squared_distance(P, Q):
    """Return tr P + tr Q - 2 tr (P^1/2 Q P^1/2)^1/2."""
    xp = array_namespace(P, Q)
    root = spectral_map(P, ROOT)
    overlap = xp.sum(ROOT.value(xp, xp.linalg.eigvalsh(root @ Q @ root)), axis=-1)
    return xp.clip(trace(P) + trace(Q) - 2 * overlap, min=0)


def squared_distance_to_identity(X):
    """Return sum (sqrt(s_i) - 1)^2, without a gradient."""
    xp = array_namespace(X)
    s = xp.clip(xp.linalg.eigvalsh(X), min=0)
    return xp.sum((xp.sqrt(s) - 1) ** 2, axis=-1)


def cross(P, Q):
    """Return C + C^T with C = P^1/2 (P^1/2 Q P^1/2)^1/2 P^-1/2, a root of P Q."""
    root, inverse = spectral_maps(P, ROOT, INVERSE_ROOT)
    C = root @ spectral_map(root @ Q @ root, ROOT) @ inverse
    return C + C.mT


def log(P, Q):
    """Return the tangent vector at P that leads to Q."""
    return cross(P, Q) - 2 * P


def exp(P, V):
    """Return where V leads from P: P + V + L P L with the Lyapunov solution L."""
    L = kernel_map(P, V, LYAPUNOV)
    return P + V + L @ P @ L


def geodesic(P, Q, t):
    """Return the point at t on the way from P to Q."""
    return (1 - t) ** 2 * P + t**2 * Q + t * (1 - t) * cross(P, Q)


def mean_step(X, G):
    """Return G^-1/2 (mean_i (G^1/2 X_i G^1/2)^1/2)^2 G^-1/2."""
    xp = array_namespace(X, G)
    root, inverse = spectral_maps(G, ROOT, INVERSE_ROOT)
    S = inverse @ xp.mean(spectral_map(root @ X @ root, ROOT), axis=0) @ inverse
    return S @ G @ S


def mean(X, n_iter, tol):
    """Return the fixed point from the arithmetic mean, and whether it was reached."""
    xp = array_namespace(X)
    G = xp.mean(X, axis=0)
    for _ in range(n_iter):
        previous, G = G, mean_step(X, G)
        if tol and xp.linalg.matrix_norm(G - previous) <= tol * xp.linalg.matrix_norm(G):
            return G, True
    return G, False


def centred(X, B):
    """Return X seen from B, and tr R_i for distances: ``(Z, overlap)``.

    The logarithm V of X at B, carried to I, is given as Z = I + V / 2, of which exp_I(V) is
    the square. With R = (B^1/2 X B^1/2)^1/2 and in the eigenbasis of B

        Z_ij = delta_ij (1 - sqrt(s_i)) + sqrt((s_i + s_j) / (2 s_i s_j)) R_ij,

    which merges the factors B^1/2, B^-1/2 of the logarithm with those of the transport.
    B gets no gradient.
    """
    xp = array_namespace(X, B)
    s, U = xp.linalg.eigh(B)
    s = xp.maximum(s, xp.finfo(s.dtype).eps * s[-1])
    root = compose(U, xp.sqrt(s))
    R = spectral_map(root @ X @ root, ROOT)
    kernel = xp.sqrt((1 / s[:, None] + 1 / s[None, :]) / 2)
    Z = identity_like(B) - root + U @ (kernel * (U.mT @ R @ U)) @ U.mT
    return Z, trace(R)


def exp_from_identity(W, T):
    """Carry the tangent vectors T from I to W and return where they lead."""
    V, L = kernel_maps(W, T, FROM_IDENTITY, TO_IDENTITY)
    L = L / 2  # the Lyapunov solution of V: 1 / (s_i + s_j) times sqrt((s_i + s_j) / 2)
    return W + V + L @ W @ L


def trace(P):
    """Return the trace of the last two axes."""
    return array_namespace(P).linalg.trace(P)


def identity_like(P):
    """Return I with size, type and device of P."""
    xp = array_namespace(P)
    return xp.eye(P.shape[-1], dtype=P.dtype, device=P.device)

"""Images as region covariances: how pixel features vary together within an image.

Thirteen features a pixel: place, grey value, first and second differences, the length of the
gradient, and four products. Their units are free: in like units the matrices are conditioned
well, in units that differ by a thousand badly, and what is in the images is the same.
"""

import numpy as np
from sklearn.datasets import load_digits

#: Powers of ten of the features' units, in an order that has nothing to do with their meaning.
_EXPONENTS = (0.5, -1.25, 1.0, -0.25, 1.5, -1.0, 0.0, -1.5, 0.25, 1.25, -0.5, 0.75, -0.75)


def region_covariances(images):
    """Return one SPD matrix an image.

    Parameters
    ----------
    images : ndarray of shape (n_images, height, width)
        Grey values.

    Returns
    -------
    ndarray of shape (n_images, 13, 13)
    """
    grey = np.asarray(images, dtype=np.float64)
    y, x = (np.broadcast_to(i, grey.shape) for i in np.indices(grey.shape[1:]))
    dy, dx = np.gradient(grey, axis=(1, 2))
    dyy, dyx = np.gradient(dy, axis=(1, 2))
    dxx = np.gradient(dx, axis=2)
    products = [x * grey, y * grey, x * y, dx * dy]
    features = np.stack([x, y, grey, dx, dy, dxx, dyy, dyx, np.hypot(dx, dy), *products], axis=1)
    features = features.reshape(*features.shape[:2], -1)
    centred = features - features.mean(axis=2, keepdims=True)
    return centred @ centred.mT / features.shape[2]


def load_digit_regions(spec):
    """Return region covariances of scikit-learn's digits, features of unit mean variance."""
    return _digits(np.zeros(len(_EXPONENTS)))


def load_digit_regions_units(spec):
    """Return the same with features in units that differ by a factor of a thousand."""
    return _digits(_EXPONENTS)


def _digits(exponents):
    digits = load_digits()
    matrices = region_covariances(digits.images)
    units = 10.0 ** np.asarray(exponents) / np.sqrt(matrices.mean(axis=0).diagonal())
    matrices *= np.outer(units, units)
    return {
        "data": matrices / matrices.mean(axis=0).diagonal().mean(),
        "target": digits.target.astype(np.int64),
    }

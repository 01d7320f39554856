"""Digits of scikit-learn as images."""

from sklearn.datasets import load_digits


def load_digits_images(spec):
    """Return images (1797, 1, 8, 8) in [0, 1] and their classes."""
    digits = load_digits()
    return {"data": digits.images[:, None] / 16, "target": digits.target}

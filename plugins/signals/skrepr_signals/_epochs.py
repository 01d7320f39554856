"""What every estimator on epochs does with their shape.

The number of channels belongs to a fitted model; the length of an epoch does not.
"""

from ._samples import as_labels, check_two_classes


def check_channels(estimator, X):
    """Refuse epochs with another number of channels than those of ``fit``."""
    if X.shape[1] != estimator.n_features_in_:
        raise ValueError(
            f"X has {X.shape[1]} channels, but {type(estimator).__name__} was fitted on "
            f"{estimator.n_features_in_} channels."
        )


def check_labels(y, n_epochs):
    """Return y as one label an epoch, of at least two classes."""
    y = as_labels(y, "an epoch")
    if len(y) != n_epochs:
        raise ValueError(f"y must hold one label an epoch; got {len(y)} for {n_epochs} epochs.")
    check_two_classes(y)
    return y

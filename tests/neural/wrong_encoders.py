"""Torch estimators with one fault each."""

import torch
from tiny_encoder import TinyEncoder


class SeedsTorchForEverybody(TinyEncoder):
    """Trains outside fork_rng.

    >>> len("seed")
    4
    """

    def fit(self, X, y=None):
        super().fit(X, y)
        torch.manual_seed(self.seed_)
        return self


class DropsOutInTransform(TinyEncoder):
    """Moves the global generator after fit, as a net in training mode does.

    >>> len("dropout")
    7
    """

    def transform(self, X):
        embedding = super().transform(X)
        self.net_.module_.drop(torch.ones(1))
        return embedding


class WidensTheModuleInPlace(TinyEncoder):
    """Makes the shared module double, and single again.

    >>> len("double")
    6
    """

    def transform(self, X):
        super().transform(X)
        module = self.net_.module_.double()
        flat = torch.from_numpy(X.copy()).flatten(start_dim=1)
        with torch.no_grad():
            embedding = torch.tanh(module.encode(flat.double()))
        self.net_.module_.float()
        return embedding.numpy().astype(X.dtype)

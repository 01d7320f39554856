"""SPDNet with normalised layers: matrices shrink step by step, then a logarithm, then a line."""

from itertools import pairwise

import torch
from torch import nn

from ._gbw_batch_norm import GBWBatchNorm
from ._spd_layers import BiMap, LogEig, ReEig, Vectorize

#: skorch's patterns for the names of parameters that do not live in a vector space.
MANIFOLDS = (
    ("*.frame", {"manifold": "stiefel"}),
    ("*.location", {"manifold": "spd"}),
    ("*.metric", {"manifold": "spd"}),
)


class SPDNet(nn.Module):
    """[BiMap, batch norm, ReEig] a block, then LogEig, the upper triangle, and a linear layer.

    Parameters
    ----------
    sizes : sequence of int
        Size of the matrices that come in and of those that leave each block.
    n_classes : int
        Width of the output.
    train_bimap : bool
        Whether frames are learned.
    reeig_threshold : float
        The floor of eigenvalues.
    norm_params : dict or None
        Of :class:`GBWBatchNorm`; None leaves it out.
    """

    def __init__(self, sizes, n_classes, *, train_bimap, reeig_threshold, norm_params):
        super().__init__()
        layers = []
        for n_in, n_out in pairwise(sizes):
            layers.append(BiMap(n_in, n_out, trainable=train_bimap))
            if norm_params is not None:
                layers.append(GBWBatchNorm(n_out, **norm_params))
            layers.append(ReEig(reeig_threshold))
        self.features = nn.Sequential(*layers, LogEig(), Vectorize(sizes[-1]))
        n_features = sizes[-1] * (sizes[-1] + 1) // 2
        self.linear = nn.Linear(n_features, n_classes, dtype=torch.float64)

    def forward(self, X):
        """Return logits of shape (n_samples, n_classes)."""
        return self.linear(self.features(X))

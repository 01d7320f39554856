"""The network of MLC: a trunk with two linear heads of one shape, both onto the unit sphere."""

import torch
from skorch import NeuralNet
from torch import nn
from torch.nn.functional import normalize

from skrepr.neural import make_backbone

from ._mlc_objective import MLCObjective

#: Entropy below which single precision does not hold the balanced matrix.
_LEAST_ETA = 0.02


class MLCNet(nn.Module):
    """Map samples to their representation and to the vector that decides the membership.

    Parameters
    ----------
    input_shape : tuple of int
        Shape of a sample.
    hidden : int
        Width of the trunk.
    n_components : int
        Width of each head.
    backbone : Module, callable or None
        Takes the place of the trunk.
    dtype : torch.dtype, default=torch.float32
        Of all weights.
    """

    def __init__(self, input_shape, hidden, n_components, backbone=None, dtype=torch.float32):
        super().__init__()
        if backbone is None and len(input_shape) == 1:
            self.trunk = row_trunk(*input_shape, hidden)
        else:
            self.trunk = make_backbone(backbone, input_shape, hidden)
        self.feature = nn.Linear(hidden, n_components)
        self.cluster = nn.Linear(hidden, n_components)
        self.to(dtype)

    def forward(self, X):
        """Return representation and membership vector side by side, (n, 2 n_components)."""
        hidden = self.trunk(X)
        return torch.cat([normalize(self.feature(hidden)), normalize(self.cluster(hidden))], dim=1)

    def copy_feature_head(self):
        """Give the membership the representation to start from."""
        self.cluster.load_state_dict(self.feature.state_dict())


def row_trunk(n_features, hidden):
    return nn.Sequential(
        nn.Linear(n_features, hidden),
        nn.BatchNorm1d(hidden),
        nn.ReLU(),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
    )


def build_net(params, device):
    """Return an initialized skorch net.

    Parameters
    ----------
    params : MLC
        With ``input_shape_``.
    device : str

    Returns
    -------
    NeuralNet
    """
    return NeuralNet(
        MLCNet,
        module__input_shape=params.input_shape_,
        module__hidden=params.hidden,
        module__n_components=params.n_components,
        module__backbone=params.backbone,
        module__dtype=torch.float64 if params.eta < _LEAST_ETA else torch.float32,
        criterion=MLCObjective,
        criterion__eps=params.eps,
        criterion__gamma=params.gamma,
        criterion__eta=params.eta,
        criterion__sinkhorn_iter=params.sinkhorn_iter,
        criterion__sinkhorn_grad=params.sinkhorn_grad,
        criterion__gamma_reg=params.gamma_reg,
        criterion__invariance=params.invariance,
        criterion__n_anchors=params.n_anchors,
        optimizer=torch.optim.SGD,
        # two optimisers in one: a group has its own step size and decay
        optimizer__param_groups=[
            ("cluster.*", {"lr": params.lr_cluster, "weight_decay": params.weight_decay_cluster})
        ],
        optimizer__momentum=params.momentum,
        optimizer__weight_decay=params.weight_decay,
        lr=params.lr,
        train_split=None,
        verbose=0,
        device=device,
    ).initialize()

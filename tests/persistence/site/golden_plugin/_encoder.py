"""The smallest estimator that wraps a torch network."""

import numpy as np
import torch
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted
from skorch import NeuralNet

from skrepr.neural import NetStateMixin


class LinearAutoencoder(torch.nn.Module):
    def __init__(self, n_pixels, n_components):
        super().__init__()
        self.encode = torch.nn.Linear(n_pixels, n_components)
        self.decode = torch.nn.Linear(n_components, n_pixels)

    def forward(self, X):
        return self.decode(self.encode(X))


class LinearEncoder(NetStateMixin, TransformerMixin, BaseEstimator):
    """Encode images by a linear autoencoder."""

    def __init__(self, n_components=2, *, device="cpu", random_state=0):
        self.n_components = n_components
        self.device = device
        self.random_state = random_state

    def fit(self, X, y=None):
        self.input_shape_ = X.shape[1:]
        self.seed_ = self.random_state
        with torch.random.fork_rng():
            torch.manual_seed(self.seed_)
            self.net_ = self._build_net(self.device)
            self.net_.partial_fit(_flat(X), _flat(X))
        return self

    def _build_net(self, device):
        return NeuralNet(
            LinearAutoencoder,
            module__n_pixels=int(np.prod(self.input_shape_)),
            module__n_components=self.n_components,
            criterion=torch.nn.MSELoss,
            optimizer=torch.optim.AdamW,
            max_epochs=1,
            train_split=None,
            verbose=0,
            device=device,
        ).initialize()

    def transform(self, X):
        check_is_fitted(self)
        with torch.no_grad():
            device = next(self.net_.module_.parameters()).device
            return self.net_.module_.encode(_flat(X).to(device)).cpu().numpy()


def _flat(X):
    return torch.from_numpy(np.array(X, dtype=np.float32)).flatten(start_dim=1)

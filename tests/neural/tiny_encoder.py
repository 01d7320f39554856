"""The smallest torch estimator that keeps every promise: an autoencoder of images."""

from numbers import Integral, Real
from typing import ClassVar

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data
from skorch import NeuralNet

from skrepr._sklearn_compat import Interval, _fit_context
from skrepr.neural import NetStateMixin, draw_seed, seeded, to_tensor
from skrepr.specs import EstimatorSpec
from skrepr.validation import check_images, check_input_shape


class Autoencoder(torch.nn.Module):
    def __init__(self, n_pixels, n_components, dropout):
        super().__init__()
        self.encode = torch.nn.Linear(n_pixels, n_components)
        self.drop = torch.nn.Dropout(dropout)
        self.decode = torch.nn.Linear(n_components, n_pixels)

    def forward(self, X):
        return self.decode(self.drop(torch.tanh(self.encode(X))))


class TinyEncoder(NetStateMixin, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Encode images by a linear autoencoder.

    >>> import numpy as np
    >>> X = np.zeros((4, 1, 3, 3))
    >>> TinyEncoder(random_state=0).fit_transform(X).shape
    (4, 2)
    """

    _parameter_constraints: ClassVar = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "lr": [Interval(Real, 0, None, closed="neither")],
        "device": [str],
        "random_state": ["random_state"],
    }

    def __init__(self, n_components=2, *, max_epochs=2, lr=1e-2, device="cpu", random_state=None):
        self.n_components = n_components
        self.max_epochs = max_epochs
        self.lr = lr
        self.device = device
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        X = check_images(X, estimator=self)
        validate_data(self, X, skip_check_array=True)
        self.input_shape_ = X.shape[1:]
        self.seed_ = draw_seed(self.random_state)
        with seeded(self.seed_):
            self.net_ = self._build_net(self.device)
            self._train(X)
        self._n_features_out = self.n_components
        return self

    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X, y=None):
        if not hasattr(self, "net_"):
            return self.fit(X, y)
        with seeded(self.seed_ + len(self.net_.history)):
            self._train(check_images(X, estimator=self))
        return self

    def _train(self, X):
        flat = _flatten(X).float()
        self.net_.partial_fit(flat, flat)

    def _build_net(self, device):
        return NeuralNet(
            Autoencoder,
            module__n_pixels=int(np.prod(self.input_shape_)),
            module__n_components=self.n_components,
            module__dropout=0.2,
            criterion=torch.nn.MSELoss,
            optimizer=torch.optim.AdamW,
            lr=self.lr,
            max_epochs=self.max_epochs,
            batch_size=16,
            iterator_train__shuffle=True,
            iterator_train__generator=torch.Generator().manual_seed(self.seed_),
            train_split=None,
            verbose=0,
            device=device,
        ).initialize()

    def transform(self, X):
        check_is_fitted(self)
        X = check_images(X, estimator=self)
        check_input_shape(self, X)
        flat = _flatten(X)
        weights = self.net_.module_.encode.weight.detach().to(flat.dtype)
        bias = self.net_.module_.encode.bias.detach().to(flat.dtype)
        with torch.no_grad():
            return torch.tanh(flat @ weights.T + bias).numpy()

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _flatten(X):
    return to_tensor(X).flatten(start_dim=1)


SPEC = EstimatorSpec(
    name="TinyEncoder",
    target=f"{__name__}:TinyEncoder",
    roles=("transformer",),
    inputs=("images",),
    summary="Encode images by a linear autoencoder.",
    requires=("torch", "skorch"),
    quick_params=(("max_epochs", 1),),
)

"""The two stages in which MLC learns.

Stage 1 spreads the representation while it holds two views of a sample together; then its
head is copied to that of the membership. Stage 2 learns both.
"""

import warnings

import numpy as np
import torch
from sklearn.utils.validation import check_memory

from skrepr.neural import BrightnessScale, Compose, GaussianNoise, RandomShift, to_tensor
from skrepr.progress import fit_progress

#: "auto" on images, as measured on digits.
_AUGMENT = Compose(RandomShift(1), BrightnessScale(0.3), GaussianNoise(0.1))
#: What the trained network depends on, beside data and seed; the rest reads labels off it.
LEARNED_WITH = (
    "n_components",
    "backbone",
    "hidden",
    "augment",
    "eps",
    "gamma",
    "eta",
    "sinkhorn_iter",
    "sinkhorn_grad",
    "gamma_reg",
    "invariance",
    "n_anchors",
    "warmup_epochs",
    "max_epochs",
    "max_steps",
    "batch_size",
    "lr",
    "lr_cluster",
    "momentum",
    "weight_decay",
    "weight_decay_cluster",
    "device",
)


class StoppedEarly(Exception):
    """Training ended before its time; what was learned comes with it.

    Parameters
    ----------
    learned : tuple
        What :func:`learn` returns.
    interrupted : bool
        By the user, and not by a callback.
    """

    def __init__(self, learned, interrupted):
        super().__init__("training was stopped")
        self.learned = learned
        self.interrupted = interrupted


def learn_or_recall(estimator, X, device):
    """Return weights and history, from the memory where there is one."""
    train = learn
    if estimator.memory is not None:
        train = check_memory(estimator.memory).cache(learn, ignore=["estimator"])
    try:
        return train(X, settings_of(estimator, device), estimator.seed_, estimator)
    except StoppedEarly as stopped:
        weights, history = stopped.learned
        if stopped.interrupted:
            warnings.warn(
                f"Training was interrupted in stage {history[-1]['stage']}, after "
                f"{history[-1]['epoch']} of its epochs; what was learned is kept.",
                stacklevel=4,
            )
        return weights, history


def settings_of(estimator, device):
    """Return what training depends on, with the defaults that the input decides."""
    settings = {name: getattr(estimator, name) for name in LEARNED_WITH}
    if estimator.augment == "auto":
        settings["augment"] = _AUGMENT if len(estimator.input_shape_) == 3 else None
    augmented = settings["augment"] is not None
    if estimator.warmup_epochs is None:
        settings["warmup_epochs"] = 100 if augmented else 0
    if estimator.max_epochs is None:
        settings["max_epochs"] = 60 if augmented else 30
    return {**settings, "device": device}


def learn(X, settings, seed, estimator):
    """Train a network and return what it learned as plain values, which can be cached.

    Parameters
    ----------
    X : ndarray of shape (n_samples, ...)
        Training samples.
    settings : dict
        The parameters of the estimator on which the result depends, defaults resolved.
    seed : int
        Of all that is drawn.
    estimator : MLC
        Builds the net and is told of progress; nothing else may depend on it.

    Returns
    -------
    weights : dict of ndarray
        State of the module.
    history : list of dict

    Raises
    ------
    StoppedEarly
        If a callback or the user ends training after an epoch.
    FloatingPointError
        If the loss is no number any more.
    """
    net = estimator._build_net(settings["device"])
    stages = Stages(net, X, settings, torch.Generator().manual_seed(seed))
    history = []
    n_epochs = max(1, settings["warmup_epochs"]) + settings["max_epochs"]
    stopped = interrupted = False
    with fit_progress(estimator, n_epochs) as told:
        try:
            for record in stages.run():
                history.append(record)
                stopped = bool(told(loss=record["loss"])) and len(history) < n_epochs
                if stopped:
                    break
        except KeyboardInterrupt:
            if not history:
                raise
            interrupted = True
    if (stopped or interrupted) and history[-1]["stage"] == 1:
        net.module_.copy_feature_head()
    weights = {name: value.cpu().numpy() for name, value in net.module_.state_dict().items()}
    if stopped or interrupted:
        raise StoppedEarly((weights, history), interrupted)
    return weights, history


class Stages:
    """The epochs of both stages on one net.

    Parameters
    ----------
    net : NeuralNet
        With a :class:`MLCNet` and a :class:`MLCObjective`; trained in place.
    X : ndarray of shape (n_samples, ...)
    settings : dict
        ``augment``, ``batch_size``, ``warmup_epochs``, ``max_epochs``, ``max_steps``.
    generator : Generator
        Order of the samples, views, anchors.
    """

    def __init__(self, net, X, settings, generator):
        self.net = net
        self.settings = settings
        self.generator = generator
        weight = net.module_.feature.weight
        self.device = weight.device
        self.X = to_tensor(X).to(weight.dtype)
        self.n_left = np.inf if settings["max_steps"] is None else settings["max_steps"]

    def run(self):
        """Yield a record of each epoch."""
        n_warm = self.settings["warmup_epochs"]
        self.net.module_.train()
        # without a gradient the optimiser leaves this head alone, decay and momentum too
        self.net.module_.cluster.requires_grad_(False)
        if n_warm == 0:
            yield self._epoch(1, 1, self._warm_step, self._batches()[:1])
        for epoch in range(n_warm):
            if self.n_left > 0:
                yield self._epoch(1, epoch + 1, self._warm_step, self._batches())
        self.net.module_.copy_feature_head()
        self.net.module_.cluster.requires_grad_(True)
        for epoch in range(self.settings["max_epochs"]):
            if self.n_left > 0:
                yield self._epoch(2, epoch + 1, self._full_step, self._batches())

    def _batches(self):
        size = min(self.settings["batch_size"], len(self.X))
        order = torch.randperm(len(self.X), generator=self.generator)
        return order[: len(order) // size * size].split(size)

    def _epoch(self, stage, epoch, step, batches):
        batches = batches[: int(min(self.n_left, len(batches)))]
        self.n_left -= len(batches)
        records = [self._take(step, rows, stage, epoch) for rows in batches]
        means = {name: float(np.mean([r[name] for r in records])) for name in records[0]}
        return {"stage": stage, "epoch": epoch, **means}

    def _take(self, step, rows, stage, epoch):
        """Take a step and return the loss before it, with its parts."""
        self.net.optimizer_.zero_grad()
        try:
            loss, parts = step(*self._views(self.X[rows]))
        except torch.linalg.LinAlgError:  # a determinant of what is no number any more
            loss, parts = torch.tensor(torch.nan), {}
        if not torch.isfinite(loss):
            raise FloatingPointError(
                f"Training diverged in epoch {epoch} of stage {stage}; lower lr or lr_cluster."
            )
        loss.backward()
        self.net.optimizer_.step()
        return {"loss": loss.item(), **parts}

    def _views(self, X):
        """Return representation and membership vectors, each a list with an entry a view."""
        augment = self.settings["augment"]
        views = [X] if augment is None else [self._augmented(augment, X) for _ in range(2)]
        # one pass: batch normalisation sees both views
        both = self.net.module_(torch.cat(views).to(self.device))
        Z, C = both.chunk(2, dim=1)
        return Z.split(len(X)), C.split(len(X))

    def _augmented(self, augment, X):
        view = augment(X, self.generator)
        if tuple(view.shape) != tuple(X.shape):
            raise ValueError(
                f"'augment' must return the shape that it is given, {tuple(X.shape)}; "
                f"got {tuple(view.shape)}."
            )
        return view

    def _warm_step(self, Z, C):
        return self.net.criterion_.spread(Z)

    def _full_step(self, Z, C):
        return self.net.criterion_(Z, C, self.generator)

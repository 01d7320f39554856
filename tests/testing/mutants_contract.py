"""Wrong in the constructor, in fit, in what is there after it, in the spec or the docstring."""

import numpy as np
from conformance_references import (
    BrightSegmenter,
    ColourMeans,
    Covariances,
    DegreeHistogram,
    HalfClusterer,
    NearestCovariance,
    NearestMean,
    NodeAxes,
    RandomAxes,
)
from mutants import mutant
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skrepr.validation import check_images


@mutant("fits")
class FitReturnsNothing(RandomAxes):
    """Forgets to return self."""

    def fit(self, X, y=None):
        super().fit(X, y)


@mutant("fits")
class WantsATargetThatItSaysItDoesNotNeed(DegreeHistogram):
    """Has y=None in the signature and cannot do without."""

    def fit(self, X, y=None):
        self.n_classes_ = len(set(y))
        return super().fit(X, y)


@mutant("fits")
class AnswersForTrainingDataOnly(Covariances):
    """Compares the number of epochs with that of fit."""

    def fit(self, X, y=None):
        self.n_epochs_ = len(X)
        return super().fit(X, y)

    def transform(self, X):
        if len(X) != self.n_epochs_:
            raise ValueError("these are not the epochs of fit")
        return super().transform(X)


@mutant("defaults_run", quick_params=(("n_components", 2),))
class DefaultLargerThanTheData(RandomAxes):
    """Refuses its own default on six rows."""

    def __init__(self, n_components=8, *, n_jobs=None, random_state=None):
        super().__init__(n_components, n_jobs=n_jobs, random_state=random_state)

    def fit(self, X, y=None):
        super().fit(X, y)
        if self.n_components > len(X):
            raise ValueError(f"n_components={self.n_components} must be <= n_samples={len(X)}")
        return self


@mutant("unfitted_refuses")
class ZerosBeforeFit(ColourMeans):
    """Does something silently where it should refuse."""

    def transform(self, X):
        if not hasattr(self, "order_"):
            return np.zeros((len(X), 3))
        return super().transform(X)


@mutant("unfitted_refuses")
class ReadsClassesFirst(NearestCovariance):
    """Looks at a fitted attribute before it asks whether there is one."""

    def predict(self, X):
        n_classes = len(self.classes_)
        return super().predict(X)[: len(X) * n_classes]


@mutant("fitted_attributes")
class CountsTimesAsFeatures(Covariances):
    """Lies about n_features_in_."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.n_features_in_ = self.input_shape_[1]
        return self


@mutant("fitted_attributes")
class HidesInputShape(BrightSegmenter):
    """Keeps the shape of an image to itself."""

    def fit(self, X, y):
        super().fit(X, y)
        self._shape = self.__dict__.pop("input_shape_")
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = check_images(X, estimator=self)
        if X.shape[1:] != self._shape:
            raise ValueError(f"X must have shape (n_images, *{self._shape}); got {X.shape}.")
        return (X.mean(axis=1) > self.threshold_).astype(int)


@mutant("fitted_attributes")
class UnsortedClasses(NearestCovariance):
    """Has its classes in another order than numpy.unique."""

    def fit(self, X, y):
        super().fit(X, y)
        self.classes_, self.means_ = self.classes_[::-1], self.means_[::-1]
        return self


@mutant("fitted_attributes")
class NoLabels(HalfClusterer):
    """A clusterer that keeps its labels under a name of its own."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.assignment_ = self.__dict__.pop("labels_")
        return self

    def fit_predict(self, X, y=None):
        self.fit(X)
        self.labels_ = self.assignment_
        return self.labels_


@mutant("spec_matches_class", roles=("transformer", "selector"))
class SelectorInNameOnly(ColourMeans):
    """Has a role in the spec that the class does not play."""


@mutant("spec_matches_class", name="TheMethodOfThePaper")
class OtherNameInTheSpec(DegreeHistogram):
    """Is called otherwise in the catalogue than in Python."""


@mutant("spec_matches_class", exceptions=())
class TransductiveWithoutAReason(HalfClusterer):
    """Has no predict, and the spec does not say why."""


@mutant("spec_matches_class", exceptions=(("new_colours", "the paper has none"),))
class ExceptsAnUnknownCheck(ColourMeans):
    """Excepts a check that does not exist."""


@mutant("spec_matches_class", transductive=False)
class ClustererWithoutPredict(HalfClusterer):
    """Has no predict, and the spec does not say so."""


@mutant("spec_matches_class", output="table")
class MatricesSaidToBeATable(Covariances):
    """Returns one matrix a sample, and the spec promises columns."""


@mutant("spec_matches_class", stochastic=True)
class NoRandomState(DegreeHistogram):
    """Is said to depend on chance, and has no random_state."""


@mutant("fits", quick_params=(("n_epochs", 1),))
class UnknownQuickParameter(ColourMeans):
    """Cannot even be made with the parameters of its spec."""


@mutant("spec_matches_class", metadata=("condition",))
class UnknownMetadata(NearestMean):
    """Is said to take an extra that fit has no keyword for."""


@mutant("init_only_stores")
class OrInInit(RandomAxes):
    """Replaces None in the constructor."""

    def __init__(self, n_components=2, *, n_jobs=None, random_state=None):
        super().__init__(n_components, n_jobs=n_jobs or 1, random_state=random_state)


@mutant("init_only_stores")
class ConvertsInInit(DegreeHistogram):
    """Works in the constructor."""

    def __init__(self, n_bins=5):
        super().__init__(int(n_bins))


@mutant("init_only_stores")
class SetsMoreInInit(Covariances):
    """Prepares a place for results in the constructor."""

    def __init__(self, alpha=0.1):
        super().__init__(alpha)
        self._cache = {}


@mutant("clone_equal")
class ChangesItsParameter(RandomAxes):
    """Writes the value that it uses over the one that it was given."""

    def __init__(self, n_components=9, *, n_jobs=None, random_state=None):
        super().__init__(n_components, n_jobs=n_jobs, random_state=random_state)

    def fit(self, X, y=None):
        super().fit(X, y)
        self.n_components = self._n_features_out = min(self.n_components, self.n_features_in_)
        self.components_ = self.components_[: self.n_components]
        return self


@mutant("sklearn_suite")
class AcceptsContinuousLabels(NearestMean):
    """Takes any number for a class."""

    def fit(self, X, y, sample_weight=None):
        y = np.asarray(y)
        if y.dtype.kind == "f":
            y = np.digitize(y, np.unique(y))
        return super().fit(X, y, sample_weight)


@mutant("sklearn_suite", like="Covariances")
class MixinsBehindTheBase(BaseEstimator, TransformerMixin, auto_wrap_output_keys=None):
    """Has its bases in the order that switches the mixin's tags off."""

    fit, transform = Covariances.fit, Covariances.transform
    _parameter_constraints = Covariances._parameter_constraints

    def __init__(self, alpha=0.1):
        self.alpha = alpha


@mutant("grid_valid", param_grid=(("n_clusters", (2, 3)),))
class GridOfAnotherClass(NodeAxes):
    """Searches over a parameter that it does not have."""


@mutant("grid_valid", param_grid=(("n_components", (1, 0)),))
class GridWithAForbiddenValue(NodeAxes):
    """Searches over a value that fit refuses."""


@mutant("doctest")
class WrongDoctest(ColourMeans):
    """Prints something else.

    >>> ColourMeans().get_params()
    {'random_state': 1}
    """


@mutant("doctest")
class DoctestWithoutANumber(Covariances):
    """Shows nothing that could be wrong.

    >>> Covariances().__class__.__name__.islower()
    False
    """


@mutant("doctest")
class DoctestThatRaises(NearestCovariance):
    """Shows a call that fails.

    >>> NearestCovariance().fit(2, 3)
    1
    """


@mutant("metadata_routed")
class DropsSampleWeight(NearestMean):
    """Takes an extra and does not use it."""

    def fit(self, X, y, sample_weight=None):
        return super().fit(X, y)

from ._ds_spectral import DoublyStochasticSpectralClustering as DoublyStochasticSpectralClustering
from ._mlc import MLC as MLC
from ._rates import coding_length as coding_length
from ._rates import coding_rate as coding_rate
from ._rates import rate_reduction as rate_reduction
from ._sinkhorn import doubly_stochastic as doubly_stochastic

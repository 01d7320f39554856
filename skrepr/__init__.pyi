from .catalogue import get_benchmark as get_benchmark
from .catalogue import get_estimator as get_estimator
from .catalogue import get_scorer as get_scorer
from .catalogue import get_spec as get_spec
from .catalogue import list_benchmarks as list_benchmarks
from .catalogue import list_datasets as list_datasets
from .catalogue import list_estimators as list_estimators
from .catalogue import list_plugins as list_plugins
from .catalogue import list_scorers as list_scorers
from .catalogue import make_estimator as make_estimator
from .catalogue import param_grid as param_grid
from .comparison import compare as compare
from .datasets import load_dataset as load_dataset
from .graphset import GraphSet as GraphSet
from .hookspecs import hookimpl as hookimpl
from .specs import BenchmarkSpec as BenchmarkSpec
from .specs import Candidate as Candidate
from .specs import Claim as Claim
from .specs import DatasetSpec as DatasetSpec
from .specs import EstimatorSpec as EstimatorSpec
from .specs import Figure as Figure
from .specs import Paper as Paper
from .specs import ScorerSpec as ScorerSpec
from .testing import check_estimator as check_estimator

__version__: str

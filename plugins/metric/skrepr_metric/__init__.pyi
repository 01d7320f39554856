from ._frechet import frechet_mean as frechet_mean
from ._frechet import mean_squared_label_distance as mean_squared_label_distance
from ._locus import label_locus as label_locus
from ._locus import next_class as next_class
from ._loki import LokiClassifier as LokiClassifier

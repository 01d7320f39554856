from ._loki import LokiClassifier as LokiClassifier

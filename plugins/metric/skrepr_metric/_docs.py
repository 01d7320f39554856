"""The documentation link in the HTML representation of an estimator."""


class DocsLink:
    """First among the bases of a public estimator: a later place is not looked at."""

    _doc_link_module = "skrepr_metric"
    _doc_link_template = "https://skrepr.readthedocs.io/en/stable/methods/{estimator_name}.html"

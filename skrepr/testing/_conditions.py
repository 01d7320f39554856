"""When a check means nothing: decided from role, kind, output and signature alone."""

from __future__ import annotations

from importlib.util import find_spec

from ._registry import Condition
from ._subject import Subject


def needs_rows(subject: Subject) -> str:
    """Ask for a method with one row a sample, on samples outside ``fit``."""
    return "" if subject.methods else "it has no method with one row a sample"


def needs_results(subject: Subject) -> str:
    """Ask for a method that can be called after ``fit``."""
    if subject.methods or "generator" in subject.roles:
        return ""
    return "it has no method that answers after fit"


def needs_spec(subject: Subject) -> str:
    return "it was given without a spec" if subject.spec is None else ""


def needs_transform(subject: Subject) -> str:
    return "" if "transform" in subject.methods else "it has no transform"


def needs_role(role: str) -> Condition:
    def condition(subject: Subject) -> str:
        return "" if role in subject.roles else f"it is no {role}"

    return condition


def needs_parameter(parameter: str) -> Condition:
    def condition(subject: Subject) -> str:
        return "" if parameter in subject.signature else f"it has no parameter {parameter}"

    return condition


def needs_chance(subject: Subject) -> str:
    """Ask for a result that depends on ``random_state``."""
    if subject.spec is not None and not subject.spec.stochastic:
        return "its spec says that it is not stochastic"
    return needs_parameter("random_state")(subject)


def needs_package(package: str) -> Condition:
    def condition(subject: Subject) -> str:
        if find_spec(package):
            return ""
        return f'not run: needs {package}: pip install "skrepr[testing]"'

    return condition

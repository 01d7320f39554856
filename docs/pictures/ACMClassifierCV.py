"""MAMEM: accuracy over the grid of order and lag, and for each subject along the orders.

Three subjects, five folds of whole trials, linear support vector machine with C = 0.5 on tangent
vectors of shrunk covariances; nothing is searched.

usage: OMP_NUM_THREADS=1 python docs/pictures/ACMClassifierCV.py
"""

import numpy as np
from _style import COLOURS, figure, save
from sklearn.model_selection import GroupKFold, cross_val_score

import skrepr
from skrepr_signals import ACMClassifierCV
from skrepr_signals._acm_benchmarks import log_spectrum

ORDERS, LAGS = (1, 2, 3, 4, 6, 8), (1, 2, 3, 4, 5)
SHOWN_LAG = 3


def main():
    tables, spectra = [], []
    for subject in (1, 2, 3):
        data = skrepr.load_dataset(f"mamem_ssvep_u{subject:03d}")
        folds = {"cv": GroupKFold(5)}
        acm = ACMClassifierCV(ORDERS, LAGS, Cs=(0.5,), kernels=("linear",), refit=False, **folds)
        acm.fit(data.data, data.target, groups=data.groups)
        tables.append(acm.cv_results_["mean_test_score"].reshape(len(LAGS), len(ORDERS)))
        spectrum = log_spectrum(data.sfreq)
        scores = cross_val_score(spectrum, data.data, data.target, groups=data.groups, **folds)
        spectra.append(scores.mean())
    tables = np.array(tables)
    print(tables.mean(axis=0).round(3), np.round(spectra, 3), np.mean(spectra).round(3))

    fig, (grid, lines) = figure(2)
    mean = tables.mean(axis=0)
    grid.imshow(mean, cmap="viridis", aspect="auto", origin="lower")
    for (row, column), value in np.ndenumerate(mean):
        light = value < mean.min() + 0.6 * np.ptp(mean)
        text = f"{value:.2f}".removeprefix("0")
        shade = "white" if light else "black"
        grid.text(column, row, text, ha="center", va="center", fontsize=8, color=shade)
    grid.set(xticks=range(len(ORDERS)), xticklabels=ORDERS, yticks=range(len(LAGS)))
    grid.set(yticklabels=LAGS, xlabel="order", ylabel="lag (samples of 8 ms)")
    grid.set_title("accuracy, mean of three subjects", fontsize=9)
    for colour, subject, table, spectrum in zip(COLOURS, (1, 2, 3), tables, spectra, strict=False):
        label = f"subject {subject}"
        lines.plot(ORDERS, table[LAGS.index(SHOWN_LAG)], "o-", color=colour, label=label)
        lines.axhline(
            spectrum, color=colour, ls=":", label="log spectrum" if subject == 3 else None
        )
    lines.axhline(0.2, color="#7f7f7f", lw=0.8, label="chance")
    lines.set(xlabel=f"order (lag {SHOWN_LAG})", ylabel="accuracy", xticks=ORDERS, ylim=(0, None))
    lines.legend(fontsize=7, loc="lower right")
    save(fig, "ACMClassifierCV")


if __name__ == "__main__":
    main()

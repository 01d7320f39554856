"""A rhythm in noise, and the same beside its delayed copy.

Against time both are waves of one variance. Against themselves some samples later they are
ellipses of different covariance.

usage: OMP_NUM_THREADS=1 python docs/pictures/DelayEmbedding.py
"""

import numpy as np
from _style import COLOURS, figure, save

from skrepr_signals import DelayEmbedding

SFREQ, N_TIMES = 128, 160


def main():
    rng = np.random.default_rng(0)
    t = np.arange(N_TIMES) / SFREQ
    waves = np.array([np.sin(2 * np.pi * f * t) for f in (3, 10)])
    X = (waves + 0.07 * rng.normal(size=waves.shape))[:, None]
    embedded = DelayEmbedding(order=2, lag=4, trim="full").fit_transform(X)
    fig, (left, right) = figure(2)
    for colour, frequency, epoch in zip(COLOURS, (3, 10), embedded, strict=False):
        left.plot(1000 * t[: embedded.shape[2]], epoch[0], color=colour, label=f"{frequency} Hz")
        right.plot(*epoch, ".", ms=3, color=colour, label=f"{frequency} Hz")
    left.set(xlabel="time (ms)", ylabel="signal", xlim=(0, 500), ylim=(-1.3, 1.6))
    right.set(xlabel="signal", ylabel="signal 31 ms later", aspect="equal")
    left.set_title("equal variance", fontsize=9)
    right.set_title("another covariance with the delayed copy", fontsize=9)
    left.legend(fontsize=7, loc="upper right", ncols=2)
    save(fig, "DelayEmbedding")


if __name__ == "__main__":
    main()

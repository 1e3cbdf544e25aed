"""Krippendorff's alpha of one field over matched pairs, with a bootstrap interval."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from app.comparing.figures import FieldAgreement, Level, Value, share

RESAMPLES = 2000
SEED = 20090123
"""Fixed, so that the same codings give the same interval in every run."""
INTERVAL = (0.025, 0.975)

Codes = npt.NDArray[np.int_]
Floats = npt.NDArray[np.float64]
Distances = Callable[[Floats], Floats]
"""How far the values are apart, shape (1 or samples, k, k), by how often each occurs, shape (samples, k)."""


def agreement(
    field: str, pairs: Sequence[tuple[Value, Value]], level: Level = "nominal", scale: Sequence[Value] = ()
) -> FieldAgreement:
    """The agreement of two coders on these pairs of values.

    Alpha is 1 - observed / expected disagreement (Krippendorff, Content Analysis, 2013, chapter 12). A disagreement
    weighs 1 at level `nominal`; by the values' ranks at `ordinal`, where `scale` is from least to most and a pair with
    a value that is not on it is left out; at `sequence` the square of (Levenshtein distance / the longer length), so
    that order counts and a shared beginning is worth something. The interval is the percentile bootstrap over pairs
    (Zapf et al., BMC Medical Research Methodology 16:93, 2016).
    """
    used = [pair for pair in pairs if not scale or all(value in scale for value in pair)]
    domain = list(scale) or sorted({value for pair in used for value in pair}, key=repr)
    numbers = {value: number for number, value in enumerate(domain)}
    codes = np.array([[numbers[a], numbers[b]] for a, b in used], dtype=np.int_).reshape(-1, 2)
    distances = distances_of(level, domain)
    [alpha] = alphas(codes, np.arange(len(used))[None], distances)
    samples = np.array([])
    if not np.isnan(alpha):
        drawn = np.random.default_rng(SEED).integers(0, len(used), (RESAMPLES, len(used)))
        samples = alphas(codes, drawn, distances)
    defined = samples[~np.isnan(samples)]
    low, high = np.quantile(defined, INTERVAL) if defined.size else (None, None)
    return FieldAgreement(
        field=field,
        level=level,
        n=len(used),
        agreement=share(sum(a == b for a, b in used), len(used)),
        alpha=None if np.isnan(alpha) else alpha,
        low=low,
        high=high,
        undefined_resamples=len(samples) - len(defined),
    )


def alphas(codes: Codes, samples: Codes, distances: Distances) -> Floats:
    """Alpha of each sample of these pairs; not a number where fewer than two values occur.

    `codes` has the two values of a pair in each row, `samples` in each row the pairs drawn. All samples are computed
    at once, from how often each combination of two values is in them.
    """
    combinations, of_pair = np.unique(codes, axis=0, return_inverse=True)
    rows = np.arange(len(samples))[:, None] * len(combinations)
    drawn = np.bincount((rows + of_pair.reshape(-1)[samples]).ravel(), minlength=len(samples) * len(combinations))
    often = drawn.reshape(len(samples), len(combinations)).astype(float)
    values = np.arange(codes.max(initial=-1) + 1)
    occurs = often @ (combinations[:, :, None] == values).sum(axis=1)
    apart = distances(occurs)
    observed = (often * apart[:, combinations[:, 0], combinations[:, 1]]).sum(axis=1) * 2
    expected = np.einsum("si,sij,sj->s", occurs, np.broadcast_to(apart, (len(samples), *apart.shape[1:])), occurs)
    observed *= occurs.sum(axis=1) - 1
    undefined = np.full(len(samples), np.nan)
    return np.asarray(1 - np.divide(observed, expected, out=undefined, where=expected > 0))


def distances_of(level: Level, domain: Sequence[Any]) -> Distances:
    """How far the values of a domain are apart at a level (see `agreement`)."""
    if level == "ordinal":
        return _ordinal
    if level == "sequence":
        fixed = np.array([[Levenshtein.normalized_distance(a, b) ** 2 for b in domain] for a in domain])
        fixed = fixed.reshape(len(domain), len(domain))
    else:
        fixed = 1 - np.eye(len(domain))
    return lambda occurs: np.asarray(fixed[None, : occurs.shape[1], : occurs.shape[1]])


def _ordinal(occurs: Floats) -> Floats:
    ranks = occurs.cumsum(axis=1) - occurs / 2
    squared: Floats = (ranks[:, :, None] - ranks[:, None, :]) ** 2
    return squared

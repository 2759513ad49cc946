"""The law of one cause: maximum a posteriori of a negative binomial over countries, with its Laplace covariance.

METHOD §3. The years of a country share one θ ~ Gamma(a, a), so its counts n and its reach R = Σ μ have the marginal
log likelihood ``ln Γ(a+n) − ln Γ(a) + a ln a − (a+n) ln(a+R) + n α + β Σ n x``. Value, gradient and Hessian in
(α, β, ln a) are written out, and Newton's method finds the mode in a few steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.core import SonaeError
from sonae.supply_risk.policy import Policy

__all__ = ["CauseFit", "fit_cause"]

F64 = npt.NDArray[np.float64]
_STEPS = 200
_HALVINGS = 60
_NEAR = 1e-11


@dataclass(frozen=True, slots=True)
class CauseFit:
    """The fitted law of one cause: (α, β, ln a), their covariance, and how many acts it rests on."""

    cause: str
    theta: F64
    covariance: F64
    acts: int

    @property
    def shape(self) -> float:
        """a, the shape of the Gamma law between countries."""
        return float(np.exp(self.theta[2]))


def fit_cause(cause: str, n: F64, x: F64, year_exposure: F64, policy: Policy) -> CauseFit:
    """Fit one cause.

    Args:
        cause: its name.
        n: acts, shape (country, year).
        x: governance less its mean, shape (country, year).
        year_exposure: the part of each year that has passed.
        policy: the priors of α, β and ln a.

    Raises:
        SonaeError: when no mode is found, which no counts of ours have done.

    """
    priors = policy.hazard
    mean = np.asarray([priors.alpha_mean, priors.beta_mean, np.log(priors.shape_mean)])
    sd = np.asarray([priors.alpha_sd, priors.beta_sd, priors.shape_log_sd])
    law = _Posterior(n, x, year_exposure, mean, sd)
    theta = mean.copy()
    theta[0] = np.log(max(n.sum(), 0.5) / max(year_exposure.sum() * len(x), 1e-9))
    value, gradient, hessian = law(theta)
    steps, near = 0, False
    while not near and (steps := steps + 1) <= _STEPS:
        step = _downhill(gradient, hessian)
        promise = float(gradient @ step)
        # Newton's step squares the error: the one taken from here lands on the mode, and the value can tell no more.
        near = -promise < _NEAR
        for halving in range(1 if near else _HALVINGS):
            ahead = theta + step * 0.5**halving
            found = law(ahead)
            if found[0] <= value + 1e-4 * 0.5**halving * promise:
                break
        theta = ahead
        value, gradient, hessian = found
    if not (near and np.abs(gradient).max() < 1e-5):
        raise SonaeError(f"the law of the cause «{cause}» could not be fitted to its acts.")
    return CauseFit(cause, theta, np.asarray(np.linalg.inv(hessian)), int(n.sum()))


class _Posterior:
    """Minus the log posterior with its first and second derivatives."""

    def __init__(self, n: F64, x: F64, year_exposure: F64, mean: F64, sd: F64) -> None:
        self.x, self.year_exposure, self.mean, self.sd = x, year_exposure, mean, sd
        self.own = n.sum(axis=1)
        self.own_x = float((n * x).sum())
        self.number = np.rint(self.own).astype(np.int64)
        self.counter = np.arange(self.number.max(initial=0))

    def __call__(self, theta: F64) -> tuple[float, F64, F64]:
        alpha, beta, log_a = (float(part) for part in theta)
        # Far from the mode the law overflows; infinity there only makes the step shorter.
        with np.errstate(over="ignore", invalid="ignore"):
            a = np.exp(log_a)
            rate = np.exp(alpha + beta * self.x) * self.year_exposure
            reach = rate.sum(axis=1)
            weighted = rate * self.x
            first, second = weighted.sum(axis=1), (weighted * self.x).sum(axis=1)
            whole = a + reach
            pull = (a + self.own) / whole
            # n is a whole number: Γ(a+n)/Γ(a) is the product of a, a+1, …, a+n−1, and its derivatives are finite sums.
            rising = a + self.counter
            log_gamma = _summed(np.log(rising))[self.number]
            digammas = _summed(1 / rising)[self.number]
            trigammas = _summed(-1 / (rising * rising))[self.number]
            lead = log_a + 1 - np.log(whole)
            value = (log_gamma + a * log_a - (a + self.own) * np.log(whole) + self.own * alpha).sum()
            slack = digammas + lead - pull
            gradient = np.asarray([(self.own - pull * reach).sum(), self.own_x - (pull * first).sum(), a * slack.sum()])
            cross = a * (1 - pull) / whole
            hessian = np.empty((3, 3))
            hessian[0, 0] = -(pull * reach * a / whole).sum()
            hessian[0, 1] = hessian[1, 0] = -(pull * first * a / whole).sum()
            hessian[1, 1] = (pull * (first * first / whole - second)).sum()
            hessian[0, 2] = hessian[2, 0] = -(cross * reach).sum()
            hessian[1, 2] = hessian[2, 1] = -(cross * first).sum()
            hessian[2, 2] = a * (slack + a * trigammas + 1 - a / whole - cross).sum()
        z = (theta - self.mean) / self.sd
        total = -(value + beta * self.own_x) + 0.5 * float(z @ z)
        if not np.isfinite(total):
            return np.inf, gradient, hessian
        return float(total), z / self.sd - gradient, np.diag(1 / self.sd**2) - hessian


def _downhill(gradient: F64, hessian: F64) -> F64:
    """Return Newton's step, with eigenvalues made positive where the surface is not convex."""
    values, vectors = np.linalg.eigh(hessian)
    return np.asarray(-(vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-6))))


def _summed(terms: F64) -> F64:
    """Return the sums of the first 0, 1, 2, … terms."""
    return np.concatenate([[0.0], np.cumsum(terms)])

"""The coefficients of `tail` in src/functions/exponential.ts: python3 exponential.py (needs numpy).

Minimises the largest relative error of 1 + r + r² P(r) against exp(r) over |r| <= ½ ln 2, by weighted least squares whose weights grow
where the error is large (Lawson's algorithm), and rounds the coefficients to float32.
"""

import math

import numpy as np

degree = 4
end = 0.5 * math.log(2) * 1.0005
r = np.cos(np.linspace(0, np.pi, 4001)) * end
r = r[np.abs(r) > 1e-4]


def rest(x: float) -> float:
    """(exp(x) - 1 - x)/x², by its series where the difference would cancel."""
    if abs(x) > 1e-2:
        return (math.expm1(x) - x) / x**2
    return sum(x**n / math.factorial(n + 2) for n in range(8))


wanted = np.array([rest(x) for x in r])
powers = np.vander(r, degree + 1)
scale = r**2 / np.exp(r)
weights = np.ones_like(r)
for _ in range(300):
    by = scale * np.sqrt(weights)
    coefficients = np.linalg.lstsq(powers * by[:, None], wanted * by, rcond=None)[0]
    error = np.abs((powers @ coefficients - wanted) * scale)
    weights *= error / error.max()
    weights /= weights.mean()

rounded = coefficients.astype(np.float32).astype(float)
print([float(c) for c in rounded])
print("largest relative error of exp:", np.abs((powers @ rounded - wanted) * scale).max())

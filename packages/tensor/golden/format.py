"""Writes format.json: arrays and how NumPy prints them. Run: python3 format.py > format.json"""

import json

import numpy as np

rng = np.random.default_rng(0)
nan, inf = float("nan"), float("inf")

lists = [
    [1, 2, 3],
    [1.5, 2, -3.25],
    [0, 0, 0],
    [-0.0, 0.0, 1.0],
    [1e-5, 1, 2],
    [1e-4, 1e-2],
    [1, 1000],
    [1, 1001],
    [1e8, 2e8],
    [99999999.0, 5.0],
    [123456789.123, 1e-9],
    [1e100, 1e-100],
    [0.1, 0.2, 0.30000001],
    [1 / 3, 2 / 3],
    [nan, 1.0],
    [inf, -inf, nan],
    [inf, 1.25],
    [-inf, 100.125],
    [nan],
    [1e10, inf, nan],
    [[1, 2], [3, 4]],
    [[1.5, -2], [3, 1e6]],
    [[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
    [],
    [[]],
    [1.2345678901234567, 2.5],
    [12345.678, 1.1],
    [3.0e-310, 1.0],
    [1e8, 1.0],
]


def case(array):
    data = array.astype(np.float64).ravel()
    return {
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "data": ["nan" if x != x else "inf" if x == inf else "-inf" if x == -inf else repr(float(x)) for x in data],
        "text": str(array).replace("True", "true").replace("False", "false"),
    }


cases = []
for values in lists:
    for dtype in ("float64", "float32"):
        with np.errstate(over="ignore", under="ignore"):
            cases.append(case(np.array(values, dtype=dtype)))
for scalar in (1e6, 999999.0, 115.86561584472656, 0.0, 1.0, -0.0, 2.5, 1e16, 1e15, 123456.789, 1e-4, 1e-5, 1.5e-7, 0.1, nan, inf, -inf, 1e22, 1 / 3):
    for dtype in ("float64", "float32"):
        cases.append(case(np.array(scalar, dtype=dtype)))
cases.append(case(np.array(7, dtype="int32")))
for truth in (True, False, [True, False]):
    cases.append(case(np.array(truth)))
for width in (36, 37, 38, 80):
    cases.append(case(np.arange(width, dtype="int32") % 10))
    cases.append(case(np.arange(width, dtype="int32").reshape(1, width) % 10))
hidden = np.ones(1001, dtype="float32")
hidden[500] = 12345.678
cases.append(case(hidden))
for values in ([1, -20, 300], [[0, 1], [2, 3]]):
    cases.append(case(np.array(values, dtype="int32")))
cases.append(case(np.array([255, 0], dtype="uint8")))
for scale in (1, 1e-3, 1e3, 1e9):
    for dtype in ("float64", "float32"):
        cases.append(case((rng.standard_normal((5, 4)) * scale).astype(dtype)))
        cases.append(case((rng.standard_normal(40) * scale).astype(dtype)))
        cases.append(case((rng.standard_normal((3, 20)) * scale).astype(dtype)))
for shape in ((1000,), (1001,), (2, 600), (600, 2)):
    cases.append(case(np.arange(np.prod(shape), dtype="int32").reshape(shape)))
for shape in ((11, 10, 10), (2, 3, 200)):
    cases.append(case((np.arange(np.prod(shape), dtype="float32") / 7).reshape(shape)))
print(json.dumps(cases, separators=(",", ":")).replace('},{"dtype', '},\n{"dtype'))

"""Writes counting.json: functions of @chainrule/tensor/functional, their arguments, and what NumPy and PyTorch give. Run: python3 counting.py > counting.json"""

import json

import numpy as np
import torch

rng = np.random.default_rng(7)
nan, inf = np.nan, np.inf

cases = []


def plain(value):
    def number(x):
        return "nan" if x != x else "inf" if x == inf else "-inf" if x == -inf else x

    def walk(x):
        return [walk(y) for y in x] if isinstance(x, list) else number(x)

    return walk(np.asarray(value).tolist())


def tensor(x):
    x = np.asarray(x)
    return {"dtype": str(x.dtype), "shape": list(x.shape), "data": plain(x.ravel())}


def add(name, args, result):
    cases.append({"name": name, "args": args, "result": result})


floats = rng.standard_normal((3, 4, 5))
some = [
    floats,
    rng.integers(-3, 4, (4, 6)).astype(np.int32),
    np.array([[1.0, nan, 2.0], [3.0, -4.0, 0.5], [8.0, 8.0, 1.0]]),
    np.array([7.0]),
]

methods = ["linear", "lower", "higher", "nearest", "midpoint"]
for x in some:
    for axis in [None, *range(-1, x.ndim - 1)]:
        for keep in [False, True]:
            options = {"keepDims": keep}
            add("median", [tensor(x), axis, options], plain(np.median(x, axis=axis, keepdims=keep)))
        for q in [0, 0.1, 0.25, 0.5, 0.625, 1]:
            for method in methods:
                result = np.quantile(x.astype(float), q, axis=axis, method=method)
                add("quantile", [tensor(x), q, axis, {"interpolation": method}], plain(result))
# Of quantiles beside infinities NumPy makes NaN, also where they are elements.
far = np.array([[1.0, inf, 2.0], [-inf, nan, 0.5], [inf, 4.0, 1.0]])
for axis in range(2):
    add("median", [tensor(far), axis], plain(np.median(far, axis=axis)))
# PyTorch's median is the lower of both.
for axis in range(3):
    result = torch.from_numpy(floats).median(axis).values
    add("median", [tensor(floats), axis, {"interpolation": "lower"}], plain(result))

lines = [
    np.sort(rng.standard_normal(37)),
    np.array([0, 1, 1, 1, 3, 8], np.int32),
    np.array([-inf, 0.0, 0.0, 2.0, inf, nan, nan]),
    np.zeros(0),
]
for line in lines:
    wanted = np.concatenate([line, line + 1, line - 1, [0, 0.5]]).reshape(-1, 1)
    values = [wanted, np.array(1.0), np.array([-inf, inf, nan]), np.zeros((2, 0))]
    for value in values:
        for side in ["left", "right"]:
            result = np.searchsorted(line, value, side=side)
            add("searchSorted", [tensor(line), tensor(value), {"side": side}], plain(result))

counted = rng.integers(0, 9, 50).astype(np.int32)
weights = rng.standard_normal(50)
for x, w in [(counted, weights), (counted.astype(np.uint8), weights), (counted[:0], weights[:0])]:
    add("bincount", [tensor(x), 12], plain(np.bincount(x, minlength=12)))
    weighted = np.bincount(x, weights=w, minlength=12)
    add("bincount", [tensor(x), 12, {"weights": tensor(w)}], plain(weighted))

sparse = rng.integers(-1, 2, (3, 2, 4)).astype(np.int32)
for x in [sparse, sparse > 0, np.array([0.0, -0.0, nan, 1.0]), np.zeros((2, 0)), np.array(5.0), np.array(0.0)]:
    add("nonzero", [tensor(x)], plain(torch.nonzero(torch.from_numpy(x))))

for x in [sparse, sparse > 0, np.array([nan, 2.0, nan, -inf, inf, 2.0]), np.zeros((2, 0)), np.array(5.0)]:
    values, indices, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True
    )
    result = {
        "values": plain(values),
        "indices": plain(indices),
        "inverse": plain(inverse.reshape(x.shape)),
        "counts": plain(counts),
    }
    add("unique", [tensor(x)], result)

print("[" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "]")

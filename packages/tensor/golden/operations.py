"""Writes operations.json: methods, operands, arguments and NumPy's results. Run: python3 operations.py > operations.json"""

import json
import warnings

import numpy as np

warnings.filterwarnings("ignore")
rng = np.random.default_rng(1)
nan, inf = np.nan, np.inf

edge = np.array([[1.0, -2.5, 0.0], [-0.0, 3.5, -0.5], [2.5, 1e4, -1e4]])
wild = np.array([1.0, -1.0, 0.0, nan, inf, -inf])
cube = rng.integers(-9, 10, (2, 3, 4)).astype(float)
small = rng.standard_normal((3, 4))
ints = rng.integers(-9, 10, (3, 4)).astype(np.int32)
bools = rng.integers(0, 2, (3, 4)).astype(bool)
empty = np.zeros((0, 3))


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def lse(x, axis=None, keepdims=False):
    return np.logaddexp.reduce(x, axis=axis, keepdims=keepdims) if axis is not None else np.logaddexp.reduce(x.ravel())


cases = []


def plain(value):
    def number(x):
        x = x.item() if hasattr(x, "item") else x
        if isinstance(x, bool):
            return x
        return "nan" if x != x else "inf" if x == inf else "-inf" if x == -inf else x

    def walk(x):
        return [walk(y) for y in x] if isinstance(x, list) else number(x)

    return walk(np.asarray(value).tolist())


def add(name, x, args, result):
    x = np.asarray(x)
    cases.append(
        {
            "name": name,
            "shape": list(x.shape),
            "dtype": str(x.dtype),
            "data": plain(x.ravel()),
            "args": args,
            "result": plain(result),
        }
    )


unary = {
    "neg": np.negative, "abs": np.abs, "sign": np.sign, "square": np.square, "reciprocal": np.reciprocal, "exp": np.exp,
    "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "rsqrt": lambda x: 1 / np.sqrt(x), "sin": np.sin, "cos": np.cos,
    "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "floor": np.floor, "ceil": np.ceil, "round": np.round,
    "relu": lambda x: np.where(x <= 0, 0.0, x),
}
for name, f in unary.items():
    x = edge if name not in ("sin", "cos") else edge[:2]
    add(name, x, [], f(x))
    if name not in ("sin", "cos"):
        add(name, wild, [], f(wild))
    add(name, np.zeros((0, 2)), [], np.zeros((0, 2)))
    add(name, np.array(0.25), [], f(np.array(0.25)))

binary = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "pow": np.power, "mod": np.mod, "maximum": np.maximum,
    "minimum": np.minimum, "less": np.less, "lessEqual": np.less_equal, "greater": np.greater, "greaterEqual": np.greater_equal,
    "equal": np.equal, "notEqual": np.not_equal,
}
for name, f in binary.items():
    for other in ([[2.0], [-1.5], [3.0]], [3.0, -2.0, 0.5], 2.0):
        add(name, edge, [other], f(edge, np.array(other)))
    add(name, wild[:3], [[1.0, "nan", 0.5]], f(wild[:3], np.array([1.0, nan, 0.5])))
    if name not in ("pow", "div"):
        add(name, ints, [[3, -2, 5, 7]], f(ints, np.array([3, -2, 5, 7], dtype=np.int32)))
add("and", bools, [[True, False, True, False]], bools & np.array([True, False, True, False]))
add("or", bools, [[True, False, True, False]], bools | np.array([True, False, True, False]))
add("not", bools, [], ~bools)
add("where", bools, [[1.0, 2.0, 3.0, 4.0], -1.0], np.where(bools, np.array([1.0, 2, 3, 4]), -1.0))

reductions = {
    "sum": np.sum, "prod": np.prod, "mean": np.mean, "max": np.max, "min": np.min, "variance": np.var, "std": np.std, "any": np.any,
    "all": np.all, "norm": lambda x, axis, keepdims: np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims)),
}
for name, f in reductions.items():
    for axis in (None, 0, -1, [0, 2], [-1, 0, 1]):
        for keep in (False, True):
            value = f(cube, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keep)
            add(name, cube, [axis, {"keepDims": keep}], value)
    add(name, np.array(3.0), [], f(np.array(3.0), axis=None, keepdims=False))
    if name not in ("any", "all"):
        add(name, wild, [], f(wild, axis=None, keepdims=False))
    if name in ("sum", "prod", "mean", "any", "all", "norm"):
        add(name, empty, [0, {}], f(empty, axis=0, keepdims=False))
    add(name, np.zeros((2, 0)), [0, {}], np.zeros(0)) if name in ("sum", "max") else None
for axis in (0, 1, 2, -1):
    for name, f in (("argmax", np.argmax), ("argmin", np.argmin)):
        add(name, cube, [axis, {"keepDims": True}], f(cube, axis=axis, keepdims=True))
        add(name, cube, [axis], f(cube, axis=axis))
add("argmax", cube, [], np.argmax(cube))
add("argmax", np.array([1, nan, 3, nan]), [], 1)
add("argmin", np.array([1, nan, 3, nan]), [], 1)
add("variance", cube, [0, {"correction": 1}], cube.var(0, ddof=1))
add("std", small, [1, {"correction": 1, "keepDims": True}], small.std(1, ddof=1, keepdims=True))
add("sum", bools, [0], bools.sum(0))
add("mean", ints, [0], ints.mean(0))
for axis in (0, 1, -1):
    add("softmax", small * 50, [axis], softmax(small * 50, axis))
    add("logSoftmax", small, [axis], np.log(softmax(small, axis)))
    add("logSumExp", small * 50, [axis], lse(small * 50, axis))
add("softmax", np.array([1e4, -1e4, 1e4]), [], [0.5, 0, 0.5])
add("softmax", np.array([1.0, -inf]), [], [1, 0])
add("logSoftmax", np.array([1e4, -1e4]), [], [0, -2e4])
add("logSoftmax", np.array([1.0, -inf]), [], [0, -inf])
add("logSumExp", np.array([-inf, -inf]), [], -inf)
add("logSumExp", np.array([1.0, inf]), [], inf)
add("logSumExp", np.array([1.0, nan]), [], nan)
add("logSumExp", small, [], lse(small))

add("reshape", cube, [[6, -1]], cube.reshape(6, -1))
add("reshape", empty, [[3, 0]], empty.reshape(3, 0))
add("flatten", cube, [1], cube.reshape(2, 12))
add("transpose", cube, [], cube.transpose())
add("transpose", cube, [[1, 2, 0]], cube.transpose(1, 2, 0))
add("permute", cube, [[-1, 0, 1]], cube.transpose(-1, 0, 1))
add("matrixTranspose", cube, [], cube.swapaxes(-1, -2))
add("flip", cube, [], np.flip(cube))
add("flip", cube, [[0, -1]], np.flip(cube, (0, -1)))
add("expand", small[:1], [[2, 3, 4]], np.broadcast_to(small[:1], (2, 3, 4)))
add("slice", cube, [[0, 1], [2, 3], [1, 1]], cube[0:2, 1:3])
add("slice", cube, [[-1, -2, 1], [9, 9, -1], [1, 1, 2]], cube[-1:9, -2:9, 1:-1:2])
add("slice", cube, [[0, 0, 3], [1, 1, 1]], cube[0:1, 0:1, 3:1])
add("pad", small, [[[1, 2], [0, 3]]], np.pad(small, [[1, 2], [0, 3]]))
add("pad", small, [[[1, 0], [2, 1]], {"value": -7.5}], np.pad(small, [[1, 0], [2, 1]], constant_values=-7.5))
add("pad", small, [[[-1, 1], [1, -2]], {"value": 1}], np.pad(small[1:, :2], [[0, 1], [1, 0]], constant_values=1))
add("pad", bools, [[[1, 1], [0, 0]], {"value": True}], np.pad(bools, [[1, 1], [0, 0]], constant_values=True))
add("take", cube, [[2, 0, -1], 1], cube.take([2, 0, -1], 1))
add("take", cube, [[[0, 1], [1, 0]], 0], cube.take([[0, 1], [1, 0]], 0))
add("take", cube, [[0, 23, -24]], cube.take([0, 23, -24]))
index = rng.integers(-4, 4, (2, 3, 5))
add("gather", cube, [index.tolist(), 2], np.take_along_axis(cube, index, 2))
index = rng.integers(0, 2, (4, 3, 4))
add("gather", cube, [index.tolist(), 0], np.take_along_axis(cube, index, 0))
windows = np.lib.stride_tricks.sliding_window_view
add("windows", cube, [{"axes": [2], "sizes": [3]}], windows(cube, 3, 2))
add("windows", cube, [{"axes": [1, 2], "sizes": [2, 2], "strides": [1, 2]}], windows(cube, (2, 2), (1, 2))[:, ::1, ::2])
add("matmul", cube, [small.T.tolist()], cube @ small.T)
add("matmul", small, [[1.0, 2.0, 3.0, 4.0]], small @ np.array([1.0, 2, 3, 4]))
add("matmul", np.array([1.0, 2, 3]), [small.tolist()], np.array([1.0, 2, 3]) @ small)
add("matmul", ints, [ints.T.tolist()], ints @ ints.T)
add("dot", np.array([1.0, 2, 3]), [[4.0, 5.0, 6.0]], 32)
add("dot", np.array(3.0), [[4.0, 5.0, 6.0]], [12, 15, 18])
add("matmul", small[:2, :3], [cube.tolist()], small[:2, :3] @ cube)
add("matmul", cube, [[1.0, 2.0, 3.0, 4.0]], cube @ np.array([1.0, 2, 3, 4]))
add("matmul", np.array([1.0, 2, 3]), [cube.tolist()], np.array([1.0, 2, 3]) @ cube)
add("matmul", np.array([1.0, 2, 3]), [[4.0, 5.0, 6.0]], 32)
add("dot", small, [small.T.tolist()], small @ small.T)
add("logSumExp", np.array([[1e3, 1e3], [-1e3, -1e3]]), [1], [1e3 + np.log(2), -1e3 + np.log(2)])
for keep in (False, True):
    add("logSumExp", np.zeros((2, 0, 3)), [1, {"keepDims": keep}], np.full((2, 1, 3) if keep else (2, 3), -inf))
    add("logSumExp", small, [0, {"keepDims": keep}], lse(small, 0, keep))
add("logSoftmax", np.zeros((2, 0)), [], np.zeros((2, 0)))
for order in (-2, -1, -0.5, 0.5):
    for values in ([3.0, -4.0], [0.0, 3.0]):
        add("norm", np.array(values), [0, {"order": order}], np.linalg.norm(values, order))
add("pad", small, [[[-1, 1], [2, -1]], {"mode": "reflect"}], np.pad(small, [[0, 1], [2, 0]], mode="reflect")[1:, :-1])
for shift in (-5, 1, 7):
    add("roll", small, [shift], np.roll(small, shift))
    add("roll", small, [shift, 1], np.roll(small, shift, 1))
add("roll", small, [[1, 2], [0, 1]], np.roll(small, (1, 2), (0, 1)))
add("roll", empty, [1, 0], empty)
add("triu", small, [1], np.triu(small, 1))
add("tril", small, [-1], np.tril(small, -1))
for offset in (-3, -2, 0, 3, 4):
    add("diagonal", small, [offset], np.diagonal(small, offset))
print(json.dumps(cases, separators=(",", ":")).replace('},{"name', '},\n{"name'))

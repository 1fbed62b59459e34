"""Golden results of the methods of tensors: writes breadth.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 breadth.py

A case calls `method` of the first input with `arguments`, where {"input": i} stands for another input and {"number": "inf"} for what JSON has not.
PyTorch says what values and gradients (of the sum of outputs times `upstream`) are, NumPy what indexing is and where only values are wanted.
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

np.seterr(all="ignore")
random = np.random.default_rng(7)
cases = []
NAMES = {"float64": "float64", "float32": "float32", "int32": "int32", "int64": "int32", "uint64": "int32", "uint8": "uint8", "bool": "bool"}


def number(x):
    if isinstance(x, float):
        return x if math.isfinite(x) else str(x)
    return int(x)


def saved(x):
    x = x.detach().numpy() if isinstance(x, torch.Tensor) else np.asarray(x)
    return {"dtype": NAMES[str(x.dtype)], "shape": list(x.shape), "data": [number(v) for v in x.reshape(-1).tolist()]}


def drawn(*shape):
    return torch.tensor(np.round(random.standard_normal(shape), 2), dtype=torch.float64)


def whole(*shape, low=-3, high=4):
    return torch.tensor(random.integers(low, high, shape).astype(np.float64))


def add(method, arguments, inputs, outputs, gradients=None, upstream=None):
    one = {"method": method, "arguments": arguments, "inputs": [saved(x) for x in inputs], "outputs": [saved(y) for y in outputs]}
    if gradients is not None:
        one["upstream"] = saved(upstream)
        one["gradients"] = [None if g is None else saved(g) for g in gradients]
    cases.append(one)


def by_torch(method, arguments, f, *inputs):
    """Value and gradients of `f`; of several outputs the first is differentiated."""
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    y = f(*leaves)
    outputs = list(y) if isinstance(y, tuple) else [y]
    if not outputs[0].is_floating_point():
        return add(method, arguments, inputs, outputs)
    upstream = drawn(*outputs[0].shape)
    wanted = [x for x in leaves if x.is_floating_point()]
    found = iter(torch.autograd.grad((outputs[0] * upstream).sum(), wanted, allow_unused=True))
    gradients = [next(found) if x.is_floating_point() else None for x in leaves]
    add(method, arguments, inputs, outputs, gradients, upstream)


def by_numpy(method, arguments, f, *inputs):
    y = f(*inputs)
    add(method, arguments, inputs, list(y) if isinstance(y, tuple) else [y])


# elementwise

WIDE = torch.tensor([-100.0, -30, -20.5, -5, -3.1, -2, -1, -0.3, -1e-9, 0, 1e-9, 0.2, 1, 2.9, 3.1, 5, 19.9, 20.5, 30, 100], dtype=torch.float64)
KINKS = torch.tensor([-3.0, 0, 3], dtype=torch.float64)
SPECIAL = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 0.5], dtype=torch.float64)
for method, arguments, f in (
    ("relu", [], F.relu),
    ("leakyRelu", [], F.leaky_relu),
    ("leakyRelu", [0.3], lambda x: F.leaky_relu(x, 0.3)),
    ("elu", [], F.elu),
    ("elu", [0.7], lambda x: F.elu(x, 0.7)),
    ("selu", [], F.selu),
    ("gelu", [], F.gelu),
    ("gelu", [{"approximate": "tanh"}], lambda x: F.gelu(x, approximate="tanh")),
    ("silu", [], F.silu),
    ("softplus", [], F.softplus),
    ("softplus", [{"beta": 2.5, "threshold": 4}], lambda x: F.softplus(x, 2.5, 4)),
    ("softplus", [{"beta": 0.5}], lambda x: F.softplus(x, 0.5)),
    ("softsign", [], F.softsign),
    ("mish", [], F.mish),
    # torch's own gradient in float64 has the 1/6 of float32.
    ("hardSigmoid", [], lambda x: F.relu6(x + 3) / 6),
    ("hardSwish", [], F.hardswish),
    ("logSigmoid", [], F.logsigmoid),
    ("erf", [], torch.erf),
    ("sin", [], torch.sin),
    ("cos", [], torch.cos),
    ("tan", [], torch.tan),
    ("tanh", [], torch.tanh),
    ("expm1", [], torch.expm1),
    ("floor", [], torch.floor),
    ("ceil", [], torch.ceil),
    ("round", [], torch.round),
    ("trunc", [], torch.trunc),
    ("sign", [], torch.sign),
):
    by_torch(method, arguments, f, WIDE)
    if method not in ("hardSwish", "floor", "ceil", "round", "trunc"):
        by_torch(method, arguments, f, KINKS)
    # NumPy's sign of NaN is NaN; hardSwish goes to 0 and has no −∞ · 0; torch 1.13 is wrong about mish.
    special = {"sign": SPECIAL[1:], "hardSwish": SPECIAL[:2], "mish": SPECIAL[3:]}.get(method, SPECIAL)
    by_numpy(method, arguments, lambda x: f(x), special)
    by_numpy(method, arguments, lambda x: f(x), WIDE.float()[2:-2])
by_torch("log1p", [], torch.log1p, torch.tensor([-0.99, -0.5, 0, 1e-12, 3, 1e20], dtype=torch.float64))
by_torch("selu", [{"alpha": 2, "scale": 3}], lambda x: 3 * F.elu(x, 2.0), WIDE)
by_torch("hardSigmoid", [{"slope": 0.5, "offset": 0.6}], lambda x: torch.clamp(0.5 * x + 0.6, 0, 1), WIDE)
TWO = [{"input": 1}]
by_torch("atan2", TWO, torch.atan2, drawn(3, 4), drawn(4))
by_torch("pow", TWO, torch.pow, drawn(3, 4).abs() + 0.1, drawn(4))
by_torch("pow", [2], lambda x: x**2, drawn(5))
by_torch("mod", TWO, torch.remainder, drawn(3, 4) * 5, drawn(4))
for low, high in ((-0.5, 0.5), (0, None), (None, 1), (1, 0), (0, 1)):
    by_torch("clamp", [low, high], lambda x: torch.clamp(x, low, high), torch.cat([drawn(6), KINKS, torch.ones(1, dtype=torch.float64)]))
by_torch("clamp", [{"input": 1}, {"input": 2}], torch.clamp, whole(4, 5), whole(4, 5), whole(4, 5) + 0.5)
by_numpy("clamp", [{"input": 1}, {"input": 2}], torch.clamp, SPECIAL, torch.zeros(5).double(), SPECIAL.flip(0).contiguous())
by_numpy("clamp", [-1, 1], lambda x: torch.clamp(x, -1, 1), SPECIAL)
by_numpy("clamp", [-1, 1], lambda x: torch.clamp(x, -1, 1), torch.tensor([-5, 0, 7], dtype=torch.int32))
for method, f in (("isNaN", np.isnan), ("isFinite", np.isfinite), ("isInfinite", np.isinf)):
    by_numpy(method, [], f, SPECIAL.numpy())
    by_numpy(method, [], f, np.array([[1, 2]], np.int32))
BITS = np.array([0, 1, 0, 1], bool)
for method, f in (("and", np.logical_and), ("or", np.logical_or), ("xor", np.logical_xor)):
    by_numpy(method, TWO, f, BITS[:, None], BITS)
    by_numpy(method, TWO, f, np.array([0, 2, -1, 0], np.int32), np.array([0.0, 0.5, np.nan, 3]))
by_numpy("not", [], np.logical_not, np.array([0.0, 2, np.nan]))

# reduce

ZERO = torch.tensor([[0.0, 0, 0], [3, 0, -4], [1, -1, 1]], dtype=torch.float64)
for order in (2, 1, 0, 3, 2.5, 1.5, float("inf"), -float("inf")):
    for x, axis, keep in ((drawn(3, 4), 1, False), (drawn(2, 3), None, True), (ZERO, -1, True)):
        if order == 0 and x is not ZERO:
            continue
        options = {"order": order if math.isfinite(order) else {"number": str(order)}, "keepDims": keep}
        arguments = [{"undefined": True} if axis is None else axis, options]
        by_torch("norm", arguments, lambda x: torch.linalg.vector_norm(x, order, axis, keepdim=keep), x)
by_torch("norm", [-1, {"order": -2}], lambda x: torch.linalg.vector_norm(x, -2, -1), drawn(3, 4))
by_torch("norm", [0, {"order": 0.5}], lambda x: torch.linalg.vector_norm(x, 0.5, 0), drawn(3, 4))
by_torch("std", [1, {"correction": 1}], lambda x: torch.std(x, 1), drawn(3, 4))
by_torch("std", [0], lambda x: torch.std(x, 0, unbiased=False), drawn(3, 4))
by_torch("prod", [1, {"keepDims": True}], lambda x: torch.prod(x, 1, keepdim=True), ZERO)
by_torch("logSumExp", [[0, -1]], lambda x: torch.logsumexp(x, (0, 2)), drawn(2, 3, 4) * 50)
by_numpy("any", [-1, {"keepDims": True}], lambda x: np.any(x, -1, keepdims=True), np.array([[0.0, np.nan], [0, 0]]))
by_numpy("all", [0], lambda x: np.all(x, 0), np.array([[0, 1], [2, 3]], np.int32))
by_numpy("any", [0], lambda x: np.any(x, 0), np.zeros((0, 3), bool))
by_numpy("all", [0], lambda x: np.all(x, 0), np.zeros((0, 3), bool))

# order

MIXED = torch.tensor([[3.0, float("nan"), -0.0, 0.0, float("inf"), 1], [1, 1, float("-inf"), float("nan"), float("nan"), 0]], dtype=torch.float64)
for x in (whole(4, 5), drawn(2, 3, 4), MIXED, MIXED.float(), torch.tensor([2, 0, 255, 2], dtype=torch.uint8), whole(3, 30).int()):
    for axis in {-1, 0}:
        for descending in (False, True):
            options = {"descending": descending}
            order = lambda x: torch.sort(x, dim=axis, descending=descending, stable=True)
            if x.dtype == torch.float64 and x is not MIXED:
                by_torch("sort", [axis, options], lambda x: order(x).values, x)
            else:
                by_numpy("sort", [axis, options], lambda x: order(x).values, x)
            by_numpy("argsort", [axis, options], lambda x: order(x).indices, x)
by_numpy("argsort", [], lambda x: np.argsort(x, kind="stable"), np.array([1, 0, 1, 0], bool))
by_numpy("sort", [0], lambda x: np.sort(x, 0), np.zeros((0, 3)))
for k, axis, largest in ((2, -1, True), (1, 0, False), (3, 1, True), (0, 0, True)):
    x = torch.tensor(random.permutation(12).astype(np.float64).reshape(3, 4))
    by_torch("topK", [k, axis, {"largest": largest}], lambda x: tuple(torch.topk(x, k, axis, largest)), x)
for x in (drawn(3, 4), ZERO, drawn(1), drawn(7)):
    for axis in range(-1, x.ndim - 1):
        by_torch("cumsum", [axis], lambda x: torch.cumsum(x, axis), x)
        by_torch("cumprod", [axis], lambda x: torch.cumprod(x, axis), x)
for x in (np.array([[1, 2, 3], [4, 5, 6]], np.int32), np.array([[1.0, np.inf, 2], [np.nan, 3, 4]])):
    by_numpy("cumsum", [], np.cumsum, x)
    by_numpy("cumsum", [1, {"reverse": True}], lambda x: np.cumsum(x[:, ::-1], 1)[:, ::-1], x)
    by_numpy("cumsum", [1, {"exclusive": True}], lambda x: np.pad(np.cumsum(x, 1)[:, :-1], ((0, 0), (1, 0))), x)
    by_numpy("cumsum", [0, {"exclusive": True, "reverse": True}], lambda x: np.pad(np.cumsum(x[::-1], 0)[:-1], ((1, 0), (0, 0)))[::-1], x)
    by_numpy("cumprod", [1, {"exclusive": True}], lambda x: np.pad(np.cumprod(x, 1)[:, :-1], ((0, 0), (1, 0)), constant_values=1), x)
by_numpy("cumsum", [0], lambda x: np.cumsum(x, 0), np.array([True, False, True]))
by_numpy("cumsum", [0], lambda x: np.cumsum(x, 0), np.array([200, 100], np.uint8))
by_numpy("cumsum", [1], lambda x: np.cumsum(x, 1), np.zeros((2, 0)))

# movement and matrices

by_torch("tile", [[2, 1, 3]], lambda x: x.tile(2, 1, 3), drawn(2, 2))
by_torch("tile", [[2]], lambda x: x.tile(2), drawn(2, 2))
by_numpy("tile", [[0, 2]], lambda x: np.tile(x, (0, 2)), np.arange(4, dtype=np.int32).reshape(2, 2))
by_torch("repeat", [2, 1], lambda x: torch.repeat_interleave(x, 2, 1), drawn(2, 3))
by_torch("repeat", [3], lambda x: torch.repeat_interleave(x, 3), drawn(2, 2))
by_torch("repeat", [[2, 0, 1], -1], lambda x: torch.repeat_interleave(x, torch.tensor([2, 0, 1]), -1), drawn(2, 3))
by_torch("roll", [1, 0], lambda x: torch.roll(x, 1, 0), drawn(3, 2))
by_torch("roll", [-2], lambda x: torch.roll(x, -2), drawn(3, 2))
by_torch("roll", [[4, -1], [1, 0]], lambda x: torch.roll(x, (4, -1), (1, 0)), drawn(3, 3))
for offset in (-4, -1, 0, 1, 2, 5):
    x = drawn(2, 3, 4)
    by_torch("tril", [offset], lambda x: torch.tril(x, offset), x[0])
    by_torch("triu", [offset], lambda x: torch.triu(x, offset), x)
    if offset > -4 and offset < 5:
        by_torch("diagonal", [offset, 1, 2], lambda x: torch.diagonal(x, offset, 1, 2), x)
        by_torch("diagonal", [offset, -1, 0], lambda x: torch.diagonal(x, offset, -1, 0), x.transpose(0, 1).contiguous())
        by_numpy("trace", [offset], lambda x: np.trace(x, offset), np.arange(12, dtype=np.int32).reshape(3, 4))
by_numpy("tril", [], np.tril, np.array([[1, np.nan], [np.inf, 2]]))
by_numpy("diagonal", [7], lambda x: np.diagonal(x, 7), np.ones((2, 3)))
by_torch("trace", [], torch.trace, drawn(3, 3))
by_torch("outer", TWO, torch.outer, drawn(3), drawn(4))
by_numpy("outer", TWO, np.outer, np.arange(4.0).reshape(2, 2), np.arange(3, dtype=np.int32))

# indexing

INDEX = torch.tensor([[2, 0, 1, 1], [1, 1, 0, 2]])
by_torch("gather", [{"input": 1}, 0], lambda x, i: torch.gather(x, 0, i), drawn(3, 4), torch.tensor([[2, 0, 1, 1]]).expand(2, 4).contiguous())
by_torch("scatterAdd", [{"input": 1}, {"input": 2}, 0], lambda x, i, u: x.scatter_add(0, i, u), drawn(3, 4), INDEX, drawn(2, 4))
by_torch("scatterAdd", [{"input": 1}, {"input": 2}, -1], lambda x, i, u: x.scatter_add(-1, i, u), drawn(3, 3), INDEX, drawn(2, 4))
by_torch("scatterAdd", [{"input": 1}, {"input": 2}, 0], lambda x, i, u: x.scatter_add(0, i, u), drawn(5), torch.tensor([4, 4, 0]), drawn(3))

ELLIPSIS = "..."


def entry(low, high):
    return None if random.random() < 0.35 else int(random.integers(low, high))


def any_range(length):
    step = int(random.choice([1, 1, 2, 3, -1, -2]))
    start, end = entry(-length - 2, length + 3), entry(-length - 2, length + 3)
    index = slice(start, end, step)
    if random.random() < 0.5:
        text = ["" if e is None else str(e) for e in (start, end)]
        return index, ":".join(text) if step == 1 else ":".join([*text, str(step)])
    return index, [start, end] if step == 1 and random.random() < 0.5 else [start, end, step]


def any_index(shape, picking):
    """Indices for some leading axes, as Python's and ours, and the tensors that ours refer to."""
    theirs, ours, tensors = [], [], []
    axis = 0
    broadcast = [int(random.integers(1, 4)), int(random.integers(1, 3))]
    while axis < len(shape) and random.random() < 0.9:
        kind = random.random()
        if kind < 0.12:
            theirs.append(None)
            ours.append(None)
            continue
        if kind < 0.22 and Ellipsis not in [t for t in theirs if t is Ellipsis]:
            theirs.append(Ellipsis)
            ours.append(ELLIPSIS)
            axis += int(random.integers(0, len(shape) - axis + 1))
            if axis >= len(shape):
                break
            continue
        if kind < 0.4:
            at = int(random.integers(-shape[axis], shape[axis]))
            theirs.append(at)
            ours.append(at)
        elif kind < 0.7 or not picking:
            theirs_, ours_ = any_range(shape[axis])
            theirs.append(theirs_)
            ours.append(ours_)
        elif kind < 0.9:
            own = [n if random.random() < 0.7 else 1 for n in broadcast[int(random.integers(0, 3)) :]]
            index = random.integers(-shape[axis], shape[axis], own)
            theirs.append(index)
            tensors.append(index.astype(np.int32))
            ours.append({"input": len(tensors)})
        else:
            covered = shape[axis : axis + int(random.integers(1, 3))]
            mask = random.random(covered) < 0.5
            theirs.append(mask)
            tensors.append(mask)
            ours.append({"input": len(tensors)})
            axis += len(covered) - 1
        axis += 1
    return tuple(theirs), ours, tensors


made = 0
while made < 150:
    shape = [int(n) for n in random.integers(1, 5, int(random.integers(1, 5)))]
    theirs, ours, tensors = any_index(shape, made % 3 > 0)
    x = np.arange(math.prod(shape), dtype=np.float64).reshape(shape)
    try:
        y = x[theirs]
    except (IndexError, ValueError):
        continue
    if y.size > 60:
        continue
    upstream = random.integers(-9, 10, y.shape).astype(np.float64)
    gradient = np.zeros(shape)
    np.add.at(gradient, theirs, upstream)
    add("at", ours, [x, *tensors], [y], [gradient, *[None for _ in tensors]], upstream)
    made += 1

# more of NumPy and PyTorch

UNIT = torch.tensor([-1.0, -0.9, -1e-9, 0, 0.3, 1], dtype=torch.float64)
BENDS = torch.tensor([-6.0, -1, -0.5, -0.2, 0, 0.2, 0.5, 1, 6, 7], dtype=torch.float64)
for method, f, x in (
    ("asin", torch.asin, UNIT[1:-1]),
    ("acos", torch.acos, UNIT[1:-1]),
    ("atan", torch.atan, WIDE),
    ("sinh", torch.sinh, WIDE),
    ("cosh", torch.cosh, WIDE),
    ("asinh", torch.asinh, WIDE),
    ("acosh", torch.acosh, WIDE.abs() + 1.1),
    ("atanh", torch.atanh, UNIT[1:-1]),
    ("log2", torch.log2, WIDE.abs() + 0.1),
    ("log10", torch.log10, WIDE.abs() + 0.1),
    ("tanhShrink", F.tanhshrink, WIDE),
):
    by_torch(method, [], f, x)
    by_numpy(method, [], lambda x: f(x), x.float())
    by_numpy(method, [], lambda x: f(x), torch.tensor([float("nan"), 2, -2], dtype=torch.float64))
for method in ("asin", "acos", "atanh"):
    by_numpy(method, [], getattr(torch, method), UNIT)
by_torch("celu", [0.5], lambda x: F.celu(x, 0.5), WIDE)
for low, high in ((-1, 1), (0, 6)):
    by_torch("hardTanh", [low, high], lambda x: F.hardtanh(x, low, high), BENDS)
by_torch("threshold", [0.5, -3], lambda x: F.threshold(x, 0.5, -3), BENDS)
for size in (0.5, 0.2):
    by_torch("softShrink", [size], lambda x: F.softshrink(x, size), BENDS)
    by_torch("hardShrink", [size], lambda x: F.hardshrink(x, size), BENDS)
by_torch("prelu", TWO, lambda x, w: torch.where(x > 0, x, w * x), drawn(3, 4), drawn(4))
by_torch("fmod", TWO, torch.fmod, drawn(3, 4) * 5, drawn(4))
by_torch("fmod", TWO, torch.fmod, whole(4, 5), torch.tensor([2.0, -2, 1, 3, -1], dtype=torch.float64))
by_numpy("fmod", TWO, np.fmod, np.array([7, -7, 7, -7], np.int32), np.array([3, 3, -3, -3], np.int32))
for order, axis in ((2, -1), (1, 0), (3, 1)):
    by_torch("normalize", [axis, {"order": order}], lambda x: F.normalize(x, order, axis), drawn(3, 4))
for mode, ours in (("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")):
    by_torch("pad", [[[0, 0], [0, 0], [2, 1]], {"mode": ours}], lambda x: F.pad(x, (2, 1), mode=mode), drawn(1, 2, 4))
    by_torch("pad", [[[0, 0], [0, 0], [1, 2], [2, 0]], {"mode": ours}], lambda x: F.pad(x, (2, 0, 1, 2), mode=mode), drawn(1, 2, 3, 4))
for mode in ("edge", "reflect", "wrap", "constant"):
    by_numpy("pad", [[[3, 4], [0, 5]], {"mode": mode}], lambda x: np.pad(x, ((3, 4), (0, 5)), mode=mode), np.arange(6, dtype=np.int32).reshape(2, 3))
    by_numpy("pad", [[[1, 0]], {"mode": mode}], lambda x: np.pad(x, (1, 0), mode=mode), np.array([True, False]))
FEW = torch.tensor([[0, 2, 2]])
by_torch("gather", [{"input": 1}, 1], lambda x, i: x.gather(1, i), drawn(3, 3), FEW)
by_torch("gather", [{"input": 1}, 0], lambda x, i: x.gather(0, i), drawn(3, 4), FEW)
ONCE = torch.tensor([[0, 2], [1, 0]])
by_torch("scatter", [{"input": 1}, {"input": 2}, 1], lambda x, i, u: x.scatter(1, i, u), drawn(3, 3), ONCE, drawn(2, 2))
by_torch("scatter", [{"input": 1}, {"input": 2}, 0], lambda x, i, u: x.scatter(0, i, u), drawn(3, 3), ONCE, drawn(2, 2))

path = pathlib.Path(__file__).with_suffix(".json")
text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
path.write_text(f'{{"generated":"torch {torch.__version__}, numpy {np.__version__}","cases":[\n{text}\n]}}\n')

"""Golden results of every primitive: writes primitives.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 primitives.py

NumPy says what each primitive is, PyTorch what a convolution is. Functions of float32 are those of float64, rounded. Numbers
that JSON has not are strings: "nan", "inf", "-inf". What NumPy leaves open (integers outside their range, indices outside
their axis, starts that do not fit) is computed here by the rule that stands beside it.
"""

import itertools
import json
import math
import pathlib

import numpy as np
import torch

np.seterr(all="ignore")
rng = np.random.default_rng(20)
cases = []

DTYPES = {
    "bool": np.bool_,
    "uint8": np.uint8,
    "int32": np.int32,
    "float32": np.float32,
    "float64": np.float64,
}
NAMES = {np.dtype(t): name for name, t in DTYPES.items()}


def number(x):
    x = x.item()
    if isinstance(x, float) and (math.isnan(x) or math.isinf(x)):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x if isinstance(x, float) else int(x)


def value(array):
    array = np.asarray(array)
    return {
        "dtype": NAMES[array.dtype],
        "shape": list(array.shape),
        "data": [number(x) for x in array.ravel()],
    }


def case(primitive, inputs, attributes, output):
    cases.append(
        {
            "primitive": primitive,
            "inputs": [value(x) for x in inputs],
            "attributes": attributes,
            "output": value(output),
        }
    )


# elementwise

FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 0.1, -7.3, 20.0, -20.0, 88.0, 1e-8, 1e10]
SPECIAL = [*FLOATS, np.nan, np.inf, -np.inf]
PAIRED = [-0.0, 0.0, 1.0, -1.0, 2.5, -7.3, 1e10, np.nan, np.inf, -np.inf]


def floats(dtype, values=SPECIAL):
    return np.array(values, DTYPES[dtype])


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


unary = {
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "erf": np.vectorize(math.erf),
    "sigmoid": sigmoid,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.rint,
    "neg": np.negative,
    "abs": np.abs,
}
for dtype, (name, f) in itertools.product(("float32", "float64"), unary.items()):
    x = floats(dtype)
    case(name, [x], {}, f(x.astype(np.float64)).astype(x.dtype))

INTS = np.array([0, 1, -1, 7, -7, 46341, 65537, 2**31 - 1, -(2**31)], np.int32)
BYTES = np.array([0, 1, 3, 127, 128, 255], np.uint8)
for name in ("neg", "abs"):
    for x in (INTS, BYTES):
        case(name, [x], {}, unary[name](x))
for x in (INTS, BYTES, floats("float64", [1.5, -2.5, np.inf, -np.inf, np.nan, 0.0])):
    case("sign", [x], {}, np.sign(x))

binary = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "mod": np.mod}
floating = {**binary, "div": np.divide, "pow": np.power, "atan2": np.arctan2}
compare = {"less": np.less, "lessEqual": np.less_equal, "equal": np.equal}
extreme = {"maximum": np.maximum, "minimum": np.minimum}
for name, f in {**binary, **compare, **extreme}.items():
    for x in (INTS, BYTES):
        case(name, [x[:, None], x], {}, f(x[:, None], x))
for name, f in {**floating, **compare}.items():
    x = floats("float64", PAIRED)
    case(name, [x[:, None], x], {}, f(x[:, None], x))
for name, f in extreme.items():
    # Which zero is larger NumPy leaves open.
    x = floats("float32", PAIRED[1:])
    case(name, [x[:, None], x], {}, f(x[:, None], x))
for name in ("add", "sub", "mul", "div"):
    x = rng.standard_normal((5, 1)).astype(np.float32)
    y = rng.standard_normal((3, 1, 4)).astype(np.float32)
    case(name, [x, y], {}, floating[name](x, y))
BOOLS = np.array([False, True])
case("not", [BOOLS], {}, ~BOOLS)
for name, f in {"and": np.logical_and, "or": np.logical_or, **compare, **extreme}.items():
    case(name, [BOOLS[:, None], BOOLS], {}, f(BOOLS[:, None], BOOLS))
case("where", [BOOLS, INTS[:, None], np.int32(5)], {}, np.where(BOOLS, INTS[:, None], np.int32(5)))
case("identity", [floats("float64")], {"marker": "detach"}, floats("float64"))


def wrap(x, bits, signed):
    """Truncates toward zero and keeps the low bits."""
    low = int(x) % 2**bits
    return low - 2**bits if signed and low >= 2 ** (bits - 1) else low


NUMBERS = floats("float64", [0.0, -0.0, 0.9, -0.9, 1.5, -1.5, 255.5, 256.0, -1.0, 3e9, -3e9, 2.0**40 + 3])
case("cast", [NUMBERS], {"dtype": "int32"}, np.array([wrap(x, 32, True) for x in NUMBERS], np.int32))
case("cast", [NUMBERS], {"dtype": "uint8"}, np.array([wrap(x, 8, False) for x in NUMBERS], np.uint8))
for x in (NUMBERS, floats("float32"), INTS, BYTES, BOOLS):
    for dtype in ("bool", "float32", "float64"):
        case("cast", [x], {"dtype": dtype}, x.astype(DTYPES[dtype]))
for x in (BYTES, BOOLS):
    case("cast", [x], {"dtype": "int32"}, x.astype(np.int32))
case("cast", [INTS], {"dtype": "uint8"}, INTS.astype(np.uint8))

# reduce

reducing = {"sum": np.sum, "prod": np.prod, "max": np.max, "min": np.min}
places = {"argmax": np.argmax, "argmin": np.argmin}
CUBE = rng.standard_normal((2, 3, 4))
HOLES = CUBE.copy()
HOLES[0, 1, 2] = HOLES[0, 1, 3] = HOLES[1, 2, 0] = np.nan
TIES = rng.integers(-2, 3, (4, 6)).astype(np.int32)
for name, f in reducing.items():
    more = {"keepsNaN": True} if name == "max" else {}
    for x in (CUBE, HOLES):
        for axes in ([], [0], [2], [0, 2], [0, 1, 2]):
            case(name, [x], {"axes": axes, **more}, np.asarray(f(x, axis=tuple(axes))))
    case(name, [TIES], {"axes": [1], **more}, f(TIES, axis=1).astype(np.int32))
for name in ("sum", "prod"):
    case(name, [INTS[1:]], {"axes": [0]}, np.asarray(reducing[name](INTS[1:], dtype=np.int32)))
    case(name, [np.zeros((0, 2))], {"axes": [0]}, reducing[name](np.zeros((0, 2)), axis=0))
for name, f in places.items():
    for x, axis in ((CUBE, 1), (HOLES, 2), (TIES, 0), (TIES, 1), (BYTES, 0), (BOOLS, 0)):
        case(name, [x], {"axis": axis}, np.asarray(f(x, axis=axis)).astype(np.int32))

# movement

GRID = np.arange(24, dtype=np.int32).reshape(2, 3, 4)
case("reshape", [GRID], {"shape": [4, 6]}, GRID.reshape(4, 6))
case("permute", [GRID], {"axes": [2, 0, 1]}, GRID.transpose(2, 0, 1))
case("expand", [GRID[:, :1]], {"shape": [5, 2, 3, 4]}, np.broadcast_to(GRID[:, :1], (5, 2, 3, 4)))
case("flip", [GRID], {"axes": [0, 2]}, np.flip(GRID, (0, 2)))
case("concatenate", [GRID, GRID[:, :0], GRID[:, 1:]], {"axis": 1}, np.concatenate([GRID, GRID[:, :0], GRID[:, 1:]], 1))
for starts in ([0, 1, 0], [1, 0, 1], [-3, 2, 9]):
    sizes, steps = [1, 2, 2], [1, 1, 2]
    # A start that does not fit is moved to the nearest that does.
    spans = [(size - 1) * step + 1 for size, step in zip(sizes, steps)]
    fitting = [min(max(s, 0), n - span) for s, n, span in zip(starts, GRID.shape, spans)]
    index = tuple(slice(s, s + span, step) for s, span, step in zip(fitting, spans, steps))
    first = np.array(starts, np.int32)
    case("slice", [GRID, first], {"sizes": sizes, "steps": steps}, GRID[index])
    back = np.zeros_like(GRID)
    back[index] = GRID[index]
    case("pad", [GRID[index], first], {"shape": list(GRID.shape), "steps": steps}, back)

for shape, axes, sizes, strides, dilations in (
    ([7], [0], [3], [1], [1]),
    ([7], [0], [3], [2], [1]),
    ([9], [0], [3], [2], [3]),
    ([2, 5, 6], [2, 1], [2, 3], [1, 2], [3, 1]),
):
    x = rng.integers(-9, 10, shape).astype(np.float64)
    counts = list(shape)
    for axis, size, stride, dilation in zip(axes, sizes, strides, dilations):
        counts[axis] = (shape[axis] - (size - 1) * dilation - 1) // stride + 1
    attributes = {"axes": axes, "sizes": sizes, "strides": strides, "dilations": dilations}
    seen = np.zeros([*counts, *sizes])
    folded = np.zeros(shape)
    for place in np.ndindex(*seen.shape):
        source = list(place[: len(shape)])
        for i, axis in enumerate(axes):
            source[axis] = source[axis] * strides[i] + place[len(shape) + i] * dilations[i]
        seen[place] = x[tuple(source)]
        folded[tuple(source)] += seen[place]
    case("windows", [x], attributes, seen)
    case("fold", [seen], {**attributes, "shape": list(shape)}, folded)

INDICES = np.array([2, 0, -1, 2, 3, 1], np.int32)
for x in (GRID, GRID.astype(np.float32), GRID > 7):
    taken = np.take(x, INDICES, axis=1, mode="clip")
    # Outside the axis there is NaN, or 0.
    outside = np.nan if x.dtype == np.float32 else 0
    taken[:, (INDICES < 0) | (INDICES >= 3)] = outside
    case("take", [x, INDICES], {"axis": 1}, taken)
for dtype in (np.int32, np.uint8, np.float64):
    updates = (np.arange(18).reshape(3, 6) * 11).astype(dtype)
    out = np.zeros((3, 3), dtype)
    for i, index in enumerate(INDICES):
        if 0 <= index < 3:
            out[:, index] += updates[:, i]
    case("scatterAdd", [updates, INDICES], {"axis": 1, "length": 3}, out)

other = np.random.default_rng(21)
UNORDERED = np.where(other.random((3, 5, 4)) < 0.1, np.nan, other.integers(-3, 4, (3, 5, 4)))
for x in (UNORDERED, UNORDERED.astype(np.float32), TIES, BYTES, BOOLS[[1, 0, 1]]):
    for axis in range(x.ndim):
        order = np.argsort(x, axis, kind="stable").astype(np.int32)
        case("argsort", [x], {"axis": axis, "count": x.shape[axis], "descending": False}, order)
for x in (UNORDERED, TIES):
    # NaN is the largest for PyTorch too.
    order = torch.sort(torch.from_numpy(x), dim=-1, descending=True, stable=True).indices.numpy().astype(np.int32)
    for count in (x.shape[-1], 2):
        case("argsort", [x], {"axis": x.ndim - 1, "count": count, "descending": True}, order[..., :count])

# contract

for a, b in (((3, 4), (4, 5)), ((2, 1, 3, 4), (5, 4, 2)), ((2, 0), (0, 3)), ((7, 1), (1, 6))):
    x, y = rng.standard_normal(a), rng.standard_normal(b)
    case("matmul", [x, y], {"dtype": "float64"}, x @ y)
x, y = (rng.integers(-(2**31), 2**31, s).astype(np.int32) for s in ((3, 4), (4, 2)))
case("matmul", [x, y], {"dtype": "int32"}, x @ y)
x, y = (rng.integers(0, 256, s).astype(np.uint8) for s in ((3, 9), (9, 2)))
case("matmul", [x, y], {"dtype": "int32"}, x.astype(np.int32) @ y.astype(np.int32))


def convolve(x, kernel, a):
    """`convolve` by PyTorch's convolution, which knows strides, kernel dilation and groups."""
    spatial = len(a["strides"])
    x = torch.from_numpy(np.ascontiguousarray(x.transpose(a["roles"]["input"])))
    kernel = torch.from_numpy(np.ascontiguousarray(kernel.transpose(a["roles"]["kernel"])))
    if a["flip"]:
        kernel = kernel.flip(list(range(2, 2 + spatial)))
    spread = torch.zeros([*x.shape[:2], *[(n - 1) * d + 1 for n, d in zip(x.shape[2:], a["inputDilation"])]], dtype=x.dtype)
    spread[(slice(None), slice(None), *[slice(None, None, d) for d in a["inputDilation"]])] = x
    padded = torch.nn.functional.pad(spread, [p for pair in reversed(a["padding"]) for p in pair])
    f = [torch.nn.functional.conv1d, torch.nn.functional.conv2d, torch.nn.functional.conv3d][spatial - 1]
    options = {"stride": a["strides"], "dilation": a["kernelDilation"], "groups": a["groups"]}
    parts = zip(padded.chunk(a["batchGroups"]), kernel.chunk(a["batchGroups"]))
    out = torch.cat([f(one, w, **options) for one, w in parts], 1)
    shape = [0] * len(out.shape)
    order = [a["roles"]["output"].index(axis) for axis in range(len(shape))]
    return out.permute(order).numpy()


def arrange(lengths, role):
    shape = [0] * len(role)
    for axis, length in zip(role, lengths):
        shape[axis] = int(length)
    return shape


made = 0
while made < 36:
    spatial = 1 + made % 3
    rank = spatial + 2
    some = lambda low, high, p=0.5, other=1: int(rng.integers(low, high + 1)) if rng.random() < p else other
    groups = some(2, 3, 0.3)
    batch_groups = some(2, 3, 0.3) if groups == 1 else 1
    channels = some(1, 3, 1)
    role = lambda: [int(i) for i in (rng.permutation(rank) if rng.random() < 0.4 else range(rank))]
    attributes = {
        "strides": [some(2, 3) for _ in range(spatial)],
        "padding": [[some(-1, 3, 0.6, 0), some(-1, 3, 0.6, 0)] for _ in range(spatial)],
        "inputDilation": [some(2, 3, 0.3) for _ in range(spatial)],
        "kernelDilation": [some(2, 2, 0.3) for _ in range(spatial)],
        "groups": groups,
        "batchGroups": batch_groups,
        "flip": bool(rng.random() < 0.3),
        "roles": {"input": role(), "kernel": role(), "output": role()},
        "dtype": "float64",
    }
    lengths = [some(2, 7 - spatial, 1) for _ in range(spatial)]
    sizes = [some(1, 3, 1) for _ in range(spatial)]
    x = arrange([batch_groups * some(1, 2, 1), groups * channels, *lengths], attributes["roles"]["input"])
    kernel = arrange([groups * batch_groups * some(1, 2, 1), channels, *sizes], attributes["roles"]["kernel"])
    inputs = [rng.integers(-8, 9, shape).astype(np.float64) for shape in (x, kernel)]
    try:
        out = convolve(*inputs, attributes)
    except RuntimeError:  # nothing is left, or the kernel does not fit
        continue
    case("convolve", inputs, attributes, out)
    made += 1

# create

for dtype, x in (("float32", 0.1), ("float64", 0.1), ("int32", -3), ("uint8", 200), ("bool", 1)):
    case("constant", [], {"value": x, "dtype": dtype}, np.array(x, DTYPES[dtype]))
for dtype in ("uint8", "int32", "float32", "float64"):
    case("iota", [], {"length": 6, "dtype": dtype}, np.arange(6, dtype=DTYPES[dtype]))


def threefry(key, counter):
    """Threefry-2x32 of 20 rounds, as the paper gives it."""
    mask = 0xFFFFFFFF
    schedule = [*key, key[0] ^ key[1] ^ 0x1BD11BDA]
    x = [(counter[0] + key[0]) & mask, (counter[1] + key[1]) & mask]
    for r in range(20):
        x[0] = (x[0] + x[1]) & mask
        turn = [13, 15, 26, 6, 17, 29, 16, 24][r % 8]
        x[1] = ((x[1] << turn | x[1] >> (32 - turn)) & mask) ^ x[0]
        if r % 4 == 3:
            s = r // 4 + 1
            x[0] = (x[0] + schedule[s % 3]) & mask
            x[1] = (x[1] + schedule[(s + 1) % 3] + s) & mask
    return x


for key in ([0, 0, 0, 0], [1, 2, 3, 4], [-1, 5, -2, 7], [123456789, -987654321, -1, -1]):
    words = [k & 0xFFFFFFFF for k in key]
    drawn = []
    for i in range(5):
        counter = (words[2] + (words[3] << 32) + i) % 2**64
        drawn.append(threefry(words[:2], [counter & 0xFFFFFFFF, counter >> 32]))
    bits = np.array([w[0] for w in drawn], np.uint32).astype(np.int32)
    single = np.array([(w[0] >> 8) * 2.0**-24 for w in drawn], np.float32)
    double = np.array([((w[0] >> 5) * 2**26 + (w[1] >> 6)) * 2.0**-53 for w in drawn])
    for dtype, out in (("int32", bits), ("float32", single), ("float64", double)):
        case("random", [np.array(key, np.int32)], {"shape": [5], "dtype": dtype}, out)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")

"""Golden outputs and gradients of layers: writes layers.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 layers.py

A case makes a layer with `arguments`, gives it `state`, and passes each step's `input` in turn (in float64), training or not. A step has the output,
the gradients for the input and every parameter of Σ output · `upstream`, and the state afterwards where it changed.
"""

import json
import math
import pathlib

import numpy
import torch

random = numpy.random.default_rng(20)


def drawn(shape, scale=1.0, levels=None):
    """Short decimals; with `levels` one of so few values that there are ties."""
    if levels:
        return torch.tensor(random.integers(0, levels, shape) - levels // 2, dtype=torch.float64)
    return torch.tensor(numpy.round(random.standard_normal(shape) * scale, 2), dtype=torch.float64)


def number(x):
    return x if math.isfinite(x) else str(x)


def saved(x):
    return {"shape": list(x.shape), "data": [number(v) for v in x.detach().reshape(-1).tolist()]}


NAMES = {"running_mean": "runningMean", "running_var": "runningVariance", "num_batches_tracked": "batches"}


def named(tensors, transpose, momentum):
    result = {}
    for name, x in tensors:
        if x is None or (name == "num_batches_tracked" and momentum is not None):
            continue
        result[NAMES.get(name, name)] = saved(x.T if transpose and name == "weight" else x)
    return result


def case(layer, arguments, module, *inputs, evaluate_last=False):
    """`inputs`: one tensor for each step. Parameters are drawn, whatever the module began with."""
    module = module.double()
    transpose, momentum = isinstance(module, torch.nn.Linear), getattr(module, "momentum", 0)
    for parameter in module.parameters():
        parameter.data = drawn(parameter.shape, 0.5)
    state = named(module.state_dict().items(), transpose, momentum)
    steps = []
    for i, x in enumerate(inputs):
        training = not (evaluate_last and i == len(inputs) - 1)
        module.train(training)
        whole = not x.is_floating_point()
        leaf = x if whole else x.clone().requires_grad_()
        y = module(leaf)
        upstream = drawn(y.shape)
        module.zero_grad()
        y.backward(upstream) if y.requires_grad else None
        gradients = {} if whole else {"input": saved(leaf.grad)}
        gradients |= named(((n, p.grad) for n, p in module.named_parameters()), transpose, momentum)
        step = {"training": training, "input": saved(x), "upstream": saved(upstream)}
        step |= {"output": saved(y), "gradients": gradients}
        if list(module.buffers()):
            step["state"] = named(module.named_buffers(), False, momentum)
        steps.append(step)
    return {"layer": layer, "arguments": arguments, "state": state, "steps": steps}


nn = torch.nn
cases = [
    case("Affine", [4, 3], nn.Linear(4, 3), drawn((5, 4))),
    case("Affine", [4, 3, {"bias": False}], nn.Linear(4, 3, bias=False), drawn((2, 3, 4))),
    case("Affine", [2, 5], nn.Linear(2, 5), drawn((2,))),
]

for given, options, size in [
    ((2, 3, 3), {}, (2, 2, 5, 6)),
    ((2, 3, 3), {"padding": 1}, (2, 2, 4, 5)),
    ((2, 3, 3), {"stride": 2, "padding": 1}, (1, 2, 6, 5)),
    ((2, 2, (2, 3)), {"stride": (2, 1), "padding": (1, 2)}, (1, 2, 5, 4)),
    ((2, 2, 3), {"dilation": 2}, (1, 2, 6, 7)),
    ((2, 2, (3, 2)), {"dilation": (1, 3), "stride": 2, "padding": (0, 1)}, (1, 2, 6, 7)),
    ((4, 6, 3), {"groups": 2, "padding": 1}, (1, 4, 4, 4)),
    ((4, 4, 3), {"groups": 4, "stride": 2}, (2, 4, 5, 5)),
    ((3, 6, 2), {"groups": 3, "dilation": 2, "stride": (1, 2), "padding": 1}, (1, 3, 5, 5)),
    ((3, 4, 1), {}, (2, 3, 3, 3)),
    ((2, 3, 3), {"padding": "same", "bias": False}, (1, 2, 4, 5)),
    ((1, 2, (2, 4)), {"padding": "same"}, (1, 1, 4, 5)),
    ((1, 2, 4), {"padding": "same", "dilation": 3}, (1, 1, 4, 5)),
    ((2, 2, 5), {"stride": 3, "padding": 2}, (1, 2, 7, 8)),
]:
    cases.append(case("Conv2d", [*given, options], nn.Conv2d(*given, **options), drawn(size)))

for given, options, size, levels in [
    (2, {}, (2, 2, 4, 6), None),
    (2, {}, (2, 3, 6, 6), 3),
    (2, {}, (1, 1, 5, 7), 3),
    ((2, 3), {"stride": (1, 2)}, (1, 2, 5, 7), 2),
    (3, {"stride": 2, "padding": 1}, (2, 2, 7, 6), 3),
    (3, {"stride": 1, "padding": (1, 0)}, (1, 1, 5, 5), 1),
    (2, {"dilation": 2}, (1, 2, 6, 6), 3),
    (3, {"stride": 2, "ceilMode": True}, (1, 2, 6, 8), 3),
    (3, {"stride": 2, "padding": 1, "ceilMode": True}, (1, 2, 6, 7), 3),
    (2, {"stride": 3, "ceilMode": True}, (1, 1, 6, 8), 3),
]:
    spelled = {{"ceilMode": "ceil_mode"}.get(k, k): v for k, v in options.items()}
    cases.append(case("MaxPool2d", [given, options], nn.MaxPool2d(given, **spelled), drawn(size, 1, levels)))

special = drawn((1, 2, 4, 4))
special[0, 0, 0, 1] = math.nan
special[0, 0, 2, 2] = math.inf
special[0, 1, :2, :2] = -math.inf
cases.append(case("MaxPool2d", [2, {}], nn.MaxPool2d(2), special))
cases.append(case("MaxPool2d", [3, {"stride": 1}], nn.MaxPool2d(3, stride=1), special))

for given, options, size in [
    (2, {}, (2, 2, 4, 6)),
    (2, {}, (1, 1, 5, 7)),
    ((2, 3), {"stride": (1, 2)}, (1, 2, 5, 7)),
    (3, {"stride": 2, "padding": 1}, (2, 2, 7, 6)),
    (3, {"stride": 2, "padding": 1, "countIncludePad": False}, (1, 2, 7, 6)),
    (3, {"stride": 2, "ceilMode": True}, (1, 2, 6, 8)),
    (3, {"stride": 2, "padding": 1, "ceilMode": True}, (1, 2, 6, 7)),
    (3, {"stride": 2, "padding": 1, "ceilMode": True, "countIncludePad": False}, (1, 2, 6, 7)),
    ((4, 2), {"stride": 3, "padding": (2, 1), "ceilMode": True}, (1, 2, 6, 7)),
]:
    spelled = {{"ceilMode": "ceil_mode", "countIncludePad": "count_include_pad"}.get(k, k): v for k, v in options.items()}
    cases.append(case("AveragePool2d", [given, options], nn.AvgPool2d(given, **spelled), drawn(size)))

wide = torch.tensor([-1e4, -50.0, -1.5, 0.0, 1e-3, 2.0, 50.0, 1e4], dtype=torch.float64)
cases += [
    case("Flatten", [], nn.Flatten(), drawn((2, 3, 2))),
    case("Flatten", [2], nn.Flatten(2), drawn((1, 2, 3, 2))),
    case("ReLU", [], nn.ReLU(), wide),
    case("Sigmoid", [], nn.Sigmoid(), wide),
    case("Tanh", [], nn.Tanh(), wide),
    case("Softmax", [], nn.Softmax(-1), drawn((2, 4), 3)),
    case("Softmax", [1], nn.Softmax(1), drawn((2, 3, 2), 1e4)),
    case("LogSoftmax", [0], nn.LogSoftmax(0), drawn((3, 2), 30)),
]

for options in [
    {},
    {"momentum": 0.3, "eps": 0.01},
    {"affine": False},
    {"momentum": None},
    {"trackRunningStatistics": False},
]:
    spelled = {{"trackRunningStatistics": "track_running_stats"}.get(k, k): v for k, v in options.items()}
    for layer, module, size in [
        ("BatchNorm1d", nn.BatchNorm1d, (4, 3)),
        ("BatchNorm1d", nn.BatchNorm1d, (2, 2, 3)),
        ("BatchNorm2d", nn.BatchNorm2d, (2, 2, 3, 2)),
    ]:
        steps = [drawn(size, 1 + i) + 3 * i for i in range(3)]
        cases.append(case(layer, [size[1], options], module(size[1], **spelled), *steps, evaluate_last=True))

class HardSigmoid(nn.Module):
    """nn.Hardsigmoid multiplies its gradient by a 1/6 of float32, even in float64."""

    def forward(self, x):
        return nn.functional.relu6(x + 3) / 6


kinks = torch.tensor([-30.0, -3.0, -1.5, -0.25, 0.0, 0.5, 2.0, 3.0, 12.0], dtype=torch.float64)
cases += [
    case("LeakyReLU", [], nn.LeakyReLU(), kinks),
    case("LeakyReLU", [0.3], nn.LeakyReLU(0.3), kinks),
    case("ELU", [], nn.ELU(), wide),
    case("ELU", [0.5], nn.ELU(0.5), kinks),
    case("SELU", [], nn.SELU(), wide),
    case("HardSigmoid", [], HardSigmoid(), kinks),
    # At -3 PyTorch 1.13 has the parabola's derivative, 2 has 0; at 3 it depends on where the element stands in memory.
    case("HardSwish", [], nn.Hardswish(), kinks[kinks.abs() != 3]),
    case("GELU", [], nn.GELU(), kinks),
    case("GELU", [{"approximate": "tanh"}], nn.GELU(approximate="tanh"), kinks),
    case("SiLU", [], nn.SiLU(), wide),
    case("Softplus", [], nn.Softplus(threshold=1e3), kinks),
    case("LogSigmoid", [], nn.LogSigmoid(), wide),
    case("Softsign", [], nn.Softsign(), wide),
    case("Mish", [], nn.Mish(), kinks),
    case("LayerNorm", [4], nn.LayerNorm(4), drawn((2, 3, 4), 5)),
    case("LayerNorm", [[3, 2], {"eps": 0.1}], nn.LayerNorm((3, 2), eps=0.1), drawn((4, 3, 2)) + 7),
    case("LayerNorm", [3, {"affine": False}], nn.LayerNorm(3, elementwise_affine=False), drawn((2, 3))),
    case("GroupNorm", [2, 4], nn.GroupNorm(2, 4), drawn((2, 4, 3, 2)) + 3),
    case("GroupNorm", [3, 3, {"eps": 0.1}], nn.GroupNorm(3, 3, eps=0.1), drawn((2, 3, 4))),
    case("GroupNorm", [1, 6, {"affine": False}], nn.GroupNorm(1, 6, affine=False), drawn((2, 6))),
    case("Embedding", [5, 3], nn.Embedding(5, 3), torch.tensor([[1, 4, 1], [0, 1, 2]])),
]

for given, options, size in [
    ((2, 3, 3), {"stride": 2, "padding": 1}, (2, 2, 7)),
    ((4, 6, 2), {"groups": 2, "dilation": 3}, (2, 4, 6)),
    ((2, 2, 4), {"padding": "same", "bias": False}, (1, 2, 5)),
]:
    cases.append(case("Conv1d", [*given, options], nn.Conv1d(*given, **options), drawn(size)))

for given, options, size in [
    ((2, 3, 3), {}, (2, 2, 3, 4)),
    ((2, 3, 3), {"stride": 2, "padding": 1, "outputPadding": 1}, (1, 2, 3, 4)),
    ((2, 2, (2, 3)), {"stride": (3, 2), "outputPadding": (2, 0), "bias": False}, (1, 2, 3, 2)),
    ((4, 6, 2), {"groups": 2, "dilation": (2, 1), "padding": (0, 1)}, (2, 4, 3, 3)),
    ((3, 3, 4), {"groups": 3, "stride": 2, "padding": 1}, (1, 3, 3, 3)),
    ((1, 1, 2), {"padding": 2, "stride": 2}, (1, 1, 5, 5)),
]:
    spelled = {{"outputPadding": "output_padding"}.get(k, k): v for k, v in options.items()}
    cases.append(case("ConvTranspose2d", [*given, options], nn.ConvTranspose2d(*given, **spelled), drawn(size)))

for given, size in [(1, (2, 3, 4, 5)), (2, (1, 2, 4, 6)), ((3, 2), (1, 2, 5, 7)), (4, (1, 1, 3, 2))]:
    cases.append(case("AdaptiveAveragePool2d", [given], nn.AdaptiveAvgPool2d(given), drawn(size)))
pooled = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
cases.append(case("GlobalAveragePool2d", [], pooled, drawn((2, 3, 4, 5))))

# Options together, drawn from all that there are.

SPELLED = {
    "paddingMode": "padding_mode",
    "outputPadding": "output_padding",
    "ceilMode": "ceil_mode",
    "countIncludePad": "count_include_pad",
    "divisorOverride": "divisor_override",
    "trackRunningStatistics": "track_running_stats",
    "paddingIndex": "padding_idx",
}


def spell(options):
    return {SPELLED.get(name, name): value for name, value in options.items()}


def choice(*values):
    return values[int(random.integers(len(values)))]


def pair(low, high):
    """One number, or one for each axis."""
    return choice(int(random.integers(low, high)), tuple(int(n) for n in random.integers(low, high, 2)))


for mode in ("zeros", "reflect", "replicate", "circular"):
    for _ in range(4):
        groups = choice(1, 1, 2, 4)
        options = {"paddingMode": mode, "groups": groups, "bias": choice(True, False)}
        options["padding"] = choice(pair(0, 3), "same", "valid")
        if options["padding"] != "same":
            options["stride"] = pair(1, 4)
        options["dilation"] = pair(1, 3)
        given = (4, 4, pair(1, 4))
        cases.append(case("Conv2d", [*given, options], nn.Conv2d(*given, **spell(options)), drawn((1, 4, 6, 5))))
    for _ in range(2):
        options = {"paddingMode": mode, "dilation": choice(1, 2), "padding": choice(1, 2, 3, "same", "valid")}
        given = (2, 3, choice(1, 2, 3))
        cases.append(case("Conv1d", [*given, options], nn.Conv1d(*given, **spell(options)), drawn((2, 2, 7))))
for _ in range(10):
    stride, dilation = pair(1, 4), pair(1, 4)
    options = {"stride": stride, "dilation": dilation, "groups": choice(1, 2), "bias": choice(True, False)}
    options["padding"] = pair(0, 3)
    options["outputPadding"] = choice(0, int(random.integers(0, max(numpy.min(stride), numpy.min(dilation)))))
    given = (4, 2 * choice(1, 2), pair(2, 4))
    cases.append(case("ConvTranspose2d", [*given, options], nn.ConvTranspose2d(*given, **spell(options)), drawn((1, 4, 5, 4))))
for _ in range(16):
    size = choice(pair(1, 5), int(random.integers(5, 8)))
    half = int(numpy.min(size)) // 2
    options = {"ceilMode": choice(True, False), "padding": int(random.integers(0, half + 1)), "stride": pair(1, 4)}
    image = (1, 1, int(random.integers(7, 11)), int(random.integers(7, 11)))
    levels = choice(None, 3)
    dilated = options | {"dilation": choice(1, 2) if numpy.max(size) < 5 else 1}
    cases.append(case("MaxPool2d", [size, dilated], nn.MaxPool2d(size, **spell(dilated)), drawn(image, 1, levels)))
    averaged = options | {"countIncludePad": choice(True, False)}
    if random.random() < 0.3:
        averaged["divisorOverride"] = choice(1, 3, -2)
    cases.append(case("AveragePool2d", [size, averaged], nn.AvgPool2d(size, **spell(averaged)), drawn(image)))
for given, size in [(1, (2, 3, 4, 5)), (2, (1, 2, 4, 6)), ((3, 2), (1, 2, 5, 7)), (4, (1, 1, 3, 2)), (3, (1, 2, 7, 8))]:
    cases.append(case("AdaptiveMaxPool2d", [given], nn.AdaptiveMaxPool2d(given), drawn(size, 1, choice(None, 3))))
    cases.append(case("AdaptiveAveragePool2d", [given], nn.AdaptiveAvgPool2d(given), drawn(size)))

for momentum in (0.1, 0.7, None):
    for affine in (True, False):
        for track in (True, False):
            options = {"momentum": momentum, "affine": affine, "trackRunningStatistics": track, "eps": choice(1e-5, 0.1)}
            for layer, module, size in [
                ("BatchNorm1d", nn.BatchNorm1d, (5, 2)),
                ("BatchNorm1d", nn.BatchNorm1d, (2, 3, 4)),
                ("BatchNorm2d", nn.BatchNorm2d, (3, 2, 2, 3)),
            ]:
                steps = [drawn(size, 1 + i) - i for i in range(3)]
                cases.append(case(layer, [size[1], options], module(size[1], **spell(options)), *steps, evaluate_last=True))

special = torch.tensor([math.nan, -0.0, 0.0], dtype=torch.float64)
bends = torch.tensor([-9.0, -6, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 4, 6, 8], dtype=torch.float64)
cases += [
    case("ReLU6", [], nn.ReLU6(), bends),
    case("HardTanh", [], nn.Hardtanh(), bends),
    case("HardTanh", [-0.25, 4], nn.Hardtanh(-0.25, 4), bends),
    case("Threshold", [0.25, -2], nn.Threshold(0.25, -2), bends),
    case("SoftShrink", [], nn.Softshrink(), bends),
    case("SoftShrink", [1], nn.Softshrink(1), bends),
    case("HardShrink", [], nn.Hardshrink(), bends),
    case("HardShrink", [1], nn.Hardshrink(1), bends),
    case("TanhShrink", [], nn.Tanhshrink(), bends),
    case("CELU", [], nn.CELU(), bends),
    case("CELU", [0.5], nn.CELU(0.5), bends),
    case("ELU", [2], nn.ELU(2), bends),
    case("LeakyReLU", [-0.5], nn.LeakyReLU(-0.5), bends),
    case("Softplus", [{}], nn.Softplus(), wide),
    case("Softplus", [{"beta": 3, "threshold": 5}], nn.Softplus(3, 5), bends),
    case("PReLU", [1], nn.PReLU(), bends),
    case("PReLU", [3], nn.PReLU(3), drawn((2, 3, 4), 1, 5)),
    case("PReLU", [2], nn.PReLU(2), drawn((3, 2))),
    case("ReLU", [], nn.ReLU(), special),
    case("Embedding", [4, 2, {"paddingIndex": 1}], nn.Embedding(4, 2, padding_idx=1), torch.tensor([[1, 3, 1], [0, 1, 3]])),
    case("Embedding", [4, 2, {"paddingIndex": -1}], nn.Embedding(4, 2, padding_idx=-1), torch.tensor([3, 2, 3])),
    case("Flatten", [0], nn.Flatten(0), drawn((2, 3, 2))),
    case("Flatten", [1, 2], nn.Flatten(1, 2), drawn((2, 3, 2, 2))),
    case("Flatten", [-3, -2], nn.Flatten(-3, -2), drawn((2, 3, 2, 2))),
    case("Softmax", [0], nn.Softmax(0), drawn((3, 2), 3)),
    case("LogSoftmax", [-1], nn.LogSoftmax(-1), drawn((2, 3, 2), 1e4)),
    case("GroupNorm", [2, 6, {"eps": 1e-3, "affine": True}], nn.GroupNorm(2, 6, eps=1e-3), drawn((1, 6, 2, 2, 3))),
    case("LayerNorm", [[2, 3, 2]], nn.LayerNorm((2, 3, 2)), drawn((2, 2, 3, 2))),
]

for given, options, size, levels in [
    (2, {}, (2, 3, 6), None),
    (3, {"stride": 2, "padding": 1}, (2, 2, 7), 3),
    (3, {"stride": 1, "dilation": 2}, (1, 2, 8), 3),
    (3, {"stride": 2, "ceilMode": True}, (1, 2, 8), 2),
    (6, {"stride": 1, "padding": 3}, (1, 2, 9), 3),
]:
    cases.append(case("MaxPool1d", [given, options], nn.MaxPool1d(given, **spell(options)), drawn(size, 1, levels)))
for given, options, size in [
    (2, {}, (2, 3, 6)),
    (3, {"stride": 2, "padding": 1}, (2, 2, 7)),
    (3, {"stride": 2, "padding": 1, "ceilMode": True, "countIncludePad": False}, (1, 2, 8)),
    (4, {"stride": 3, "padding": 2}, (1, 2, 9)),
]:
    cases.append(case("AveragePool1d", [given, options], nn.AvgPool1d(given, **spell(options)), drawn(size)))
for given, options, size in [
    ((2, 3, 3), {}, (2, 2, 4)),
    ((2, 3, 3), {"stride": 2, "padding": 1, "outputPadding": 1}, (1, 2, 4)),
    ((4, 6, 2), {"groups": 2, "dilation": 3, "bias": False}, (2, 4, 3)),
    ((3, 3, 4), {"groups": 3, "stride": 3, "dilation": 2, "padding": 2, "outputPadding": 2}, (1, 3, 5)),
]:
    cases.append(case("ConvTranspose1d", [*given, options], nn.ConvTranspose1d(*given, **spell(options)), drawn(size)))

for size in [(2, 2, 3, 4), (1, 1, 1, 1), (1, 2, 1, 3)]:
    for scale in [2, (1, 3), (4, 2)]:
        cases.append(case("Upsample", [scale], nn.Upsample(scale_factor=scale), drawn(size)))
        bilinear = nn.Upsample(scale_factor=scale, mode="bilinear", align_corners=False)
        cases.append(case("Upsample", [scale, {"mode": "bilinear"}], bilinear, drawn(size)))
cases.append(case("PixelShuffle", [2], nn.PixelShuffle(2), drawn((2, 8, 2, 3))))
cases.append(case("PixelShuffle", [3], nn.PixelShuffle(3), drawn((1, 9, 1, 2))))


class RMSNorm(nn.Module):
    """As torch.nn.RMSNorm, which came after 1.13."""

    def __init__(self, shape, eps=2.0**-52, affine=True):
        super().__init__()
        self.axes, self.eps = tuple(range(-len(shape), 0)), eps
        self.weight = nn.Parameter(torch.ones(shape)) if affine else None

    def forward(self, x):
        y = x * torch.rsqrt((x * x).mean(self.axes, keepdim=True) + self.eps)
        return y if self.weight is None else y * self.weight


cases += [
    case("RMSNorm", [4], RMSNorm((4,)), drawn((2, 3, 4))),
    case("RMSNorm", [[3, 2], {"eps": 0.25}], RMSNorm((3, 2), 0.25), drawn((4, 3, 2))),
    case("RMSNorm", [3, {"affine": False}], RMSNorm((3,), affine=False), drawn((3,))),
]

# Volumes, and sequences where only images were above.


def triple(low, high):
    """One number, or one for each axis."""
    return choice(int(random.integers(low, high)), tuple(int(n) for n in random.integers(low, high, 3)))


for mode in ("zeros", "reflect", "replicate", "circular"):
    for _ in range(3):
        options = {"paddingMode": mode, "groups": choice(1, 1, 2), "bias": choice(True, False)}
        options["padding"] = choice(triple(0, 3), "same", "valid")
        if options["padding"] != "same":
            options["stride"] = triple(1, 3)
        options["dilation"] = triple(1, 3)
        given = (2, 4, triple(1, 3))
        cases.append(case("Conv3d", [*given, options], nn.Conv3d(*given, **spell(options)), drawn((1, 2, 4, 5, 3))))
cases.append(case("Conv3d", [1, 2, (3, 2, 1)], nn.Conv3d(1, 2, (3, 2, 1)), drawn((2, 1, 3, 4, 2))))
for _ in range(4):
    stride, dilation = triple(1, 3), triple(1, 3)
    options = {"stride": stride, "dilation": dilation, "groups": choice(1, 2), "bias": choice(True, False)}
    options["padding"] = triple(0, 2)
    options["outputPadding"] = choice(0, int(random.integers(0, max(numpy.min(stride), numpy.min(dilation)))))
    given = (2, 2 * choice(1, 2), triple(2, 4))
    cases.append(case("ConvTranspose3d", [*given, options], nn.ConvTranspose3d(*given, **spell(options)), drawn((1, 2, 3, 2, 4))))
for _ in range(8):
    size = triple(1, 5)
    half = int(numpy.min(size)) // 2
    options = {"ceilMode": choice(True, False), "padding": int(random.integers(0, half + 1)), "stride": triple(1, 4)}
    volume = (1, 1, *(int(n) for n in random.integers(4, 7, 3)))
    dilated = options | {"dilation": choice(1, 2) if numpy.max(size) < 4 else 1}
    cases.append(case("MaxPool3d", [size, dilated], nn.MaxPool3d(size, **spell(dilated)), drawn(volume, 1, choice(None, 3))))
    averaged = options | {"countIncludePad": choice(True, False)}
    if random.random() < 0.3:
        averaged["divisorOverride"] = choice(1, 3, -2)
    cases.append(case("AveragePool3d", [size, averaged], nn.AvgPool3d(size, **spell(averaged)), drawn(volume)))
cases.append(case("MaxPool3d", [2], nn.MaxPool3d(2), drawn((2, 2, 4, 5, 6), 1, 3)))
cases.append(case("AveragePool3d", [2], nn.AvgPool3d(2), drawn((2, 2, 4, 5, 6))))
for given, size in [(1, (2, 3, 5)), (2, (1, 2, 6)), (3, (1, 2, 7)), (4, (1, 1, 3))]:
    cases.append(case("AdaptiveMaxPool1d", [given], nn.AdaptiveMaxPool1d(given), drawn(size, 1, choice(None, 3))))
    cases.append(case("AdaptiveAveragePool1d", [given], nn.AdaptiveAvgPool1d(given), drawn(size)))
for given, size in [(1, (2, 3, 3, 2, 4)), (2, (1, 2, 4, 2, 5)), ((3, 1, 2), (1, 2, 5, 3, 4)), (4, (1, 1, 3, 2, 6))]:
    cases.append(case("AdaptiveMaxPool3d", [given], nn.AdaptiveMaxPool3d(given), drawn(size, 1, choice(None, 3))))
    cases.append(case("AdaptiveAveragePool3d", [given], nn.AdaptiveAvgPool3d(given), drawn(size)))
cases.append(case("GlobalAveragePool1d", [], nn.Sequential(nn.AdaptiveAvgPool1d(1), nn.Flatten()), drawn((2, 3, 4))))
cases.append(case("GlobalAveragePool3d", [], nn.Sequential(nn.AdaptiveAvgPool3d(1), nn.Flatten()), drawn((2, 3, 2, 3, 2))))
for options in [{}, {"momentum": None, "eps": 0.1}, {"affine": False}, {"trackRunningStatistics": False}]:
    steps = [drawn((2, 2, 2, 1, 3), 1 + i) - i for i in range(3)]
    cases.append(case("BatchNorm3d", [2, options], nn.BatchNorm3d(2, **spell(options)), *steps, evaluate_last=True))

lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'{{\n  "generated": "torch {torch.__version__}, numpy {numpy.__version__}",\n'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{header}  "cases": [\n{lines}\n  ]\n}}\n')

"""Golden values and gradients of losses: writes losses.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 losses.py

A case is a loss of `inputs` (predictions, targets) with `options`; it has the value and the gradient for the predictions, seeded
with `upstream` where nothing is reduced.
"""

import itertools
import json
import math
import pathlib

import numpy
import torch

F = torch.nn.functional
random = numpy.random.default_rng(21)
REDUCTIONS = ["mean", "sum", "none"]


def drawn(shape, scale=1.0):
    return torch.tensor(numpy.round(random.standard_normal(shape) * scale, 2), dtype=torch.float64)


def labels(shape, classes):
    return torch.tensor(random.integers(0, classes, shape))


def soft(shape, axis=1):
    weights = torch.tensor(random.integers(1, 8, shape), dtype=torch.float64)
    return weights / weights.sum(axis, keepdim=True)


def number(x):
    return x if math.isfinite(x) else str(x)


def saved(x):
    return {"shape": list(x.shape), "data": [number(v) for v in x.detach().reshape(-1).tolist()]}


def listed(value):
    return value.tolist() if isinstance(value, torch.Tensor) else value


def case(loss, compute, x, target, **options):
    """`compute` is PyTorch's loss of (x, target, reduction)."""
    x = x.clone().requires_grad_()
    reduction = options.get("reduction", "mean")
    y = compute(x, target, "batchmean" if reduction == "batchMean" else reduction)
    upstream = drawn(y.shape) if reduction == "none" else torch.ones_like(y)
    y.backward(upstream)
    kind = "float64" if target.is_floating_point() else "int32"
    return {
        "loss": loss,
        "options": {name: listed(value) for name, value in options.items()},
        "predictions": saved(x),
        "targets": {"dtype": kind, **saved(target)},
        "upstream": saved(upstream),
        "value": saved(y),
        "gradient": saved(x.grad),
    }


cases = []
huge = torch.tensor([[1e4, -1e4, 0.0], [1e4, 1e4, 1e4], [-1e4, 3.0, -1e4]], dtype=torch.float64)

# Softmax cross entropy and negative log likelihood.
SIZES = [((4, 3), (4,), None), ((2, 3, 2, 2), (2, 2, 2), None), ((5,), (), None), ((3, 3), (3,), huge)]
for (size, shape, x), reduction in itertools.product(SIZES, REDUCTIONS):
    classes = size[0] if len(size) == 1 else size[1]
    x = drawn(size, 3) if x is None else x
    y = labels(shape, classes)
    weights = torch.tensor([0.5, 2.0, 1.25, 0.25, 3.0][:classes], dtype=torch.float64)
    for use_weights, smoothing, ignored in itertools.product([False, True], [0, 0.2], [None, 1, -100]):
        if sum(map(bool, (use_weights, smoothing, ignored is not None))) == 1 and reduction == "sum":
            continue  # enough is tested together
        if ignored is not None and len(size) == 1:
            continue
        target = y.clone()
        if ignored == -100:
            target.view(-1)[0] = -100
        if ignored == 1:
            target.view(-1)[:2] = torch.tensor([1, 0])
        options = {"reduction": reduction}
        given = {"ignore_index": -999 if ignored is None else ignored}
        if use_weights:
            options["classWeights"] = given["weight"] = weights
        if smoothing:
            options["labelSmoothing"] = given["label_smoothing"] = smoothing
        if ignored is not None:
            options["ignoreIndex"] = ignored
        cases.append(
            case("softmaxCrossEntropy", lambda a, b, r: F.cross_entropy(a, b, reduction=r, **given), x, target, **options)
        )
        if not smoothing:
            cases.append(
                case("negativeLogLikelihood", lambda a, b, r: F.nll_loss(a, b, reduction=r, **given), x, target, **options)
            )
    for use_weights, smoothing in itertools.product([False, True], [0, 0.2]):
        options, given = {"reduction": reduction}, {}
        if use_weights:
            options["classWeights"] = given["weight"] = weights
        if smoothing:
            options["labelSmoothing"] = given["label_smoothing"] = smoothing
        target = soft(size, 0 if len(size) == 1 else 1)
        cases.append(
            case("softmaxCrossEntropy", lambda a, b, r: F.cross_entropy(a, b, reduction=r, **given), x, target, **options)
        )

# Sigmoid cross entropy.
wide = torch.tensor([[-1e4, -50.0, -1.5, 0.0], [0.25, 2.0, 50.0, 1e4]], dtype=torch.float64)
for reduction, use_weights, use_positive in itertools.product(REDUCTIONS, [False, True], [False, True]):
    options, given = {"reduction": reduction}, {}
    if use_weights:
        options["weights"] = given["weight"] = torch.tensor([0.5, 1.0, 2.0, 0.0], dtype=torch.float64)
    if use_positive:
        options["positiveWeight"] = given["pos_weight"] = torch.tensor([0.5, 3.0, 1.0, 2.0], dtype=torch.float64)
    for target in [
        torch.tensor([[0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0]], dtype=torch.float64),
        torch.tensor([[1.0, 0.0, 0.3, 0.0], [0.7, 0.5, 0.0, 1.0]], dtype=torch.float64),
    ]:
        cases.append(
            case(
                "sigmoidCrossEntropy",
                lambda a, b, r: F.binary_cross_entropy_with_logits(a, b, reduction=r, **given),
                wide,
                target,
                **options,
            )
        )

# Losses of distances; some predictions are right.
for reduction in REDUCTIONS:
    x = drawn((3, 4), 2)
    t = drawn((3, 4))
    t[0] = x[0]
    t[1, 0] = x[1, 0] + 0.5
    cases += [
        case("meanSquaredError", lambda a, b, r: F.mse_loss(a, b, reduction=r), x, t, reduction=reduction),
        case("meanAbsoluteError", lambda a, b, r: F.l1_loss(a, b, reduction=r), x, t, reduction=reduction),
        case("huber", lambda a, b, r: F.huber_loss(a, b, reduction=r), x, t, reduction=reduction),
        case("huber", lambda a, b, r: F.huber_loss(a, b, reduction=r, delta=0.5), x, t, reduction=reduction, delta=0.5),
    ]

for reduction in [*REDUCTIONS, "batchMean"]:
    x, t = drawn((3, 4)).log_softmax(1), soft((3, 4))
    t[0] = torch.tensor([0.0, 1.0, 0.0, 0.0])
    cases.append(case("klDivergence", lambda a, b, r: F.kl_div(a, b, reduction=r), x, t, reduction=reduction))
    cases.append(
        case(
            "klDivergence",
            lambda a, b, r: F.kl_div(a, b, reduction=r, log_target=True),
            x,
            soft((3, 4)).log(),
            reduction=reduction,
            logTargets=True,
        )
    )

for reduction in REDUCTIONS:
    x, y = drawn((4, 3)), labels((4,), 3)
    for options in [{}, {"margin": 0.3}, {"squared": True}]:
        given = {"margin": options.get("margin", 1), "p": 2 if options.get("squared") else 1}
        cases.append(
            case(
                "multiClassHinge",
                lambda a, b, r: F.multi_margin_loss(a, b, reduction=r, **given),
                x,
                y,
                reduction=reduction,
                **options,
            )
        )

lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'{{\n  "generated": "torch {torch.__version__}, numpy {numpy.__version__}",\n'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{header}  "cases": [\n{lines}\n  ]\n}}\n')

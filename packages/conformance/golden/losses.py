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


def several(loss, compute, inputs, **options):
    """A loss of more than predictions and targets: `inputs` in the order of our function, with the gradients for all that float."""
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    y = compute(*leaves, options.get("reduction", "mean"))
    upstream = drawn(y.shape) if options.get("reduction") == "none" else torch.ones_like(y)
    y.backward(upstream)
    return {
        "loss": loss,
        "options": {name: listed(value) for name, value in options.items()},
        "inputs": [{"dtype": "float64" if x.is_floating_point() else "int32", **saved(x)} for x in inputs],
        "upstream": saved(upstream),
        "value": saved(y),
        "gradients": [saved(x.grad if x.grad is not None else torch.zeros_like(x)) for x in leaves],
    }


signs = torch.tensor([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, -1.0, 1.0], [1.0, 1.0, -1.0, -1.0]], dtype=torch.float64)
for reduction in REDUCTIONS:
    x, t = drawn((3, 4), 2), drawn((3, 4))
    t[0] = x[0]
    t[1, 0] = x[1, 0] + 0.5
    for beta in (1, 0.5, 0, 3):
        compute = lambda a, b, r: F.smooth_l1_loss(a, b, reduction=r, beta=beta)
        # At ties torch 1.13 gives −1 for a beta of 0, later ones 0.
        cases.append(case("smoothL1", compute, x if beta else x + 0.25, t, reduction=reduction, beta=beta))
    for delta in (1.5, 0.01):
        compute = lambda a, b, r: F.huber_loss(a, b, reduction=r, delta=delta)
        cases.append(case("huber", compute, x, t, reduction=reduction, delta=delta))
    probabilities = torch.tensor([[0.0, 1.0, 0.3, 0.9], [1e-13, 0.5, 1.0, 0.0], [0.2, 0.7, 1e-3, 0.99]], dtype=torch.float64)
    target = torch.tensor([[0.0, 1.0, 0.3, 0.0], [1.0, 0.5, 0.0, 1.0], [0.2, 0.1, 0.0, 1.0]], dtype=torch.float64)
    weights = torch.tensor([0.5, 1.0, 2.0, 0.0], dtype=torch.float64)
    for given in ({}, {"weight": weights}):
        compute = lambda a, b, r: F.binary_cross_entropy(a, b, reduction=r, **given)
        options = {"weights": weights} if given else {}
        cases.append(case("binaryCrossEntropy", compute, probabilities, target, reduction=reduction, **options))
    x[0, 1] = 1.0
    for margin in (1, 0.3):
        compute = lambda a, b, r: F.hinge_embedding_loss(a, b, reduction=r, margin=margin)
        cases.append(case("hingeEmbedding", compute, x, signs, reduction=reduction, margin=margin))
    cases.append(case("softMargin", lambda a, b, r: F.soft_margin_loss(a, b, reduction=r), x, signs, reduction=reduction))
    counts = torch.tensor(random.integers(0, 5, (3, 4)), dtype=torch.float64)
    for log_input, full, eps in itertools.product([True, False], [True, False], [1e-8, 1e-2]):
        a = x if log_input else x.abs() + 0.1
        compute = lambda a, b, r: F.poisson_nll_loss(a, b, log_input=log_input, full=full, eps=eps, reduction=r)
        options = {"logInput": log_input, "full": full, "eps": eps}
        cases.append(case("poissonNegativeLogLikelihood", compute, a, counts, reduction=reduction, **options))
    y = labels((4,), 3)
    scores = drawn((4, 3))
    weights = torch.tensor([0.5, 2.0, 1.25], dtype=torch.float64)
    for squared in (False, True):
        compute = lambda a, b, r: F.multi_margin_loss(a, b, p=2 if squared else 1, weight=weights, reduction=r)
        cases.append(case("multiClassHinge", compute, scores, y, reduction=reduction, squared=squared, classWeights=weights))
    a, b, c = drawn((3, 4)), drawn((3, 4)), drawn((3, 4))
    b[0, 0] = a[0, 0]
    for margin in (0, 0.5):
        compute = lambda a, b, t, r: F.margin_ranking_loss(a, b, t, margin=margin, reduction=r)
        cases.append(several("marginRanking", lambda a, b, t, r: compute(a, b, t.detach(), r), [a, b, signs.long()], reduction=reduction, margin=margin))
    for options in ({}, {"margin": 0.2}, {"order": 1}, {"order": 3}, {"swap": True}, {"eps": 0.1, "margin": 2}):
        given = {"p" if name == "order" else name: value for name, value in options.items()}
        compute = lambda a, b, c, r: F.triplet_margin_loss(a, b, c, reduction=r, **given)
        cases.append(several("tripletMargin", compute, [a, b, c], reduction=reduction, **options))
    for margin in (0, 0.4, -0.5):
        compute = lambda a, b, t, r: F.cosine_embedding_loss(a, b, t, margin=margin, reduction=r)
        cases.append(several("cosineEmbedding", compute, [a, b, torch.tensor([1, -1, -1])], reduction=reduction, margin=margin))
    for full, eps in itertools.product([True, False], [1e-6, 0.3]):
        compute = lambda x, t, v, r: F.gaussian_nll_loss(x, t, v, full=full, eps=eps, reduction=r)
        variances = c.abs() + 0.05
        cases.append(several("gaussianNegativeLogLikelihood", compute, [a, b, variances], reduction=reduction, full=full, eps=eps))

# Five axes, the axis of classes in front, everything at once.
for reduction in REDUCTIONS:
    x, y = drawn((2, 3, 2, 1, 2), 3), labels((2, 2, 1, 2), 3)
    y[0, 0] = 2
    weights = torch.tensor([0.5, 0.0, 1.25], dtype=torch.float64)
    compute = lambda a, b, r: F.cross_entropy(a, b, weight=weights, ignore_index=2, label_smoothing=0.3, reduction=r)
    cases.append(case("softmaxCrossEntropy", compute, x, y, reduction=reduction, classWeights=weights, ignoreIndex=2, labelSmoothing=0.3))
    compute = lambda a, b, r: F.cross_entropy(a, b, weight=weights, label_smoothing=1.0, reduction=r)
    cases.append(case("softmaxCrossEntropy", compute, x, soft((2, 3, 2, 1, 2)), reduction=reduction, classWeights=weights, labelSmoothing=1))

lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'{{\n  "generated": "torch {torch.__version__}, numpy {numpy.__version__}",\n'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{header}  "cases": [\n{lines}\n  ]\n}}\n')

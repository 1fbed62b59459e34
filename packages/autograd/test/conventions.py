"""PyTorch's gradients where functions have kinks, ties, poles and zeros: `python3 conventions.py > conventions.json`."""

import itertools
import json
import math
import torch

nan, inf = math.nan, math.inf


def gradients(f, *inputs):
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    y = f(*tensors)
    return [g.tolist() for g in torch.autograd.grad(y.sum(), tensors)]


def second(f, x):
    """The Hessian's rows, of one input."""
    t = torch.tensor(x, dtype=torch.float64)
    return torch.autograd.functional.hessian(lambda x: f(x).sum(), t).tolist()


bases = [0.0, 1.0, 2.0, -2.0, 0.5, inf, nan]
exponents = [0.0, 1.0, 2.0, 3.0, -1.0, 0.5]
pairs = list(itertools.product(bases, exponents))
a, b = [p[0] for p in pairs], [p[1] for p in pairs]

ties = [1.0, 2.0, 2.0, 3.0, nan, 1.0], [2.0, 2.0, 1.0, 3.0, 1.0, nan]
kinks = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.5]
dividends = [5.0, -5.0, 5.0, -5.0, 4.0], [3.0, 3.0, -3.0, -3.0, 2.0]
rows = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [5.0, 1.0, 0.0]]
zeros = [[2.0, 3.0, 4.0], [2.0, 0.0, 4.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0]]

results = {
    "pow": {"a": a, "b": b, "gradients": gradients(torch.pow, a, b)},
    "maximum": {"a": ties[0], "b": ties[1], "gradients": gradients(torch.maximum, *ties)},
    "minimum": {"a": ties[0], "b": ties[1], "gradients": gradients(torch.minimum, *ties)},
    "mod": {"a": dividends[0], "b": dividends[1], "gradients": gradients(torch.remainder, *dividends)},
    "div": {"a": [1.0, 0.0, 1.0], "b": [2.0, 2.0, 0.0], "gradients": gradients(torch.div, [1.0, 0.0, 1.0], [2.0, 2.0, 0.0])},
    **{
        name: {"a": kinks, "gradients": gradients(f, kinks)}
        for name, f in {
            "abs": torch.abs,
            "sign": torch.sign,
            "floor": torch.floor,
            "ceil": torch.ceil,
            "round": torch.round,
            "sqrt": torch.sqrt,
            "log": torch.log,
            "log1p": torch.log1p,
            "relu": torch.relu,
        }.items()
    },
    "max": {"a": rows, "gradients": gradients(lambda x: x.amax(1), rows)},
    "min": {"a": rows, "gradients": gradients(lambda x: x.amin(1), rows)},
    "max of all": {"a": rows, "gradients": gradients(lambda x: x.amax(), rows)},
    "norm": {"a": zeros, "gradients": gradients(lambda x: x.norm(dim=1), zeros)},
    "std": {"a": rows, "gradients": gradients(lambda x: x.std(1, unbiased=False), rows)},
    "prod": {"a": zeros, "gradients": gradients(lambda x: x.prod(1), zeros)},
    "prod again": {"a": zeros[2], "hessian": second(torch.prod, zeros[2])},
    "prod again without zeros": {"a": zeros[0], "hessian": second(torch.prod, zeros[0])},
    "prod again with one zero": {"a": zeros[1], "hessian": second(torch.prod, zeros[1])},
}


def text(value):
    """JSON has no NaN and no infinities: they are written as strings."""
    if isinstance(value, dict):
        return {key: text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [text(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


lines = [f"{json.dumps(name)}: {json.dumps(text(result))}" for name, result in results.items()]
print("{\n  " + ",\n  ".join(lines) + "\n}")

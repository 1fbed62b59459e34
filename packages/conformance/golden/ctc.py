"""Golden values and gradients of the CTC loss: writes ctc.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 ctc.py

A case is the loss of the log-softmax of `logits` (so that PyTorch's gradient is a derivative) with `targets` and `options`; it has the
value and the gradient for the logits, seeded with `upstream` where nothing is reduced. The gradient of an infinite loss is 0, which PyTorch's is
with zero_infinity, and NaN without.
"""

import json
import math
import pathlib

import numpy
import torch

random = numpy.random.default_rng(22)


def drawn(shape, scale=1.0):
    return torch.tensor(numpy.round(random.standard_normal(shape) * scale, 2), dtype=torch.float64)


def number(x):
    return x if math.isfinite(x) else str(x)


def saved(x):
    return {"shape": list(x.shape), "data": [number(v) for v in x.detach().reshape(-1).tolist()]}


def case(name, logits, targets, input_lengths, target_lengths, blank=0, **options):
    x = logits.clone().requires_grad_()
    targets = torch.tensor(targets)

    def loss(zero_infinity):
        lengths = torch.tensor(input_lengths), torch.tensor(target_lengths)
        given = {"blank": blank, "reduction": options.get("reduction", "mean"), "zero_infinity": zero_infinity}
        return torch.nn.functional.ctc_loss(x.log_softmax(-1), targets, *lengths, **given)

    y = loss(options.get("zeroInfinity", False))
    upstream = drawn(y.shape) if options.get("reduction") == "none" else torch.ones_like(y)
    loss(True).backward(upstream)
    given = {"inputLengths": input_lengths, "targetLengths": target_lengths, "blank": blank, **options}
    return {
        "name": name,
        "logits": saved(logits),
        "targets": saved(targets),
        "options": given,
        "upstream": saved(upstream),
        "value": saved(y),
        "gradient": saved(x.grad),
    }


cases = []
for reduction in ("mean", "sum", "none"):
    lengths, counts = [6, 4, 6], [2, 3, 0]
    targets = [[1, 2, 0], [3, 1, 3], [0, 0, 0]]
    options = {"reduction": reduction}
    cases.append(case("lengths", drawn((6, 3, 4), 2), targets, lengths, counts, **options))
    cases.append(case("repeated labels", drawn((7, 2, 3)), [[1, 1, 2], [2, 2, 2]], [7, 7], [3, 3], **options))
    cases.append(case("another blank", drawn((5, 2, 4)), [[0, 1], [3, 0]], [5, 5], [2, 2], blank=2, **options))
    cases.append(case("one sequence", drawn((5, 4)), [1, 3], 5, 2, **options))
    cases.append(case("as many steps as labels", drawn((3, 1, 4)), [[1, 2, 3]], [3], [3], **options))
    cases.append(case("large logits", drawn((5, 2, 3), 1e4), [[1, 2], [2, 1]], [5, 4], [2, 1], **options))
    for zero in (False, True):
        impossible = [[1, 1, 2], [1, 2, 1]], [3, 3], [3, 3]
        cases.append(case("no alignment", drawn((3, 2, 4)), *impossible, zeroInfinity=zero, **options))
targets = random.integers(1, 6, (4, 9)).tolist()
cases.append(case("many steps", drawn((60, 4, 6), 2), targets, [60, 50, 41, 20], [9, 8, 9, 5]))

lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'{{\n  "generated": "torch {torch.__version__}, numpy {numpy.__version__}",\n'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{header}  "cases": [\n{lines}\n  ]\n}}\n')

"""Golden averages of weights: writes averages.json beside this file.

Needs Debian's python3-torch: /usr/bin/python3 averages.py

A layer whose weights are drawn anew in each step, and the averages that PyTorch's AveragedModel keeps of them. The moving average with
a decay that grows is also made as torch_ema writes it, from the weights of the first step on.
"""

import json
import pathlib

import torch
from torch.optim.swa_utils import AveragedModel

STEPS, DECAY = 12, 0.6


def grown(n):
    # AveragedModel counts in a tensor, whose quotients are float32.
    n = int(n)
    return min(DECAY, (1 + n) / (10 + n))


def moved(average, weights, n):
    return DECAY * average + (1 - DECAY) * weights


def moved_more_at_first(average, weights, n):
    return grown(n) * average + (1 - grown(n)) * weights


class TorchEma:
    """ExponentialMovingAverage of torch_ema: shadow parameters, and the decay from the count of updates."""

    def __init__(self, weights):
        self.shadow, self.updates = [w.clone() for w in weights], 0

    def update(self, weights):
        self.updates += 1
        for shadow, w in zip(self.shadow, weights):
            shadow.sub_((1 - grown(self.updates)) * (shadow - w))


def averages(dtype, avg_fn):
    torch.manual_seed(1)
    model = torch.nn.Linear(3, 2, dtype=dtype)
    averaged = AveragedModel(model, avg_fn=avg_fn)
    weights, kept, ema, same = [], [], None, True
    for _ in range(STEPS):
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(torch.randn(p.shape, dtype=dtype))
        averaged.update_parameters(model)
        if ema is None:
            ema = TorchEma([p.data for p in model.parameters()])
        else:
            ema.update([p.data for p in model.parameters()])
        weights.append([p.tolist() for p in model.parameters()])
        kept.append([p.tolist() for p in averaged.parameters()])
        same = same and all(torch.allclose(a, b) for a, b in zip(ema.shadow, averaged.parameters()))
    assert same or avg_fn is not moved_more_at_first
    return {"weights": weights, "averages": kept}


CASES = [("mean", {}, None), ("decay", {"decay": DECAY}, moved), ("warmUp", {"decay": DECAY, "warmUp": True}, moved_more_at_first)]
golden = [
    {"name": name, "options": options, "dtype": str(dtype).removeprefix("torch."), **averages(dtype, avg_fn)}
    for name, options, avg_fn in CASES
    for dtype in (torch.float64, torch.float32)
]
lines = ",\n".join("    " + json.dumps(one) for one in golden)
text = f'{{\n  "generated": "torch {torch.__version__}",\n  "cases": [\n{lines}\n  ]\n}}\n'
pathlib.Path(__file__).with_suffix(".json").write_text(text)

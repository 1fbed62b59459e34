"""Golden trajectories of Lookahead: writes lookahead.json beside this file.

Needs Debian's python3-torch: /usr/bin/python3 lookahead.py

PyTorch's optimizers inside algorithm 1 of Zhang et al. (2019), on p of ½Σc·p² − Σd·p. The learning rate is halved before step 8. Values are kept after every step.
"""

import json
import pathlib

import torch

C, D, P, STEPS = [1.0, 0.5, 4.0, 10.0], [0.5, -1.0, 0.0, 2.0], [2.0, -1.5, 3.0, -0.75], 14


def train(make, k, alpha, dtype):
    p = torch.tensor(P, dtype=dtype, requires_grad=True)
    c, d = torch.tensor(C, dtype=dtype), torch.tensor(D, dtype=dtype)
    optimizer = make([p])
    slow, kept = p.detach().clone(), []
    for step in range(1, STEPS + 1):
        if step == 8:
            optimizer.param_groups[0]["lr"] /= 2
        p.grad = (c * p - d).detach()
        optimizer.step()
        if step % k == 0:
            slow += alpha * (p.detach() - slow)
            p.data.copy_(slow)
        kept.append(p.tolist())
    return kept


INNER = {
    "SGD": ({"learningRate": 0.05, "momentum": 0.9}, lambda ps: torch.optim.SGD(ps, lr=0.05, momentum=0.9)),
    "Adam": ({"learningRate": 0.1, "weightDecay": 0.1}, lambda ps: torch.optim.Adam(ps, lr=0.1, weight_decay=0.1)),
}
cases = [
    {
        "optimizer": name,
        "given": given,
        "options": {"syncPeriod": k, "slowStepSize": alpha},
        "dtype": str(dtype).removeprefix("torch."),
        "kept": train(make, k, alpha, dtype),
    }
    for name, (given, make) in INNER.items()
    for k, alpha in [(5, 0.5), (1, 0.3), (6, 0.8), (3, 1.0)]
    for dtype in (torch.float64, torch.float32)
]
problem = {"c": C, "d": D, "p": P}
lines = ",\n".join("    " + json.dumps(one) for one in cases)
text = f'{{\n  "generated": "torch {torch.__version__}",\n  "problem": {json.dumps(problem)},\n  "cases": [\n{lines}\n  ]\n}}\n'
pathlib.Path(__file__).with_suffix(".json").write_text(text)

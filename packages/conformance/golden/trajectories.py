"""Golden training: fifty steps of two small models under four optimizers. Writes trajectories.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 trajectories.py

Both sides compute the first parameters and the data from one stream of numbers, `stream` here and in trajectories.test.ts, which is exact in
float64: first the data (three batches of inputs, then of labels), then every parameter that is not a batch norm's in the order of the modules.
"""

import json
import pathlib

import numpy
import torch

nn = torch.nn
STEPS = 50


def stream():
    """Park and Miller's generator (16807 modulo 2³¹ − 1), as numbers from −1 to 1."""
    x = 1
    while True:
        x = x * 16807 % 2147483647
        yield 2 * x / 2147483647 - 1


def drawn(numbers, shape):
    count = int(numpy.prod(shape))
    return torch.tensor([next(numbers) for _ in range(count)], dtype=torch.float64).reshape(shape)


def mlp():
    return nn.Sequential(
        nn.Linear(6, 16, bias=False), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 12), nn.Tanh(), nn.Linear(12, 4)
    )


def cnn():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, stride=2),
        nn.Sigmoid(),
        nn.AvgPool2d(2, stride=1),
        nn.Flatten(),
        nn.Linear(6, 4),
    )


MODELS = {"mlp": (mlp, (10, 6)), "cnn": (cnn, (5, 2, 12, 12))}
OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
    "Momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
}


def train(name, optimizer, dtype):
    make, size = MODELS[name]
    numbers = stream()
    inputs = [drawn(numbers, size).to(dtype) for _ in range(3)]
    labels = [((drawn(numbers, size[:1]) + 1) * 2).long() for _ in range(3)]
    model = make().to(dtype)
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            for parameter in module.parameters():
                parameter.data = (drawn(numbers, parameter.shape) * 0.5).to(dtype)
    step = OPTIMIZERS[optimizer](model.parameters())
    losses = []
    for i in range(STEPS):
        loss = nn.functional.cross_entropy(model(inputs[i % 3]), labels[i % 3])
        step.zero_grad()
        loss.backward()
        step.step()
        losses.append(loss.item())
    state = {}
    for module_name, module in model.named_modules():
        for key, x in [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]:
            if key == "num_batches_tracked":
                continue
            key = {"running_mean": "runningMean", "running_var": "runningVariance"}.get(key, key)
            x = x.detach()
            x = x.T if isinstance(module, nn.Linear) and x.dim() == 2 else x
            state[f"{module_name}.{key}"] = {"shape": list(x.shape), "data": x.reshape(-1).tolist()}
    kind = str(dtype).removeprefix("torch.")
    return {"model": name, "optimizer": optimizer, "dtype": kind, "losses": losses, "state": state}


cases = [train(m, o, d) for m in MODELS for o in OPTIMIZERS for d in (torch.float64, torch.float32)]
lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'{{\n  "generated": "torch {torch.__version__}, numpy {numpy.__version__}",\n'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{header}  "cases": [\n{lines}\n  ]\n}}\n')

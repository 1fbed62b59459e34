"""The process of PyTorch: does one row's work when asked. `protocol.ts` says how, `libraries/chainrule.ts` does the same in Chainrule."""

import json
import os
import resource
import statistics
import sys
import time

import numpy
import torch
from torch.nn import functional

COMPARED_LOSSES = 10


def load(place):
    values = numpy.fromfile(
        place["path"], place["dtype"], int(numpy.prod(place["shape"])), offset=place["offset"]
    )
    return torch.from_numpy(values.reshape(place["shape"]))


def sample(values):
    values = values.flatten()
    return values[:: max(1, len(values) // 64)].tolist()


def network(model, weights):
    """The network as a module with the given weights. Affine weights are [out, in] here."""
    layers = []
    if model["kind"] == "mlp":
        sizes = model["sizes"]
        for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
            affine = torch.nn.Linear(inputs, outputs)
            affine.weight.data = weights[f"weight{i}"].t().contiguous()
            affine.bias.data = weights[f"bias{i}"]
            layers += [affine, torch.nn.ReLU()]
        return torch.nn.Sequential(*layers[:-1])
    channels = model["channels"]
    layers.append(torch.nn.Unflatten(1, (channels[0], model["size"], model["size"])))
    for i, (inputs, outputs) in enumerate(zip(channels, channels[1:])):
        conv = torch.nn.Conv2d(inputs, outputs, 5, padding=2)
        conv.weight.data = weights[f"kernel{i}"]
        conv.bias.data = weights[f"offset{i}"]
        norm = torch.nn.BatchNorm2d(outputs)
        norm.weight.data = weights[f"scale{i}"]
        norm.bias.data = weights[f"shift{i}"]
        norm.running_mean.data = weights[f"mean{i}"]
        norm.running_var.data = weights[f"variance{i}"]
        layers += [conv, norm, torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
    affine = torch.nn.Linear(*weights["weight"].shape)
    affine.weight.data = weights["weight"].t().contiguous()
    affine.bias.data = weights["bias"]
    return torch.nn.Sequential(*layers, torch.nn.Flatten(), affine)


def train(work, inputs, count):
    """Trains by Adam on one batch after another; a call gives the loss, or an epoch's mean loss."""
    images, labels = inputs.pop("images"), inputs.pop("labels")
    module = network(work["model"], inputs)
    adam = torch.optim.Adam(module.parameters(), lr=1e-3)
    batch = work["batch"]
    batches = count or len(images) // batch

    def step(i):
        rows = slice(i % batches * batch, (i % batches + 1) * batch)
        x, y = images[rows], labels[rows]
        if x.dtype == torch.uint8:
            x = x.float().div_(255)
        adam.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(module(x), y.long())
        loss.backward()
        adam.step()
        return loss.item()

    if work["does"] == "epoch":
        return lambda: sum(step(i) for i in range(batches)) / batches, None
    steps = iter(range(1 << 62))
    return lambda: step(next(steps)), None


def infer(work, inputs, count):
    images = inputs.pop("images")
    module = network(work["model"], inputs).eval()
    batch = work["batch"]
    steps = iter(range(1 << 62))

    def call(i):
        at = i % (len(images) // batch) * batch
        with torch.inference_mode():
            return module(images[at : at + batch]).numpy()

    return lambda: call(next(steps)) is None, lambda: sample(call(0))


def expression(work, inputs, count):
    code = compile(work["expression"]["torch"], "expression", "eval")
    names = {"torch": torch, **inputs}

    def call():
        with torch.inference_mode():
            return eval(code, names)

    return lambda: call() is None, lambda: sample(call())


losses = []


def repeat(call, milliseconds):
    """Calls until `milliseconds` have passed; gives the median of the calls' times."""
    times = []
    start = last = time.perf_counter()
    while not times or (last - start) * 1000 < milliseconds:
        loss = call()
        if type(loss) is float and len(losses) < COMPARED_LOSSES:
            losses.append(loss)
        now = time.perf_counter()
        times.append((now - last) * 1000)
        last = now
    return statistics.median(times)


def main():
    replies = os.fdopen(3, "w")
    call = check = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "library" in request:
                torch.set_num_threads(request["threads"])
                work = request["work"]
                inputs = {name: load(place) for name, place in request["inputs"].items()}
                kinds = {"step": train, "epoch": train, "infer": infer, "expression": expression}
                call, check = kinds[work["does"]](work, inputs, request["batches"])
                first = repeat(call, 0)
                if first < request["warmup"]:
                    repeat(call, request["warmup"])
                reply = {"version": torch.__version__, "first": first}
            elif "slice" in request:
                reply = {"time": repeat(call, request["slice"])}
            else:
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
                reply = {"check": check() if check else losses, "memory": memory}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


main()

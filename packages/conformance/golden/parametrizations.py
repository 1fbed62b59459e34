"""Golden outputs, gradients and states of weight normalisation and spectral normalisation: writes parametrizations.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 parametrizations.py

nn.utils.weight_norm and nn.utils.parametrizations.spectral_norm, over two steps in training and one that evaluates. What belongs to a linear layer is transposed: its weights are [in, out] here. All of it is float64;
gradients are those of Σ output · `upstream`.
"""

import json
import pathlib

import numpy
import torch

nn = torch.nn
random = numpy.random.default_rng(29)


def drawn(*shape):
    return torch.tensor(numpy.round(random.standard_normal(shape), 2), dtype=torch.float64)


def saved(x):
    return {"shape": list(x.shape), "data": x.detach().reshape(-1).tolist()}


NAMES = {
    "weight_g": "magnitude",
    "weight_v": "direction",
    "parametrizations.weight.original": "original",
    "parametrizations.weight.0._u": "u",
    "parametrizations.weight.0._v": "v",
    "bias": "layer.bias",
}


def case(wrapper, options, layer, arguments, module, size):
    turn = isinstance(module, nn.Linear)

    def named(tensors):
        return {NAMES[name]: saved(x.T if turn and x.ndim == 2 else x) for name, x in tensors}

    for parameter in module.parameters():
        parameter.data = drawn(*parameter.shape)
    state, steps = named(module.state_dict().items()), []
    for training in (True, True, False):
        module.train(training)
        x = drawn(*size).requires_grad_()
        y = module(x)
        upstream = drawn(*y.shape)
        module.zero_grad()
        y.backward(upstream)
        step = {"training": training, "input": saved(x), "upstream": saved(upstream), "output": saved(y)}
        step["gradients"] = named((n, p.grad) for n, p in module.named_parameters()) | {"input": saved(x.grad)}
        steps.append(step | {"state": named(module.named_buffers())})
    return {"wrapper": wrapper, "options": options, "layer": layer, "arguments": arguments, "state": state, "steps": steps}


weight, spectral = nn.utils.weight_norm, nn.utils.parametrizations.spectral_norm
double = {"dtype": torch.float64}
cases = [
    case("WeightNorm", {}, "Affine", [3, 4], weight(nn.Linear(3, 4, **double)), (2, 3)),
    case("WeightNorm", {}, "Conv2d", [2, 3, 2], weight(nn.Conv2d(2, 3, 2, **double)), (1, 2, 3, 4)),
    case("WeightNorm", {"axis": 1}, "Conv1d", [2, 3, 2], weight(nn.Conv1d(2, 3, 2, **double), dim=1), (1, 2, 4)),
    case("SpectralNorm", {}, "Affine", [3, 4], spectral(nn.Linear(3, 4, **double)), (2, 3)),
    case("SpectralNorm", {"iterations": 3}, "Conv2d", [2, 3, 2], spectral(nn.Conv2d(2, 3, 2, **double), n_power_iterations=3), (1, 2, 3, 4)),
    case("SpectralNorm", {"axis": 1}, "ConvTranspose1d", [2, 3, 2], spectral(nn.ConvTranspose1d(2, 3, 2, **double)), (1, 2, 4)),
]
lines = ",\n".join("    " + json.dumps(one) for one in cases)
text = f'{{\n  "generated": "torch {torch.__version__}",\n  "cases": [\n{lines}\n  ]\n}}\n'
pathlib.Path(__file__).with_suffix(".json").write_text(text)

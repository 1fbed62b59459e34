"""Golden outputs, states and gradients of recurrent layers and cells: writes recurrent.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 recurrent.py

PyTorch's weights are transposed here into ours. All of it is float64; gradients are those of Σ result · its `upstream`, over the output and the
last states.
"""

import json
import pathlib

import numpy
import torch

random = numpy.random.default_rng(23)

ours = {"weight_ih": "inputWeight", "weight_hh": "recurrentWeight", "bias_ih": "inputBias", "bias_hh": "recurrentBias"}


def drawn(*shape):
    return torch.tensor(numpy.round(random.standard_normal(shape), 2), dtype=torch.float64)


def saved(x):
    return {"shape": list(x.shape), "data": [float(v) for v in x.detach().reshape(-1).tolist()]}


def renamed(tensors, directions):
    """`weight_ih_l1_reverse` of a layer of two directions as `cells.3.inputWeight`; of a cell only the names are others."""
    result = {}
    for name, x in tensors.items():
        kind, _, rest = name.partition("_l")
        place = "" if rest == "" else f"cells.{int(rest[0]) * directions + rest.endswith('reverse')}."
        result[place + ours[kind]] = saved(x.T if x.ndim == 2 else x)
    return result


def case(name, inputs, hidden, shape, given=False, **options):
    """`given`: whether a state to begin from is."""
    kinds = 2 if name.startswith("LSTM") else 1
    theirs = {"num_layers" if key == "layers" else key: value for key, value in options.items()}
    is_cell = name.endswith("Cell")
    directions = 2 if options.get("bidirectional") else 1
    cells = [] if is_cell else [options.get("layers", 1) * directions]
    batch = shape[: -1 if is_cell else -2]
    if not is_cell:
        theirs["batch_first"] = True
    module = getattr(torch.nn, name)(inputs, hidden, dtype=torch.float64, **theirs)
    for parameter in module.parameters():
        parameter.data = drawn(*parameter.shape) / 2
    tensors = {"x": drawn(*shape)}
    if given:
        tensors |= {state: drawn(*cells, *batch, hidden) for state in ("hidden", "cell")[:kinds]}
    for x in tensors.values():
        x.requires_grad_()
    states = [x for state, x in tensors.items() if state != "x"]
    result = module(tensors["x"], *([tuple(states)] if kinds == 2 else states)[: len(states)])
    # A cell gives its state; a layer its output and that.
    output, last = ([], result) if is_cell else ([result[0]], result[1])
    results = [*output, *(last if kinds == 2 else [last])]
    upstream = [drawn(*y.shape) for y in results]
    parameters = dict(module.named_parameters())
    wanted = tensors | parameters
    found = dict(zip(wanted, torch.autograd.grad(results, list(wanted.values()), upstream)))
    return {
        "name": name,
        "arguments": [inputs, hidden],
        "options": options,
        "state": renamed(parameters, directions),
        "inputs": {key: saved(x) for key, x in tensors.items()},
        "upstream": [saved(y) for y in upstream],
        "results": [saved(y) for y in results],
        "gradients": {key: saved(found[key]) for key in tensors}
        | renamed({key: found[key] for key in parameters}, directions),
    }


cases = [
    one
    for kind in ("RNN", "LSTM", "GRU")
    for one in (
        case(kind, 3, 4, (2, 5, 3)),
        case(kind, 3, 4, (2, 5, 3), given=True),
        case(kind, 2, 3, (4, 2), given=True),
        case(kind, 2, 3, (3, 1, 2), bias=False),
        case(kind, 3, 2, (2, 4, 3), given=True, bidirectional=True),
        case(kind, 3, 2, (2, 3, 3), given=True, layers=3),
        case(kind, 2, 3, (2, 4, 2), layers=2, bidirectional=True),
        case(kind + "Cell", 3, 4, (2, 3)),
        case(kind + "Cell", 3, 4, (2, 3), given=True),
        case(kind + "Cell", 2, 3, (2,), given=True, bias=False),
    )
]
cases += [
    case("RNN", 3, 4, (2, 5, 3), nonlinearity="relu", layers=2),
    case("RNNCell", 3, 4, (2, 3), given=True, nonlinearity="relu"),
]

lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'"generated": "torch {torch.__version__}, numpy {numpy.__version__}"'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{{\n  {header},\n  "cases": [\n{lines}\n  ]\n}}\n')

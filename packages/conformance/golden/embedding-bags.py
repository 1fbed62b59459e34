"""Golden outputs and gradients of nn.EmbeddingBag: writes embedding-bags.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 embedding-bags.py

All of it is float64; gradients are those of Σ output · `upstream`.
"""

import json
import pathlib

import numpy
import torch

random = numpy.random.default_rng(23)


def drawn(*shape):
    return torch.tensor(numpy.round(random.standard_normal(shape), 2), dtype=torch.float64)


def saved(x):
    return {"shape": list(x.shape), "data": x.detach().reshape(-1).tolist()}


def case(mode, padding=None, weighted=False):
    bag = torch.nn.EmbeddingBag(5, 3, mode=mode, padding_idx=padding, dtype=torch.float64)
    bag.weight.data = drawn(5, 3)
    indices = torch.tensor([[1, 4, 1], [0, 2, 2], [2, 2, 2], [3, 0, 2]])
    weights = drawn(4, 3).requires_grad_() if weighted else None
    y = bag(indices, per_sample_weights=weights)
    upstream = drawn(*y.shape)
    y.backward(upstream)
    options = {"mode": mode} | ({} if padding is None else {"paddingIndex": padding})
    found = {"options": options, "weight": saved(bag.weight), "indices": saved(indices), "output": saved(y)}
    found |= {"upstream": saved(upstream), "gradient": saved(bag.weight.grad)}
    return found | ({"factors": saved(weights), "factorsGradient": saved(weights.grad)} if weighted else {})


cases = [case(mode, padding) for mode in ("sum", "mean", "max") for padding in (None, 2, -3)]
cases += [case("sum", padding, weighted=True) for padding in (None, 2)]
lines = ",\n".join("    " + json.dumps(one) for one in cases)
text = f'{{\n  "generated": "torch {torch.__version__}",\n  "cases": [\n{lines}\n  ]\n}}\n'
pathlib.Path(__file__).with_suffix(".json").write_text(text)

"""Golden outputs and gradients of attention: writes attention.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 attention.py

`functions` is equation 1 of Vaswani et al. 2017 with PyTorch's operations, since PyTorch 1.13 has no public function of it. `layers` is
nn.MultiheadAttention, whose masks are true where ours are false, and whose weights are here cut into ours. All of it is float64; gradients are those
of Σ output · `upstream`.
"""

import json
import math
import pathlib

import numpy
import torch

random = numpy.random.default_rng(17)


def drawn(*shape):
    return torch.tensor(numpy.round(random.standard_normal(shape), 2), dtype=torch.float64)


def number(x):
    return x if math.isfinite(x) else str(x)


def saved(x):
    return {"shape": list(x.shape), "data": [number(float(v)) for v in x.detach().reshape(-1).tolist()]}


def gradients(y, upstream, tensors):
    names = list(tensors)
    found = torch.autograd.grad(y, [tensors[name] for name in names], upstream)
    return {name: saved(gradient) for name, gradient in zip(names, found)}


def attention(query, key, value, mask=None, causal=False, scale=None):
    scores = query @ key.transpose(-1, -2) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if mask is not None and mask.dtype != torch.bool:
        scores = scores + mask
    seen = torch.ones_like(scores, dtype=torch.bool)
    if causal:
        seen = seen.tril()
    if mask is not None and mask.dtype == torch.bool:
        seen = seen & mask
    return scores.masked_fill(~seen, -math.inf).softmax(-1) @ value


def function(query, key, value, mask=None, **options):
    inputs = {"query": drawn(*query), "key": drawn(*key), "value": drawn(*value)}
    for x in inputs.values():
        x.requires_grad_()
    y = attention(*inputs.values(), mask, **options)
    upstream = drawn(*y.shape)
    case = {"inputs": {name: saved(x) for name, x in inputs.items()}, "options": options}
    if mask is not None:
        case["mask"] = saved(mask) | {"dtype": "bool" if mask.dtype == torch.bool else "float64"}
    return case | {"upstream": saved(upstream), "output": saved(y), "gradients": gradients(y, upstream, inputs)}


def layer(embedding, heads, queries, keys=None, values=None, mask=None, causal=False, **options):
    """`keys` and `values`: lengths of other sequences, or None for those before them."""
    module = torch.nn.MultiheadAttention(embedding, heads, batch_first=True, dtype=torch.float64, **options)
    for parameter in module.parameters():
        parameter.data = drawn(*parameter.shape) / 2
    inputs = {"query": drawn(*queries, embedding)}
    if keys is not None:
        inputs["key"] = drawn(*keys, embedding)
    if values is not None:
        inputs["value"] = drawn(*values, embedding)
    for x in inputs.values():
        x.requires_grad_()
    query = inputs["query"]
    key = inputs.get("key", query)
    value = inputs.get("value", key)
    hidden = None
    if causal:
        hidden = ~torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool).tril()
    if mask is not None:
        # [N, L, S] to [N·heads, L, S]
        unseen = ~mask.expand(query.shape[0], query.shape[1], key.shape[1])
        hidden = unseen.repeat_interleave(heads, 0) | (False if hidden is None else hidden)
    y, _ = module(query, key, value, attn_mask=hidden, need_weights=False)
    upstream = drawn(*y.shape)

    def ours(tensors):
        weights = [*tensors["in_proj_weight"].chunk(3), tensors["out_proj.weight"]]
        result = {f"{n}.weight": saved(w.T) for n, w in zip(("query", "key", "value", "output"), weights)}
        if "in_proj_bias" in tensors:
            biases = [*tensors["in_proj_bias"].chunk(3), tensors["out_proj.bias"]]
            result |= {f"{n}.bias": saved(b) for n, b in zip(("query", "key", "value", "output"), biases)}
        return result

    parameters = dict(module.named_parameters())
    found = dict(zip(parameters, torch.autograd.grad(y, list(parameters.values()), upstream, retain_graph=True)))
    case = {"arguments": [embedding, heads], "options": options, "causal": causal, "state": ours(parameters)}
    if mask is not None:
        case["mask"] = saved(mask) | {"dtype": "bool"}
    return case | {
        "inputs": {name: saved(x) for name, x in inputs.items()},
        "upstream": saved(upstream),
        "output": saved(y),
        "gradients": gradients(y, upstream, inputs) | ours(found),
    }


def some(*shape):
    """A mask with true in every row."""
    mask = torch.tensor(random.random(shape) < 0.6)
    mask[..., 0] |= ~mask.any(-1)
    return mask


functions = [
    function((3, 4), (5, 4), (5, 2)),
    function((2, 3, 4), (2, 5, 4), (2, 5, 4)),
    function((2, 2, 6, 3), (2, 2, 6, 3), (2, 2, 6, 3), causal=True),
    function((1, 3, 4), (1, 5, 4), (1, 5, 4), causal=True),
    function((2, 4, 4), (2, 3, 4), (2, 3, 5), causal=True),
    function((2, 3, 4), (2, 5, 4), (2, 5, 4), mask=some(3, 5)),
    function((2, 3, 4), (2, 5, 4), (2, 5, 4), mask=some(2, 1, 5), scale=0.3),
    function((2, 4, 3, 4), (2, 1, 5, 4), (2, 1, 5, 2), mask=some(2, 1, 3, 5)),
    function((2, 5, 4), (2, 5, 4), (2, 5, 4), mask=torch.ones(5, 5, dtype=torch.bool).triu(-2), causal=True),
    function((2, 3, 4), (2, 5, 4), (2, 5, 4), mask=drawn(2, 3, 5)),
    function((3, 4), (5, 4), (5, 2), mask=drawn(5), causal=True),
    function((2, 2), (3, 2), (3, 2), scale=1e4),
]
layers = [
    layer(4, 1, (2, 3)),
    layer(6, 3, (2, 5)),
    layer(4, 2, (5,)),
    layer(6, 2, (2, 5), causal=True),
    layer(4, 2, (2, 3), bias=False),
    layer(4, 2, (2, 3), (2, 5)),
    layer(4, 4, (2, 3), (2, 5), (2, 5)),
    layer(6, 2, (2, 3), (2, 5), mask=some(2, 1, 5)),
    layer(6, 3, (2, 3), (2, 5), (2, 5), mask=some(2, 3, 5)),
    layer(4, 2, (2, 5), mask=torch.ones(1, 5, 5, dtype=torch.bool).triu(-1), causal=True),
]

lists = {"functions": functions, "layers": layers}
header = f'{{\n  "generated": "torch {torch.__version__}, numpy {numpy.__version__}"'
for name, cases in lists.items():
    header += f',\n  "{name}": [\n' + ",\n".join("    " + json.dumps(one) for one in cases) + "\n  ]"
pathlib.Path(__file__).with_suffix(".json").write_text(header + "\n}\n")

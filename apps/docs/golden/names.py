"""What the left columns of the guides' tables of names give: writes names.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 names.py

A code span that is an expression of the names below is evaluated; the test evaluates the span that stands at its place in the
right column, and compares. What is drawn at random has only its shape, a layer only the number of its parameters, and a span
that is no expression, or whose value is no number, has nothing.
"""

import json
import math
import pathlib
import re

import numpy as np
import torch

here = pathlib.Path(__file__).parent
guides = here.parent / "guides"
random = np.random.default_rng(7)


def drawn(*shape):
    return np.round(random.permutation(np.prod(shape)).reshape(shape) * 0.9 / np.prod(shape) + 0.05, 3)


values = {
    "x": drawn(4, 4),
    "y": drawn(4, 4),
    "z": drawn(4),
    "i": np.array([2, 0, 3, 1]),
    "j": np.array([[0, 2, 1, 3], [3, 1, 0, 2], [1, 0, 3, 2], [2, 3, 1, 0]]),
    "mask": drawn(4, 4) > 0.5,
    "images": drawn(2, 2, 6, 6),
    "kernels": drawn(3, 2, 3, 3),
}
floating = [name for name, value in values.items() if value.dtype == np.float64]


def numpy_names():
    own = {name: value.astype(np.float32) if name in floating else value for name, value in values.items()}
    view = np.lib.stride_tricks.sliding_window_view
    return {**own, "np": np, "rng": np.random.default_rng(), "sliding_window_view": view}


def torch_names():
    own = {
        name: torch.tensor(value, dtype=torch.float32 if name in floating else None)
        for name, value in values.items()
    }
    own["x"].requires_grad_()
    names = {**own, "torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    names["f"] = lambda x: (x * x).sum()
    names["loss"] = names["f"](own["x"])
    return names


def plain(value):
    if isinstance(value, torch.nn.Module):
        return {"parameters": sum(p.numel() for p in value.parameters())}
    if isinstance(value, torch.Tensor):
        return plain(value.detach().numpy())
    if isinstance(value, np.dtype):
        return str(value)
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return float(f"{value:.7g}") if math.isfinite(value) else "NaN" if math.isnan(value) else f"{'-' * (value < 0)}Infinity"
    raise TypeError(type(value))


def shape_of(value):
    return {"shape": list(value.shape)}


def span_of(code, names):
    try:
        value = eval(code, dict(names()))
        result = plain(value)
        again = (eval(code, dict(names())) for _ in range(20))  # two draws of few numbers may be equal
        return result if all(result == plain(one) for one in again) else shape_of(value)
    except Exception:
        return None


def rows(page):
    for line in (guides / page).read_text().splitlines():
        cells = re.split(r"(?<!\\)\|", line)
        if len(cells) == 4:
            yield [re.findall(r"`([^`]+)`", cell.replace("\\|", "|")) for cell in cells[1:3]]


def expected(page, names):
    found = {}
    for left, right in rows(page):
        if len(left) == len(right):
            for code in left:
                result = span_of(code, names)
                if result is not None:
                    found[code] = result
    return found


pages = {"from-numpy.md": numpy_names, "from-pytorch.md": torch_names}
golden = {
    "values": {name: value.tolist() for name, value in values.items()},
    "expected": {page: expected(page, names) for page, names in pages.items()},
}
lines = json.dumps(golden, indent=1)
(here / "names.json").write_text(re.sub(r"\n\s+(?=[-\d\]\[tf])", " ", lines) + "\n")

"""Files of arrays and tensors as Python writes them, in base64: writes files.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 files.py

`npy` are files of numpy.save with the elements in them, `npz` one of numpy.savez and one of numpy.savez_compressed. `safetensors` is written here by the format's description, because its library is not packaged:
`model` is the state of a convolution, a batch normalisation and an affine layer with what they give, `types` has a tensor of each type of elements.
"""

import base64
import io
import json
import math
import pathlib
import struct

import numpy as np
import torch

random = np.random.default_rng(5)


def text(data):
    return base64.b64encode(data).decode()


def number(x):
    return x if math.isfinite(x) else str(x)


def listed(array):
    return [number(x) for x in np.asarray(array, np.float64).reshape(-1).tolist()]


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return {"descr": array.dtype.str, "shape": list(array.shape), "data": listed(array), "bytes": text(file.getvalue())}


def safetensors(tensors, metadata=None):
    """`tensors`: the format's name of the type, the shape and the bytes of each."""
    header, body = {} if metadata is None else {"__metadata__": metadata}, b""
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    head = json.dumps(header).encode()
    return text(struct.pack("<Q", len(head)) + head + body)


def npz(compressed):
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **named_arrays)
    return text(file.getvalue())


small = [-2.5, 0.0, 1.0, 3.0, 6e-8, 65504.0]
arrays = [np.array(small).astype(order + kind).reshape(shape) for order in "<>" for kind in ["f2", "f4", "f8"] for shape in [(6,), (2, 3)]]
arrays += [np.array([-3, 0, 7, 100]).astype(order + kind) for order in "<>" for kind in ["i1", "i2", "i4", "i8"]]
arrays += [np.array([[0, 7, 200]]).astype(kind) for kind in ["u1", "<u2", ">u4", "<u8"]]
arrays += [np.array([[True, False], [False, True]]), np.array(1.5), np.zeros((0, 3), np.float32), np.array([np.nan, np.inf, -np.inf], "f4")]
arrays += [np.asfortranarray(np.arange(6, dtype=order).reshape(2, 3)) for order in ["<f4", ">i4"]]
arrays += [np.asfortranarray(np.arange(24, dtype="f8").reshape(2, 3, 4))]

named_arrays = {
    "x": np.arange(6, dtype="f4").reshape(2, 3),
    "weights/é": np.asfortranarray(np.linspace(-1, 1, 12).reshape(3, 4)),
    "zeros": np.zeros(100, "u1"),
    "scalar": np.array(True),
}

float_types = {"F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64}
values = torch.tensor([-2.5, 0.0, 1.0, 3.140625, 1024.0, math.inf, -math.inf, math.nan], dtype=torch.float64)
types = {}
for name, dtype in float_types.items():
    exact = values.to(dtype)
    data = exact.view(torch.int16).numpy().tobytes() if name == "BF16" else exact.numpy().tobytes()
    types[name] = (name, [2, 4], data, listed(exact.double()))
for name, kind in {"I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8"}.items():
    types[name] = (name, [3], np.array([-3, 0, 100]).astype(kind).tobytes(), [-3, 0, 100])
for name, kind in {"U8": "u1", "U16": "<u2", "U32": "<u4", "U64": "<u8"}.items():
    types[name] = (name, [], np.array(200).astype(kind).tobytes(), [200])
types["BOOL"] = ("BOOL", [3, 1], b"\1\0\1", [1, 0, 1])
types["nothing"] = ("F32", [0, 5], b"", [])

torch.manual_seed(3)
model = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(64, 3)
)
model.train()
model(torch.randn(16, 1, 6, 6))
model.eval()
x = torch.tensor(np.round(random.standard_normal((2, 1, 6, 6)), 2), dtype=torch.float32)
named = {torch.float32: "F32", torch.int64: "I64"}
state = {name: (named[t.dtype], t.shape, t.detach().numpy().tobytes()) for name, t in model.state_dict().items()}

golden = {
    "generated": f"torch {torch.__version__}, numpy {np.__version__}",
    "npy": [npy(a) for a in arrays] + [npy(np.arange(3.0), (2, 0)), npy(np.arange(3.0), (3, 0))],
    "npz": {
        "stored": npz(False),
        "compressed": npz(True),
        "arrays": {n: {"shape": list(a.shape), "data": listed(a)} for n, a in named_arrays.items()},
    },
    "types": {"bytes": safetensors({n: t[:3] for n, t in types.items()}), "tensors": {n: {"shape": t[1], "data": t[3]} for n, t in types.items()}},
    "model": {
        "bytes": safetensors(state, {"format": "pt"}),
        "input": x.flatten().tolist(),
        "output": model(x).detach().flatten().tolist(),
    },
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")

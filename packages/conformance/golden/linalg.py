"""Golden values of linear algebra: writes linalg.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 linalg.py

Values and gradients are those of torch.linalg in float64; the gradients' seeds are `upstream`, one for each output. numpy.linalg's values are compared with them here.
"""

import json
import pathlib

import numpy
import torch

random = numpy.random.default_rng(11)


def drawn(*shape):
    return numpy.round(random.standard_normal(shape), 3)


def positive(*shape):
    x = drawn(*shape)
    return x @ numpy.swapaxes(x, -1, -2) + numpy.eye(shape[-1])


def saved(x):
    x = numpy.asarray(x)
    data = [value if numpy.isfinite(value) else str(value) for value in x.reshape(-1).tolist()]
    return {"shape": list(x.shape), "data": data}


def case(name, f, *inputs, numpys=None, options=None):
    tensors = [torch.tensor(x, requires_grad=True) for x in inputs]
    found = f(*tensors)
    outputs = list(found) if isinstance(found, (tuple, list)) else [found]
    if numpys is not None:
        others = numpys(*inputs)
        others = list(others) if isinstance(others, (tuple, list)) else [others]
        for output, other in zip(outputs, others):
            assert numpy.allclose(output.detach().numpy(), other, atol=1e-9), name
    upstream = [drawn(*output.shape) for output in outputs]
    total = sum((output * torch.tensor(seed)).sum() for output, seed in zip(outputs, upstream))
    gradients = torch.autograd.grad(total, tensors)
    return {
        "name": name,
        "inputs": [saved(x) for x in inputs],
        "options": options or {},
        "outputs": [saved(output.detach().numpy()) for output in outputs],
        "upstream": [saved(seed) for seed in upstream],
        "gradients": [saved(gradient.numpy()) for gradient in gradients],
    }


linalg = torch.linalg
vector = lambda f: lambda a, b: f(a, b.unsqueeze(-1)).squeeze(-1)


def squares(a):
    """Eigenvalues, and the squares of vectors, which have no sign."""
    values, vectors = linalg.eigh((a + a.mT) / 2)
    return values, vectors**2


def symmetric(*shape):
    x = drawn(*shape)
    return x + numpy.swapaxes(x, -1, -2)


least = lambda a, b: linalg.lstsq(a, b, driver="gels").solution

cases = [
    case("cholesky", linalg.cholesky, positive(4, 4), numpys=numpy.linalg.cholesky),
    case("cholesky", linalg.cholesky, positive(2, 3, 5, 5), numpys=numpy.linalg.cholesky),
    case("qr", linalg.qr, drawn(4, 4), numpys=numpy.linalg.qr),
    case("qr", linalg.qr, drawn(2, 6, 3), numpys=numpy.linalg.qr),
    case("qr", lambda a: linalg.qr(a), drawn(1, 1), numpys=numpy.linalg.qr),
    case("solve", linalg.solve, drawn(4, 4), drawn(4), numpys=numpy.linalg.solve),
    case("solve", linalg.solve, drawn(2, 1, 5, 5), drawn(3, 5, 2)),
    case("inverse", linalg.inv, drawn(3, 4, 4), numpys=numpy.linalg.inv),
    case("determinant", linalg.det, drawn(3, 4, 4), numpys=numpy.linalg.det),
    case("determinant", linalg.det, drawn(5, 5)[[4, 2, 0, 3, 1]], numpys=numpy.linalg.det),
    case("slogdet", lambda a: linalg.slogdet(a)[1], drawn(3, 4, 4), numpys=lambda a: numpy.linalg.slogdet(a)[1]),
    case("logDeterminant", torch.logdet, positive(2, 4, 4)),
    case("leastSquares", least, drawn(2, 6, 3), drawn(2, 6, 2)),
    case("leastSquares", vector(least), drawn(5, 3), drawn(5), numpys=lambda a, b: numpy.linalg.lstsq(a, b, rcond=None)[0]),
    *[
        case("matrixPower", lambda a: linalg.matrix_power(a, power), drawn(2, 3, 3), numpys=lambda a: numpy.linalg.matrix_power(a, power), options={"power": power})
        for power in (-3, 1, 6)
    ],
    case("eigh", squares, symmetric(4, 4)),
    case("eigh", squares, symmetric(2, 5, 5)),
    *[
        case(
            "solveTriangular",
            lambda t, b: linalg.solve_triangular(t, b, upper=upper, unitriangular=unit),
            drawn(2, 4, 4) + 2 * numpy.eye(4),
            drawn(4, 3),
            options={"upper": upper, "unitDiagonal": unit},
        )
        for upper in (False, True)
        for unit in (False, True)
    ],
]

signs = drawn(6, 3, 3)
wide = drawn(2, 3, 5)
q, r = numpy.linalg.qr(wide)
short = drawn(3, 5), drawn(3, 2)
values = {
    "signs": {"x": saved(signs), "value": saved(numpy.linalg.slogdet(signs)[0])},
    # Fewer rows than columns, whose gradients PyTorch has not.
    "wide": {"x": saved(wide), "q": saved(q), "r": saved(r)},
    "short": {"a": saved(short[0]), "b": saved(short[1]), "value": saved(numpy.linalg.lstsq(*short, rcond=None)[0])},
}

file = {"cases": cases, "values": values}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(file) + "\n")

"""Golden minima for L-BFGS: writes lbfgs.json beside this file.

Needs Debian's python3-scipy, python3-torch and python3-numpy: /usr/bin/python3 lbfgs.py

Logistic regressions with an L2 penalty, `Σ softplus(−t·(Xw + b)) + c·‖w‖²/2` with t of 1 or −1, whose minimum SciPy's L-BFGS-B finds, and PyTorch's LBFGS with a strong Wolfe line search in as many steps as it needs.
"""

import json
import pathlib

import numpy
import scipy
import scipy.optimize
import torch

random = numpy.random.default_rng(23)


def minimum(x, t, c):
    def f(p):
        w, b = p[:-1], p[-1]
        z = -t * (x @ w + b)
        pull = -t / (1 + numpy.exp(-z))
        gradient = numpy.append(x.T @ pull + c * w, pull.sum())
        return numpy.logaddexp(0, z).sum() + c * (w @ w) / 2, gradient

    options = {"maxiter": 1000, "ftol": 0, "gtol": 1e-12, "maxcor": 10}
    found = scipy.optimize.minimize(f, numpy.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options=options)
    return found.x, found.fun, found.nit


def by_torch(x, t, c):
    x, t = torch.tensor(x), torch.tensor(t)
    p = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    given = {"max_iter": 1000, "tolerance_grad": 1e-10, "tolerance_change": 0, "history_size": 10}
    optimizer = torch.optim.LBFGS([p], line_search_fn="strong_wolfe", **given)

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.softplus(-t * (x @ p[:-1] + p[-1])).sum() + c * (p[:-1] ** 2).sum() / 2
        loss.backward()
        return loss

    optimizer.step(closure)
    return p.detach().numpy(), optimizer.state[p]["n_iter"], optimizer.state[p]["func_evals"]


cases = []
for rows, columns, c, scale in [(40, 3, 1.0, 1), (60, 8, 0.01, 1), (50, 5, 1e-4, 30)]:
    spread = scale ** numpy.linspace(-1, 1, columns)
    x = numpy.round(random.standard_normal((rows, columns)) * spread, 3)
    t = numpy.where(x @ random.standard_normal(columns) + random.standard_normal(rows) * 2 > 0.3, 1.0, -1.0)
    p, loss, steps = minimum(x, t, c)
    q, torch_steps, torch_evaluations = by_torch(x, t, c)
    assert numpy.abs(p - q).max() < 1e-6 * numpy.abs(p).max(), numpy.abs(p - q).max()
    cases.append(
        {
            "x": x.tolist(),
            "t": t.tolist(),
            "c": c,
            "p": p.tolist(),
            "loss": loss,
            "steps": {"scipy": steps, "torch": torch_steps},
            "evaluations": {"torch": torch_evaluations},
        }
    )

lines = ",\n".join("    " + json.dumps(one) for one in cases)
header = f'{{\n  "generated": "scipy {scipy.__version__}, torch {torch.__version__}, numpy {numpy.__version__}",\n'
pathlib.Path(__file__).with_suffix(".json").write_text(f'{header}  "cases": [\n{lines}\n  ]\n}}\n')

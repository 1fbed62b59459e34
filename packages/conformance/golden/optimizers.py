"""Golden trajectories of optimizers: writes optimizers.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 optimizers.py

Two parameters with gradients in closed form: p, of f = ½pᵀAp − bᵀp (the problem of the facts about notebook 003), and w, a
matrix, of ½Σcw² − Σdw. The learning rate is multiplied by `rateFactor` before step `rateStep` (counted from 1). Values are
kept after the steps `kept`.
"""

import itertools
import json
import pathlib

import numpy
import torch

A = [[4.0, 1.0, 0.0, 0.5], [1.0, 3.0, 0.25, 0.0], [0.0, 0.25, 0.125, 0.0], [0.5, 0.0, 0.0, 10.0]]
B = [1.0, -2.0, 0.5, 3.0]
P = [2.0, -1.5, 3.0, -0.75]
C = [[1.0, 0.5, 2.0], [0.25, 4.0, 3.0]]
D = [[0.5, -1.0, 0.0], [2.0, 1.0, -0.5]]
W = [[-1.0, 0.75, 0.0], [0.3, -0.2, 1.5]]
KEPT, RATE_STEP, RATE_FACTOR = [1, 2, 6, 12], 5, 0.4


def camel(name):
    if name == "lr":
        return "learningRate"
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def train(make, dtype):
    p = torch.tensor(P, dtype=dtype, requires_grad=True)
    w = torch.tensor(W, dtype=dtype, requires_grad=True)
    a, b, c, d = (torch.tensor(x, dtype=dtype) for x in (A, B, C, D))
    optimizer = make([p, w])
    kept = []
    for step in range(1, KEPT[-1] + 1):
        if step == RATE_STEP:
            optimizer.param_groups[0]["lr"] *= RATE_FACTOR
        p.grad = (a @ p - b).detach()
        w.grad = (c * w - d).detach()
        optimizer.step()
        if step in KEPT:
            kept.append({"p": p.tolist(), "w": w.tolist()})
    return kept


def options(**choices):
    for values in itertools.product(*choices.values()):
        yield {name: value for name, value in zip(choices, values) if value is not None}


def combinations():
    flag, decay = [None, True], [None, 0.1]
    yield from (("SGD", o) for o in options(lr=[0.05], weight_decay=decay, maximize=flag))
    for class_, nesterov in (("Momentum", None), ("Nesterov", True)):
        for o in options(lr=[0.02], momentum=[0.9], nesterov=[nesterov], weight_decay=decay, maximize=flag):
            yield "SGD", o
            yield class_, o
    yield from (
        ("SGD", o)
        for o in options(lr=[0.02], momentum=[0.8], dampening=[0.3], weight_decay=decay, maximize=flag)
    )
    yield from (
        ("AdaGrad", o)
        for o in options(
            lr=[0.3], lr_decay=decay, weight_decay=decay, initial_accumulator_value=[None, 0.5], maximize=flag
        )
    )
    yield "AdaGrad", {"eps": 0.01}
    yield from (
        ("RMSprop", o)
        for o in options(
            lr=[0.05], alpha=[None, 0.8], weight_decay=decay, momentum=[None, 0.5], centered=flag, maximize=flag
        )
    )
    yield "RMSprop", {"eps": 0.01}
    yield from (
        ("Adam", o)
        for o in options(lr=[0.1], betas=[None, (0.7, 0.9)], weight_decay=decay, amsgrad=flag, maximize=flag)
    )
    yield "Adam", {"eps": 0.01}
    yield from (
        ("AdamW", o) for o in options(lr=[0.1], weight_decay=[None, 0.0, 0.1], amsgrad=flag, maximize=flag)
    )
    yield "AdamW", {"betas": (0.5, 0.6), "eps": 0.01}
    yield "SGD", {"lr": 0.02, "momentum": 0.5, "dampening": -0.5}
    yield from (("AdaDelta", o) for o in options(lr=[None, 0.5], rho=[None, 0.5], weight_decay=decay, maximize=flag))
    yield "AdaDelta", {"eps": 0.01}
    yield from (("Adamax", o) for o in options(lr=[0.1], betas=[None, (0.7, 0.9)], weight_decay=decay, maximize=flag))
    yield "Adamax", {"eps": 0.01}
    yield from (("RAdam", o) for o in options(lr=[0.1], betas=[None, (0.7, 0.9)], weight_decay=decay))
    yield "RAdam", {"eps": 0.01}
    yield from (
        ("NAdam", o)
        for o in options(lr=[0.05], betas=[None, (0.7, 0.9)], weight_decay=decay, momentum_decay=[None, 0.0, 0.5])
    )
    yield "NAdam", {"eps": 0.01}
    yield from (("Lion", o) for o in options(lr=[0.02], betas=[None, (0.7, 0.9)], weight_decay=decay, maximize=flag))
    yield from (("LAMB", o) for o in options(lr=[0.05], betas=[None, (0.7, 0.9)], weight_decay=decay, maximize=flag))
    yield "LAMB", {"eps": 0.01}
    yield from (("Rprop", o) for o in options(lr=[None, 0.3], etas=[None, (0.3, 1.5)], step_sizes=[None, (0.02, 0.1)]))
    yield "Rprop", {"maximize": True}
    yield from (
        ("ASGD", o) for o in options(lr=[0.05], lambd=[None, 0.1], alpha=[None, 0.5], t0=[None, 3.0], weight_decay=decay)
    )
    yield "ASGD", {"maximize": True}
    yield from (
        ("Adafactor", o)
        for o in options(lr=[None, 0.3], beta2_decay=[None, -0.5], d=[None, 1.5], weight_decay=decay)
    )
    yield "Adafactor", {"eps": (0.3, 2.0), "maximize": True}
    yield from (
        ("Muon", o)
        for o in options(
            lr=[0.1],
            momentum=[None, 0.6],
            nesterov=[None, False],
            weight_decay=[None, 0.0],
            adjust_learning_rate=[None, "matchRmsAdamW"],
        )
    )
    yield "Muon", {"ns_coefficients": (1.5, -0.5, 0.0), "ns_steps": 3, "eps": 4.0, "maximize": True}


class NAdam(torch.optim.Optimizer):
    """PyTorch's from 2.0 on: that of 1.13 multiplies one momentum too many, and keeps their product in float32."""

    def __init__(self, parameters, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, momentum_decay=4e-3):
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "momentum_decay": momentum_decay}
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                state = self.state[p]
                t = state["step"] = state.get("step", 0) + 1
                g = p.grad + group["weight_decay"] * p
                m = state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
                v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g * g
                mu, next_mu = (beta1 * (1 - 0.5 * 0.96 ** (n * group["momentum_decay"])) for n in (t, t + 1))
                product = state["product"] = state.get("product", 1.0) * mu
                root = (v / (1 - beta2**t)).sqrt() + group["eps"]
                p -= lr * (1 - mu) / (1 - product) * g / root
                p -= lr * next_mu / (1 - product * next_mu) * m / root


class Lion(torch.optim.Optimizer):
    """Chen et al. (2023), algorithm 2."""

    def __init__(self, parameters, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0, maximize=False):
        super().__init__(parameters, {"lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                m = self.state[p].get("m", torch.zeros_like(p))
                c = beta1 * m + (1 - beta1) * g
                self.state[p]["m"] = beta2 * m + (1 - beta2) * g
                p -= group["lr"] * (torch.sign(c) + group["weight_decay"] * p)


class Lamb(torch.optim.Optimizer):
    """You et al. (2020), algorithm 2, with φ the identity, and the defaults of optax."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0, maximize=False):
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                state = self.state[p]
                t = state["step"] = state.get("step", 0) + 1
                g = -p.grad if group["maximize"] else p.grad
                m = state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
                v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g * g
                r = m / (1 - beta1**t) / ((v / (1 - beta2**t)).sqrt() + group["eps"]) + group["weight_decay"] * p
                length, step = torch.linalg.vector_norm(p), torch.linalg.vector_norm(r)
                p -= group["lr"] * (length / step if length > 0 and step > 0 else 1.0) * r


class ASGD(torch.optim.ASGD):
    """PyTorch's takes up another learning rate an update later, and keeps its numbers in float32."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p not in self.state:
                    self.state[p] = {"step": torch.tensor(0.0), "ax": torch.zeros_like(p)}
                state, lr = self.state[p], group["lr"]
                before = state["step"].item()
                eta = lr / (1 + group["lambd"] * lr * before) ** group["alpha"]
                state["eta"] = torch.tensor(eta, dtype=torch.float64)
                state["mu"] = torch.tensor(1 / max(1, before - group["t0"]), dtype=torch.float64)
        super().step()


class Adafactor(torch.optim.Optimizer):
    """PyTorch's, which came with 2.5: Shazeer, Stern (2018), algorithms 4 and 5, with ε₁ where PyTorch has it."""

    def __init__(self, parameters, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, maximize=False):
        defaults = {"lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay}
        super().__init__(parameters, defaults | {"maximize": maximize})

    @torch.no_grad()
    def step(self):
        def rms(x):
            return torch.linalg.vector_norm(x) / x.numel() ** 0.5

        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                t = state["step"] = state.get("step", 0) + 1
                part = t ** group["beta2_decay"]
                eps1 = torch.finfo(p.dtype).eps if group["eps"][0] is None else group["eps"][0]
                g = -p.grad if group["maximize"] else p.grad
                alpha = max(group["eps"][1], rms(p)) * min(group["lr"], t**-0.5)
                p *= 1 - group["lr"] * group["weight_decay"]

                def average(name, x):
                    state[name] = (1 - part) * state.get(name, 0) + part * x
                    return state[name]

                if p.ndim < 2:
                    v = average("v", g * g)
                else:
                    r = average("r", (g * g).mean(-1, keepdim=True))
                    c = average("c", (g * g).mean(-2, keepdim=True))
                    v = r * c / r.mean(-2, keepdim=True).clamp(min=eps1)
                u = g / v.sqrt().clamp(min=eps1)
                p -= alpha * u / max(1.0, rms(u) / group["d"])


class Muon(torch.optim.Optimizer):
    """PyTorch's, which came with 2.9, in the dtype of the parameter, of weights that are [in, out]: Jordan et al. (2024)."""

    def __init__(
        self,
        parameters,
        lr=1e-3,
        weight_decay=0.1,
        momentum=0.95,
        nesterov=True,
        ns_coefficients=(3.4445, -4.775, 2.0315),
        eps=1e-7,
        ns_steps=5,
        adjust_learning_rate="original",
        maximize=False,
    ):
        defaults = {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov, "eps": eps}
        defaults |= {"ns_coefficients": ns_coefficients, "ns_steps": ns_steps}
        super().__init__(parameters, defaults | {"adjust": adjust_learning_rate, "maximize": maximize})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            mu, (a, b, c) = group["momentum"], group["ns_coefficients"]
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                m = self.state[p]["m"] = mu * self.state[p].get("m", 0) + (1 - mu) * g
                x = (mu * m + (1 - mu) * g if group["nesterov"] else m).T  # [out, in], as in PyTorch
                x = x / max(torch.linalg.matrix_norm(x), group["eps"])
                for _ in range(group["ns_steps"]):
                    gram = x @ x.T
                    x = a * x + (b * gram + c * gram @ gram) @ x
                inputs, outputs = p.shape
                factor = 0.2 * max(inputs, outputs) ** 0.5 if group["adjust"] == "matchRmsAdamW" else max(1, outputs / inputs) ** 0.5
                p *= 1 - group["lr"] * group["weight_decay"]
                p -= group["lr"] * factor * x.T


CLASSES = {
    "SGD": torch.optim.SGD,
    "Momentum": torch.optim.SGD,
    "Nesterov": torch.optim.SGD,
    "AdaGrad": torch.optim.Adagrad,
    "RMSprop": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
    "AdamW": torch.optim.AdamW,
    "AdaDelta": torch.optim.Adadelta,
    "Adamax": torch.optim.Adamax,
    "RAdam": torch.optim.RAdam,
    "NAdam": NAdam,
    "Lion": Lion,
    "LAMB": Lamb,
    "Rprop": torch.optim.Rprop,
    "ASGD": ASGD,
    "Adafactor": Adafactor,
    "Muon": Muon,
}

MATRICES_ONLY = {"Muon"}
"""What trains the matrix w alone."""


def spelled(class_, chosen):
    """The options as this repository's class takes them: Momentum and Nesterov are SGD with theirs given, and Adafactor's two epsilons have names."""
    chosen = dict(chosen)
    if class_ == "Adafactor" and "eps" in chosen:
        chosen["eps1"], chosen["eps2"] = chosen.pop("eps")
    return {
        camel(name): value
        for name, value in chosen.items()
        if not (name == "nesterov" and class_ in ("Momentum", "Nesterov"))
    }


def case(class_, chosen, dtype):
    first = 1 if class_ in MATRICES_ONLY else 0
    kept = train(lambda parameters: CLASSES[class_](parameters[first:], **chosen), dtype)
    name = str(dtype).removeprefix("torch.")
    return {"optimizer": class_, "options": spelled(class_, chosen), "dtype": name, "kept": kept}


def notebook(rule):
    """Five steps of a rule of notebook 003 on f, written here as the notebook writes them."""
    a, b, p, state, path = numpy.array(A), numpy.array(B), numpy.array(P), {}, []
    for step in range(1, 6):
        rule(p, a @ p - b, state, step)
        path.append(p.tolist())
    return path


def slot(state, name, p):
    return state.setdefault(name, numpy.zeros_like(p))


def sgd(p, g, state, step, lr=0.05):
    p -= lr * g


def momentum(p, g, state, step, lr=0.02, mu=0.9):
    v = slot(state, "v", p)
    v[...] = mu * v - lr * g
    p += v


def nesterov_of_the_notebook(p, g, state, step, lr=0.02, mu=0.9):
    v = slot(state, "v", p)
    v *= mu
    v -= lr * g
    p += mu * mu * v
    p -= (1 + mu) * lr * g


def nesterov(p, g, state, step, lr=0.02, mu=0.9):
    v = slot(state, "v", p)
    p += mu * mu * v - (1 + mu) * lr * g
    v *= mu
    v -= lr * g


def adagrad(p, g, state, step, lr=0.3):
    h = slot(state, "h", p)
    h += g * g
    p -= lr * g / (numpy.sqrt(h) + 1e-7)


def rmsprop(p, g, state, step, lr=0.05, decay_rate=0.99):
    h = slot(state, "h", p)
    h *= decay_rate
    h += (1 - decay_rate) * g * g
    p -= lr * g / (numpy.sqrt(h) + 1e-7)


def adam(p, g, state, step, lr=0.1, beta1=0.9, beta2=0.999):
    m, v = slot(state, "m", p), slot(state, "v", p)
    lr_t = lr * numpy.sqrt(1.0 - beta2**step) / (1.0 - beta1**step)
    m += (1 - beta1) * (g - m)
    v += (1 - beta2) * (g**2 - v)
    p -= lr_t * m / (numpy.sqrt(v) + 1e-7)


def rates(make, steps, optimizer=torch.optim.SGD, initial=0.5, key="lr"):
    """What a scheduler makes of an option, before each of some steps."""
    trained = optimizer([torch.zeros(1, requires_grad=True)], lr=initial, momentum=0.9)
    scheduler, found = make(trained), []
    for _ in range(steps):
        found.append(trained.param_groups[0][key])
        trained.step()
        scheduler.step()
    return found


def cyclic(key="lr", **chosen):
    """Of the momentum, the higher end comes first, as of the rate the lower."""
    return rates(lambda o: S.CyclicLR(o, 0.1, 0.7, step_size_up=3, **chosen), 20, key=key)


def learning_rate_range(losses, kept, divergence=4):
    """What LRFinder of torch_lr_finder makes of losses: rates, and losses smoothed until they diverge; and where numpy finds them falling fastest."""
    rates, smoothed = numpy.geomspace(1e-7, 10, len(losses)), []
    for loss in losses:
        smoothed.append(loss if not smoothed else (1 - kept) * loss + kept * smoothed[-1])
        if not smoothed[-1] <= divergence * min(smoothed):
            break
    lowest = int(numpy.nanargmin(smoothed))
    steepest = 1 + int(numpy.argmin(numpy.gradient(smoothed)[1:lowest]))
    return {
        "losses": [str(loss) for loss in losses],
        "smoothing": kept,
        "rates": rates[: len(smoothed)].tolist(),
        "smoothed": [str(value) for value in smoothed],
        "steepest": rates[steepest],
        "lowest": rates[lowest],
    }


def losses_of_a_range(noise, steps=60):
    """Losses that fall, and then explode."""
    at, random = numpy.linspace(-7, 1, steps), numpy.random.default_rng(1)
    fall = 2.3 / (1 + numpy.exp(3 * (at + 2)))
    return (fall + 0.2 + 10 ** (2 * at) + noise * random.standard_normal(steps)).tolist()


def plateau(**chosen):
    trained = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    scheduler, found = torch.optim.lr_scheduler.ReduceLROnPlateau(trained, **chosen), []
    for value in MEASURED:
        scheduler.step(value)
        found.append(trained.param_groups[0]["lr"])
    return found


def clipped(clip):
    gradients = [torch.tensor([3.0, -4.0], dtype=torch.float64), torch.tensor([[12.0], [0.5]], dtype=torch.float64)]
    parameters = [torch.zeros_like(gradient, requires_grad=True) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient
    clip(parameters)
    return [parameter.grad.tolist() for parameter in parameters]


MEASURED = [5, 4, 4, 4.5, 4, 3.9999, 3, 3.5, 3, 3, 3, 2.9, 2.95, 2.95, 2.95, 2.95, 2.95, 2.95, 2.95, 2.95]
S = torch.optim.lr_scheduler
SCHEDULES = {
    "stepDecay": rates(lambda o: S.StepLR(o, 3, gamma=0.3), 10),
    "multiStepDecay": rates(lambda o: S.MultiStepLR(o, [2, 3, 7], gamma=0.3), 10),
    "polynomialDecay": rates(lambda o: S.PolynomialLR(o, 6, power=1.5), 10),
    "cosineRestarts": rates(lambda o: S.CosineAnnealingWarmRestarts(o, 3, T_mult=2, eta_min=0.1), 20),
    "cosineRestartsAlike": rates(lambda o: S.CosineAnnealingWarmRestarts(o, 3), 10),
    "exponentialDecay": rates(lambda o: S.ExponentialLR(o, 0.9), 10),
    "cosineDecay": rates(lambda o: S.CosineAnnealingLR(o, 9, eta_min=0.1), 10),
    "warmUp": rates(
        lambda o: S.SequentialLR(o, [S.LinearLR(o, total_iters=4), S.ExponentialLR(o, 0.9)], milestones=[4]), 10
    ),
    "oneCycle": rates(lambda o: S.OneCycleLR(o, 0.5, total_steps=20), 20),
    "oneCycleMomentum": rates(lambda o: S.OneCycleLR(o, 0.5, total_steps=20), 20, key="momentum"),
    "oneCycleLinear": rates(
        lambda o: S.OneCycleLR(
            o, 0.5, total_steps=17, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100
        ),
        17,
    ),
    "oneCycleThreePhases": rates(lambda o: S.OneCycleLR(o, 0.5, total_steps=20, three_phase=True), 20),
    "cyclic": cyclic(),
    "cyclicUneven": cyclic(step_size_down=5),
    "cyclicHalved": cyclic(mode="triangular2"),
    "cyclicDecaying": cyclic(mode="exp_range", gamma=0.95),
    "cyclicMomentum": cyclic("momentum"),
    "plateau": plateau(patience=2),
    "plateauAbsolute": plateau(
        factor=0.5, patience=1, threshold=0.2, threshold_mode="abs", cooldown=2, min_lr=0.1, eps=1e-3
    ),
    "plateauMaximize": plateau(mode="max", factor=0.5, patience=1, threshold=0.1),
}

RULES = [sgd, momentum, nesterov_of_the_notebook, nesterov, adagrad, rmsprop, adam]

golden = {
    "generated": f"torch {torch.__version__}, numpy {numpy.__version__}",
    "problem": {"A": A, "b": B, "p": P, "c": C, "d": D, "w": W},
    "kept": KEPT,
    "rateStep": RATE_STEP,
    "rateFactor": RATE_FACTOR,
    "cases": [case(class_, chosen, torch.float64) for class_, chosen in combinations()]
    + [case(class_, {"lr": 0.05}, torch.float32) for class_ in ("SGD", "AdaGrad", "RMSprop", "Adam", "AdamW", "AdaDelta", "Adamax", "RAdam", "NAdam", "Lion", "LAMB", "Rprop", "ASGD", "Adafactor", "Muon")],
    "schedules": SCHEDULES,
    "measured": MEASURED,
    "ranges": [learning_rate_range(losses_of_a_range(noise), kept) for noise, kept in ((0, 0), (0, 0.9), (0.1, 0.8))]
    + [learning_rate_range([*losses_of_a_range(0)[:40], float("nan"), 1.0], 0.9)],
    "clipped": {
        "value": clipped(lambda parameters: torch.nn.utils.clip_grad_value_(parameters, 2.5)),
        "globalNorm": clipped(lambda parameters: torch.nn.utils.clip_grad_norm_(parameters, 2.5)),
        "globalNormAbove": clipped(lambda parameters: torch.nn.utils.clip_grad_norm_(parameters, 100.0)),
    },
    "notebook": {camel(rule.__name__): notebook(rule) for rule in RULES},
}
lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in golden.items() if name != "cases"]
cases = ",\n".join("    " + json.dumps(one) for one in golden["cases"])
lines.append(f'  "cases": [\n{cases}\n  ]')
pathlib.Path(__file__).with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n")

"""Golden values of metrics: writes metrics.json beside this file.

Needs Debian's python3-sklearn and python3-numpy: /usr/bin/python3 metrics.py

A case is a function of `inputs` (predictions, then labels or targets: their places in `data`) with `rest`, its further arguments. Its value is an array, or a record of them for a curve.
Curves are scikit-learn's in the order of falling thresholds, with the last point repeated until there is one more than there are scores, and infinity as the first threshold.
"""

import json
import math
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")
random = numpy.random.default_rng(31)


def number(x):
    return x if math.isfinite(x) else str(x)


def saved(x):
    x = numpy.asarray(x, dtype=numpy.float64)
    return {"shape": list(x.shape), "data": [number(v) for v in x.reshape(-1).tolist()]}


data = []
cases = []


def place(x):
    """Where `x` is in `data`, once."""
    kind = "int32" if numpy.asarray(x).dtype.kind in "iu" else "float64"
    one = {"dtype": kind, **saved(x)}
    if one not in data:
        data.append(one)
    return data.index(one)


def case(name, inputs, value, *rest):
    record = {key: saved(x) for key, x in value.items()} if isinstance(value, dict) else saved(value)
    cases.append(
        {
            "metric": name,
            "inputs": [place(x) for x in inputs],
            "rest": list(rest),
            "value": record,
        }
    )


def softmax(x):
    e = numpy.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


# Classes: balanced ones, rare ones, and ones that never occur or are never predicted.
for examples, classes, used in [(1, 2, 2), (40, 2, 2), (60, 5, 5), (30, 6, 4), (50, 8, 8)]:
    labels = random.integers(0, used, examples)
    scores = numpy.round(random.standard_normal((examples, classes)), 6)
    scores[numpy.arange(examples), labels] += 1
    predictions = scores.argmax(1)
    every = list(range(classes))
    given = {"classes": classes}
    case("accuracy", [scores, labels], metrics.accuracy_score(labels, predictions))
    case("accuracy", [predictions, labels], metrics.accuracy_score(labels, predictions))
    for k in range(1, classes):
        if classes > 2 or k == 1:
            top = numpy.argsort(-scores, axis=1, kind="stable")[:, :k]
            value = (top == labels[:, None]).any(1).mean()
            if classes > 2:
                assert math.isclose(value, metrics.top_k_accuracy_score(labels, scores, k=k, labels=every))
            case("topKAccuracy", [scores, labels], value, k)
    for ours, theirs in [(None, None), ("labels", "true"), ("predictions", "pred"), ("all", "all")]:
        value = metrics.confusion_matrix(labels, predictions, labels=every, normalize=theirs)
        case("confusionMatrix", [scores, labels], value, {"normalize": ours} if ours else {})
    for average in ["macro", "micro", "weighted", "none"]:
        theirs = None if average == "none" else average
        # The macro average is over the classes that occur, which is what scikit-learn does unless it is told the labels.
        told = {"labels": every} if average == "none" else {}
        both = {"average": theirs, "zero_division": 0, **told}
        case("precision", [scores, labels], metrics.precision_score(labels, predictions, **both), {"average": average})
        case("recall", [predictions, labels], metrics.recall_score(labels, predictions, **both), {"average": average, **given})
        for beta in [0.5, 1, 2]:
            value = metrics.fbeta_score(labels, predictions, beta=beta, **both)
            case("fBetaScore", [scores, labels], value, {"average": average, "beta": beta})


# Rankings: with and without ties.
def padded(x, length):
    return numpy.concatenate([x, numpy.full(length - len(x), x[-1])])


for examples, decimals in [(2, 3), (30, 3), (30, 1), (60, 1), (50, 0)]:
    labels = numpy.concatenate([[0, 1], random.integers(0, 2, examples - 2)])
    scores = numpy.round(random.standard_normal(examples) + labels, decimals)
    case("auroc", [scores, labels], metrics.roc_auc_score(labels, scores))
    case("averagePrecision", [scores, labels], metrics.average_precision_score(labels, scores))
    wrong, right, thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    thresholds[0] = math.inf
    curve = {"falsePositiveRate": wrong, "truePositiveRate": right, "thresholds": thresholds}
    case("rocCurve", [scores, labels], {key: padded(x, examples + 1) for key, x in curve.items()})
    precision, recall, thresholds = metrics.precision_recall_curve(labels, scores)
    different = numpy.unique(scores)
    # scikit-learn may leave out the smallest scores, once recall is 1: those points are counted here.
    below = different[different < thresholds[0]][::-1]
    extra = [labels[scores >= score].mean() for score in below]
    curve = {
        "precision": numpy.concatenate([precision[::-1], extra]),
        "recall": numpy.concatenate([recall[::-1], numpy.ones(len(below))]),
        "thresholds": numpy.concatenate([[math.inf], thresholds[::-1], below]),
    }
    case("precisionRecallCurve", [scores, labels], {key: padded(x, examples + 1) for key, x in curve.items()})

for examples, classes in [(40, 3), (50, 5)]:
    labels = numpy.concatenate([numpy.arange(classes), random.integers(0, classes, examples - classes)])
    logits = random.standard_normal((examples, classes))
    logits[numpy.arange(examples), labels] += 1
    scores = softmax(numpy.round(logits, 1))
    hot = numpy.eye(classes)[labels]
    for average in ["macro", "weighted", "none"]:
        theirs = None if average == "none" else average
        case("auroc", [scores, labels], metrics.roc_auc_score(hot, scores, average=theirs), {"average": average})
        value = metrics.average_precision_score(hot, scores, average=theirs)
        case("averagePrecision", [scores, labels], value, {"average": average})
    curves = [metrics.roc_curve(hot[:, c], scores[:, c], drop_intermediate=False) for c in range(classes)]
    case(
        "rocCurve",
        [scores, labels],
        {
            "falsePositiveRate": [padded(wrong, examples + 1) for wrong, _, _ in curves],
            "truePositiveRate": [padded(right, examples + 1) for _, right, _ in curves],
            "thresholds": [padded(numpy.concatenate([[math.inf], t[1:]]), examples + 1) for _, _, t in curves],
        },
    )


# Probabilities. The calibration error is written out, for scikit-learn has none: Guo et al. 2017, equation 3.
def calibration(p, labels, bins):
    confidence, right = p.max(1), p.argmax(1) == labels
    total = 0.0
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            total += inside.sum() * abs(right[inside].mean() - confidence[inside].mean())
    return total / len(labels)


for examples, classes in [(1, 2), (50, 2), (80, 5)]:
    labels = random.integers(0, classes, examples)
    logits = numpy.round(random.standard_normal((examples, classes)) * 2, 2)
    logits[numpy.arange(examples), labels] += 1
    p = softmax(logits)
    for bins in [1, 10, 15]:
        case("expectedCalibrationError", [p, labels], calibration(p, labels, bins), {"bins": bins})
    hot = numpy.eye(classes)[labels]
    case("brierScore", [p, labels], ((p - hot) ** 2).sum(1).mean())
    if classes == 2 and examples > 1:
        case("brierScore", [p[:, 1], labels], metrics.brier_score_loss(labels, p[:, 1]))
    case("perplexity", [logits, labels], math.exp(metrics.log_loss(labels, p, labels=range(classes))))

# Regression.
for shape, shift in [((20,), 0), ((20,), 1000), ((15, 3), 5), ((3,), 0)]:
    targets = numpy.round(random.standard_normal(shape) + shift, 3)
    predictions = numpy.round(targets + 0.5 * random.standard_normal(shape) + 0.2, 3)
    for reduction, multi in [("mean", "uniform_average"), ("none", "raw_values")]:
        if reduction == "none" and len(shape) == 1:
            continue
        told = {"multioutput": multi, "force_finite": False}
        options = {"reduction": reduction}
        case("r2Score", [predictions, targets], metrics.r2_score(targets, predictions, **told), options)
        value = metrics.explained_variance_score(targets, predictions, **told)
        case("explainedVariance", [predictions, targets], value, options)

def lines(records):
    return ",\n".join("    " + json.dumps(one) for one in records)


versions = f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"
text = f'{{\n  "generated": "{versions}",\n  "data": [\n{lines(data)}\n  ],\n  "cases": [\n{lines(cases)}\n  ]\n}}\n'
pathlib.Path(__file__).with_suffix(".json").write_text(text)

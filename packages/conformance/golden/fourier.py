"""Golden values of Fourier transforms and what is made of them: writes fourier.json beside this file.

Needs Debian's python3-torch, python3-numpy and python3-scipy: /usr/bin/python3 fourier.py

Transforms are numpy.fft's, short-time ones PyTorch's (with gradients for the signal, seeded with `upstream`), windows PyTorch's, convolutions scipy.signal.fftconvolve's. Filters of mels are computed here from the formulas in the documentation of
torchaudio.functional.melscale_fbanks and librosa.filters.mel, with numpy's interpolation between three points for a triangle.
"""

import json
import pathlib

import numpy
import scipy.signal
import torch

random = numpy.random.default_rng(7)


def drawn(*shape):
    return numpy.round(random.standard_normal(shape), 3)


def saved(x):
    x = numpy.asarray(x)
    return {"shape": list(x.shape), "data": x.reshape(-1).tolist()}


def complex_saved(x):
    return {"real": saved(x.real), "imaginary": saved(x.imag)}


names = {"axis": "axis", "length": "n", "norm": "norm"}


def transform(name, shape, complex_input=True, **options):
    x = drawn(*shape) + (1j * drawn(*shape) if complex_input else 0)
    given = {names.get(option, option): value for option, value in options.items()}
    found = getattr(numpy.fft, name)(x, **given)
    return {
        "name": name,
        "x": complex_saved(x) if complex_input else {"real": saved(x)},
        "options": options,
        "value": complex_saved(found) if numpy.iscomplexobj(found) else {"real": saved(found)},
    }


transforms = [
    case
    for norm in ("backward", "ortho", "forward")
    for case in (
        transform("fft", (2, 12), norm=norm),
        transform("ifft", (3, 10), norm=norm, axis=0),
        transform("rfft", (2, 9), False, norm=norm),
        transform("irfft", (2, 6), norm=norm),
        transform("fft2", (2, 4, 5), norm=norm),
        transform("ifftn", (2, 3, 4), norm=norm),
    )
] + [
    transform("fft", (3, 7), False, axis=0, length=5),
    transform("ifft", (7,), length=16),
    transform("rfft", (6, 2), False, axis=0, length=9),
    transform("irfft", (5,), length=7),
    transform("irfft", (5,), length=14),
    transform("irfft", (5, 2), axis=-2, length=8),
    transform("fftn", (2, 3, 4), axes=(0, 2)),
    transform("ifft2", (3, 4)),
    transform("fft", (2, 521)),
    transform("rfft", (1000,), False),
    transform("irfft", (513,)),
]


def short_time(samples, length, **options):
    x = torch.tensor(drawn(*samples)).requires_grad_()
    window = options.get("window")
    full = torch.hann_window(length, dtype=torch.float64) if window is None else torch.tensor(window, dtype=torch.float64)
    given = {
        "n_fft": length,
        "hop_length": options.get("hopLength", length // 4),
        "win_length": len(full),
        "window": full,
        "center": options.get("center", True),
    }
    mode = options.get("padMode", "reflect")
    found = torch.stft(x, pad_mode={"edge": "replicate", "wrap": "circular"}.get(mode, mode), return_complex=True, **given)
    magnitudes = found.abs()
    upstream = drawn(*magnitudes.shape)
    (gradient,) = torch.autograd.grad(magnitudes, x, torch.tensor(upstream))
    spectrum = torch.complex(torch.tensor(drawn(*found.shape)), torch.tensor(drawn(*found.shape)))
    back = torch.istft(spectrum, **given) if given["center"] else None
    return {
        "x": saved(x.detach().numpy()),
        "length": length,
        "options": options,
        "value": complex_saved(found.detach().numpy()),
        "upstream": saved(upstream),
        "gradient": saved(gradient.numpy()),
        "spectrum": complex_saved(spectrum.numpy()),
        "back": None if back is None else saved(back.numpy()),
    }


short = [
    short_time((2, 40), 16),
    short_time((33,), 8, hopLength=3),
    short_time((2, 40), 10, hopLength=4, center=False),
    short_time((1, 30), 9, hopLength=2, padMode="constant"),
    short_time((1, 30), 8, hopLength=2, window=[0.5, 1.0, 1.5, 1.0, 0.25]),
]


def mel_filters(rate, length, bands, low, high, scale, norm):
    def to_mel(f):
        if scale == "htk":
            return 2595 * numpy.log10(1 + f / 700)
        return 3 * f / 200 if f < 1000 else 15 + 27 * numpy.log(f / 1000) / numpy.log(6.4)

    def to_hertz(m):
        if scale == "htk":
            return 700 * (10 ** (m / 2595) - 1)
        return 200 * m / 3 if m < 15 else 1000 * 6.4 ** ((m - 15) / 27)

    edges = [to_hertz(m) for m in numpy.linspace(to_mel(low), to_mel(high), bands + 2)]
    frequencies = numpy.fft.rfftfreq(length, 1 / rate)
    rows = [numpy.interp(frequencies, edges[i : i + 3], [0, 1, 0]) for i in range(bands)]
    if norm == "slaney":
        rows = [row * 2 / (edges[i + 2] - edges[i]) for i, row in enumerate(rows)]
    return numpy.array(rows)


def mel(rate, length, bands, low, high, scale, norm):
    options = {"bands": bands, "minimumFrequency": low, "maximumFrequency": high, "melScale": scale, "melNorm": norm}
    value = mel_filters(rate, length, bands, low, high, scale, norm)
    return {"rate": rate, "length": length, "options": options, "value": saved(value)}


mels = [
    mel(16000, 128, 8, 0, 8000, "htk", "none"),
    mel(16000, 128, 8, 20, 7600, "htk", "slaney"),
    mel(22050, 256, 10, 0, 11025, "slaney", "slaney"),
    mel(8000, 64, 5, 300, 3400, "slaney", "none"),
]

windows = [
    {"name": name, "n": n, "periodic": periodic, "value": saved(getattr(torch, f"{name}_window")(n, periodic=periodic, dtype=torch.float64).numpy())}
    for name in ("hann", "hamming", "blackman")
    for n in (1, 7, 8)
    for periodic in (True, False)
]


def convolution(m, n, mode):
    x, y = drawn(2, m), drawn(1, n)
    return {"x": saved(x), "y": saved(y), "mode": mode, "value": saved(scipy.signal.fftconvolve(x, y, mode, axes=-1))}


convolutions = [convolution(m, n, mode) for m, n in ((9, 4), (6, 5)) for mode in ("full", "same", "valid")]

points = numpy.array([0, 3 + 4j, -1, -2j, 1e-3 + 1e-3j])
z = torch.tensor(points, requires_grad=True)
z.abs().sum().backward()
magnitudes = {
    "x": complex_saved(points),
    "value": saved(numpy.abs(points)),
    "gradient": complex_saved(z.grad.numpy()),
    "angle": saved(numpy.angle(points)),
}

file = {
    "transforms": transforms,
    "short": short,
    "mels": mels,
    "windows": windows,
    "convolutions": convolutions,
    "magnitudes": magnitudes,
    "frequencies": {"whole": saved(numpy.fft.fftfreq(7, 0.5)), "half": saved(numpy.fft.rfftfreq(7, 0.5))},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(file) + "\n")

"""Golden images: writes images.json beside this file.

Needs Debian's python3-torch and python3-numpy: /usr/bin/python3 images.py

What PyTorch's grid_sample and affine_grid make of images, without align_corners, and the gradients of a weighted sum of the result; and
what they make of the affine map of a turn, a shear and a factor in pixels about the centre.
"""

import json
import math
import pathlib

import numpy
import torch
from torch.nn.functional import affine_grid, grid_sample

torch.manual_seed(4)
BATCH, CHANNELS, HEIGHT, WIDTH = 2, 3, 5, 7
DEGREES, SHEAR, SCALE = 30.0, 12.0, 1.25


def saved(x):
    return {"shape": list(x.shape), "data": x.detach().flatten().tolist()}


def random(*shape):
    return (torch.randn(shape, dtype=torch.float64) * 100).round() / 100


def in_pixels():
    """R(a)·K / s of offsets in pixels, as a matrix of offsets in halves of the image."""
    a, k = math.radians(DEGREES), math.tan(math.radians(SHEAR))
    turn = numpy.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
    matrix = turn @ numpy.array([[1, k], [0, 1]]) / SCALE
    halves = numpy.diag([WIDTH / 2, HEIGHT / 2])
    matrix = numpy.linalg.inv(halves) @ matrix @ halves
    return torch.tensor(numpy.hstack([matrix, numpy.zeros((2, 1))])).expand(BATCH, 2, 3)


images = random(BATCH, CHANNELS, HEIGHT, WIDTH).requires_grad_()
grid = random(BATCH, 4, 6, 2).requires_grad_()
weights = random(BATCH, CHANNELS, 4, 6)
sampled = grid_sample(images, grid, align_corners=False)
to_images, to_grid = torch.autograd.grad((sampled * weights).sum(), [images, grid])
matrices = random(BATCH, 2, 3)
size = (BATCH, CHANNELS, HEIGHT, WIDTH)
golden = {
    "generated": f"torch {torch.__version__}, numpy {numpy.__version__}",
    "images": saved(images),
    "grid": saved(grid),
    "weights": saved(weights),
    "sampled": saved(sampled),
    "toImages": saved(to_images),
    "toGrid": saved(to_grid),
    "matrices": saved(matrices),
    "affineGrid": saved(affine_grid(matrices, size, align_corners=False)),
    "affine": {"degrees": DEGREES, "shear": SHEAR, "scale": SCALE},
    "turned": saved(grid_sample(images, affine_grid(in_pixels(), size, align_corners=False), align_corners=False)),
}
lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in golden.items())
pathlib.Path(__file__).with_suffix(".json").write_text(f"{{\n{lines}\n}}\n")

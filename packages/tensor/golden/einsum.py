"""Writes einsum.json: equations, operands and NumPy's results. Run: python3 einsum.py > einsum.json"""

import json

import numpy as np

equations = [
    ("ij,jk->ik", [(2, 3), (3, 4)]),
    ("ij,jk", [(2, 3), (3, 4)]),
    ("ij,kj->ik", [(2, 3), (4, 3)]),
    ("ij,ik->jk", [(5, 2), (5, 3)]),
    ("ijk,ijl->kl", [(2, 3, 4), (2, 3, 5)]),
    ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]),
    ("...ij,...jk->...ik", [(2, 3, 4), (4, 5)]),
    ("...ij,...jk->...ik", [(2, 1, 3, 4), (3, 4, 5)]),
    ("i...,i...->...", [(3, 2, 4), (3, 4)]),
    ("...i", [(2, 3)]),
    ("ij->ji", [(2, 3)]),
    ("ba", [(2, 3)]),
    ("ij->", [(2, 3)]),
    ("ij->j", [(2, 3)]),
    ("ii", [(4, 4)]),
    ("ii->i", [(4, 4)]),
    ("iij->ji", [(3, 3, 2)]),
    ("iii->i", [(3, 3, 3)]),
    ("...ii->...i", [(2, 3, 3)]),
    ("i,i", [(3,), (3,)]),
    ("i,j->ij", [(3,), (4,)]),
    ("i,j->ji", [(3,), (4,)]),
    ("ij,ij->ij", [(2, 3), (2, 3)]),
    ("ij,ij->i", [(2, 3), (2, 3)]),
    ("ij,j->i", [(2, 3), (3,)]),
    ("ijk,k->ij", [(2, 3, 4), (4,)]),
    ("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]),
    ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]),
    ("ij,jk,kl,l->i", [(2, 3), (3, 4), (4, 5), (5,)]),
    ("ia,ja,ka->ijk", [(2, 3), (4, 3), (5, 3)]),
    ("i,i,i->", [(3,), (3,), (3,)]),
    (",->", [(), ()]),
    (",ij->ij", [(), (2, 3)]),
    ("ab,cd->", [(2, 3), (4, 5)]),
    ("abc,cd,d->ab", [(2, 3, 4), (4, 5), (5,)]),
    ("ij,jk->ik", [(2, 0), (0, 3)]),
]
rng = np.random.default_rng(0)
cases = []
for equation, shapes in equations:
    operands = [rng.integers(-3, 4, shape).astype(float) for shape in shapes]
    cases.append(
        {
            "equation": equation,
            "operands": [{"shape": x.shape, "data": x.ravel().tolist()} for x in operands],
            "result": np.einsum(equation, *operands).tolist(),
        }
    )
print(json.dumps(cases, separators=(",", ":")).replace('},{"equation', '},\n{"equation'))

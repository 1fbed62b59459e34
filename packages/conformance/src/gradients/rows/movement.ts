import { concatenate, split, stack, type Tensor, tensor } from "@chainrule/tensor";
import { on, type Row, row, type Rows, smooth } from "../row.ts";

/** What only moves elements is linear: squared, it shows where each one went. */
function moves(f: (x: Tensor) => Tensor, ...shape: number[]): Row {
  return row(smooth((x: Tensor) => f(x).mul(f(x.sin())), shape));
}

export const movement: Rows = {
  reshape: moves((x) => x.reshape([3, -1]), 2, 3),
  flatten: moves((x) => x.flatten(1), 2, 2, 2),
  permute: moves((x) => x.permute([2, 0, 1]), 2, 3, 2),
  transpose: moves((x) => x.transpose(), 2, 3, 2),
  matrixTranspose: moves((x) => x.matrixTranspose(), 2, 2, 3),
  mT: moves((x) => x.mT, 2, 3),
  squeeze: moves((x) => x.squeeze(), 2, 1, 3, 1),
  unsqueeze: moves((x) => x.unsqueeze(1), 2, 3),
  expand: moves((x) => x.expand([2, 2, 3]), 2, 1),
  flip: moves((x) => x.flip(1), 2, 3),
  tile: moves((x) => x.tile([2, 1, 2]), 2, 2),
  repeat: row(
    smooth((x) => x.repeat(2, 0).square(), [2, 2]),
    on("counts", (x) => x.repeat([2, 0, 1], 1).square(), [2, 3]),
  ),
  roll: row(
    smooth((x) => x.roll(1).mul([1, 2, 3]), [3]),
    on("two axes", (x) => x.roll([1, -1], [0, 1]).mul(x), [2, 3]),
  ),
  slice: row(
    smooth((x) => x.slice([0, 1], [2, 3]).square(), [3, 4]),
    on("negative starts, steps", (x) => x.slice([-3, 0], [undefined, 4], [2, 3]).square(), [4, 4]),
    on("nothing", (x) => x.slice([2]).sum().add(x.square()), [2]),
  ),
  pad: row(
    smooth(
      (x) =>
        x!
          .pad(
            [
              [1, 2],
              [0, 1],
            ],
            { value: 3 },
          )
          .square(),
      [2, 2],
    ),
    on(
      "edge",
      (x) =>
        x
          .pad(
            [
              [1, 2],
              [0, 1],
            ],
            { mode: "edge" },
          )
          .square(),
      [2, 3],
    ),
    on(
      "reflected",
      (x) =>
        x
          .pad(
            [
              [1, 2],
              [0, 1],
            ],
            { mode: "reflect" },
          )
          .square(),
      [3, 2],
    ),
    on(
      "wrapped",
      (x) =>
        x
          .pad(
            [
              [3, 2],
              [-1, 1],
            ],
            { mode: "wrap" },
          )
          .square(),
      [2, 3],
    ),
    on(
      "cropped",
      (x) =>
        x!
          .pad([
            [-1, 1],
            [1, -1],
          ])
          .square(),
      [3, 3],
    ),
  ),
  take: row(
    smooth((x) => x.take([2, 0], 1).square(), [2, 3]),
    on(
      "twice the same",
      (x) =>
        x!
          .take([1, 1, -1, 0], 0)
          .mul([[1], [2], [3], [4]])
          .square(),
      [3, 2],
    ),
    on(
      "flattened",
      (x) =>
        x!
          .take([
            [0, 5],
            [5, 2],
          ])
          .square(),
      [2, 3],
    ),
  ),
  gather: row(
    smooth(
      (x) =>
        x!
          .gather(
            [
              [2, 0],
              [1, 0],
            ],
            1,
          )
          .square(),
      [2, 3],
    ),
    on("twice the same", (x) => x.gather([[1, 1, 1]], 0).mul(x.gather([[0, 1, 1]], 0)), [2, 3]),
    on("fewer lines", (x) => x.gather([[1, 1]], 1).square(), [2, 3]),
  ),
  scatterAdd: row(
    smooth(
      (x, y) =>
        x!
          .scatterAdd(
            [
              [0, 2],
              [1, 0],
            ],
            y,
            1,
          )
          .square(),
      [2, 3],
      [2, 2],
    ),
    on("twice the same", (x, y) => x.scatterAdd([[1, 1, 1]], y, 1).square(), [2, 3], [1, 3]),
  ),
  scatter: row(
    smooth(
      (x, y) =>
        x
          .scatter(
            [
              [0, 2],
              [1, 0],
            ],
            y,
            1,
          )
          .square(),
      [2, 3],
      [2, 2],
    ),
    on("twice the same", (x, y) => x.scatter([[1, 0, 1]], y, 1).square(), [2, 3], [1, 3]),
  ),
  at: row(
    smooth((x) => x.at(0, [1, 3]).square(), [2, 3]),
    on("steps backwards, a new axis", (x) => x.at("...", "::-2").mul(x.at(":", null, 0)), [2, 3]),
    on(
      "positions, twice the same",
      (x) => x.at([[1], [0]], tensor([0, 2, 2], { dtype: "int32" })).square(),
      [2, 3],
    ),
    on(
      "a mask",
      (x) =>
        x!
          .at([
            [true, false],
            [true, true],
          ])
          .square(),
      [2, 2],
    ),
  ),
  windows: row(
    smooth((x) => x.windows({ axes: [0], sizes: [2] }).prod(-1), [4]),
    on(
      "strides, dilations, two axes",
      (x) =>
        x!
          .windows({ axes: [0, 1], sizes: [2, 2], strides: [2, 1], dilations: [1, 2] })
          .prod([-1, -2]),
      [4, 4],
    ),
  ),
  fold: row(
    smooth((x) => x.fold({ axes: [0], sizes: [2], shape: [4] }).square(), [3, 2]),
    on(
      "strides beyond sizes",
      (x) => x.fold({ axes: [0], sizes: [2], strides: [3], shape: [5] }).square(),
      [2, 2],
    ),
  ),
  tril: moves((x) => x.tril(), 2, 3),
  triu: moves((x) => x.triu(1), 3, 3),
  diagonal: moves((x) => x.diagonal(1), 3, 4),
  trace: moves((x) => x.trace(0, 1, 2), 2, 3, 3),
  concatenate: row(
    smooth((x, y) => concatenate([x, y, x!], 1).square(), [2, 1], [2, 2]),
    on("nothing", (x, y) => concatenate([x, y!]).square(), [0, 2], [2, 2]),
  ),
  stack: row(smooth((x, y) => stack([x, y, x.mul(y)], 1).square(), [2, 2], [2, 2])),
  split: row(
    smooth(
      (x) => {
        const [a, b] = split(x, 2) as [Tensor, Tensor];
        return a.mul(b);
      },
      [4, 2],
    ),
    on(
      "lengths",
      (x) => {
        const [a, b] = split(x, [1, 3], 1) as [Tensor, Tensor];
        return a.mul(b);
      },
      [2, 4],
    ),
  ),
};

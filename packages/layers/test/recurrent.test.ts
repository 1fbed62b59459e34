import { Generator, ones, rand, randn, setSeed, type Tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  Affine,
  constantly,
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  RNN,
  RNNCell,
  Sequential,
} from "../src/index.ts";
import type { Sentence } from "./sentence.ts";

const generator = new Generator(1);
const x = randn([2, 5, 3], { generator });

function difference(a: Tensor, b: Tensor): number {
  return a.sub(b).abs().max().item();
}

test.each([
  ["RNN", new RNN(3, 4, { generator }), new RNNCell(3, 4), 1],
  ["LSTM", new LSTM(3, 4, { generator }), new LSTMCell(3, 4), 4],
  ["GRU", new GRU(3, 4, { generator }), new GRUCell(3, 4), 3],
] as const)("%s has weights for its gates, in ±1/√hidden at first", (name, layer, cell, gates) => {
  const names = ["inputWeight", "recurrentWeight", "inputBias", "recurrentBias"];
  const lengths = [[3, 4 * gates], [4, 4 * gates], [4 * gates], [4 * gates]];
  const shapesOf = (module: typeof layer | typeof cell): unknown[] =>
    Array.from(module.namedParameters(), ([key, { shape }]) => [key, shape]);
  expect(shapesOf(cell)).toEqual(names.map((key, i) => [key, lengths[i]]));
  expect(shapesOf(layer)).toEqual(names.map((key, i) => [`cells.0.${key}`, lengths[i]]));
  for (const parameter of layer.parameters()) {
    const largest = parameter.abs().max().item();
    expect([name, largest > 0.2 && largest <= 0.5]).toEqual([name, true]);
  }
  expect(String(layer)).toBe(`${name}(3, 4) {\n  (cells.0): ${name}Cell(3, 4)\n}`);
});

test("layers and directions each have a cell, in PyTorch's order", () => {
  const layer = new GRU(3, 4, { layers: 2, bidirectional: true, dropout: 0.1, bias: false });
  expect(String(layer)).toBe(
    [
      "GRU(3, 4, layers 2, bidirectional, dropout 0.1, no bias) {",
      "  (cells.0): GRUCell(3, 4, no bias)",
      "  (cells.1): GRUCell(3, 4, no bias)",
      "  (cells.2): GRUCell(8, 4, no bias)",
      "  (cells.3): GRUCell(8, 4, no bias)",
      "}",
    ].join("\n"),
  );
  expect(layer.parameters().length).toBe(8);
  const given = new RNN(1, 2, {
    initializer: constantly(1),
    recurrentInitializer: constantly(2),
    biasInitializer: constantly(3),
  });
  expect(given.parameters().map((one) => one.data()[0])).toEqual([1, 2, 3, 3]);
});

test("a layer is its cell, step by step", () => {
  const layer = new LSTM(3, 4, { generator });
  const [output, [hidden, memory]] = layer.forward(x, [0, 0]);
  let state = layer.cells[0]!.forward(x.at(":", 0));
  for (let t = 1; t < 5; t++)
    state = layer.cells[0]!.forward(x.at(":", t) as Tensor, state) as never;
  expect(difference(output.at(":", -1), state[0])).toBeLessThan(1e-6);
  expect(difference(hidden.at(0), state[0])).toBeLessThan(1e-6);
  expect(difference(memory.at(0), state[1])).toBeLessThan(1e-6);
});

test.each([
  ["RNN", new RNN(3, 4, { layers: 2, generator })],
  ["GRU", new GRU(3, 4, { layers: 2, generator })],
])("%s goes on from its last state, and broadcasts one that is given", (_, layer) => {
  const whole = layer.forward(x);
  const [first, state] = layer.forward(x.at(":", ":2"), 0);
  const [second, last] = layer.forward(x.at(":", "2:"), state);
  expect(difference(whole.at(":", ":2"), first)).toBeLessThan(1e-6);
  expect(difference(whole.at(":", "2:"), second)).toBeLessThan(1e-6);
  expect(difference(whole.at(":", -1), last.at(1))).toBeLessThan(1e-6);
  const [wide] = layer.forward(x, ones([2, 2, 4]));
  expect(difference(layer.forward(x, 1)[0], wide)).toBe(0);
  expect(difference(layer.forward(x, [1, 1, 1, 1])[0], wide)).toBe(0);
});

test("the second direction goes from the last time to the first", () => {
  const both = new GRU(3, 4, { bidirectional: true, generator });
  const one = new GRU(3, 4);
  const saved = Object.entries(both.stateDict());
  one.loadStateDict(
    Object.fromEntries(
      saved
        .filter(([name]) => name.startsWith("cells.1"))
        .map(([name, value]) => [name.replace("cells.1", "cells.0"), value]),
    ),
  );
  const backward = one.forward(x.flip(1)).flip(1);
  expect(difference(both.forward(x).at("...", "4:"), backward)).toBeLessThan(1e-6);
});

test("takes sequences without a batch, several axes of it, and batches of nothing", () => {
  const layer = new LSTM(3, 4, { generator });
  const whole = layer.forward(x);
  expect(difference(layer.forward(x.at(1)), whole.at(1))).toBeLessThan(1e-6);
  expect(layer.forward(x.unsqueeze(0), [0, 0])[1][1].shape).toEqual([1, 1, 2, 4]);
  expect(layer.forward(zeros([0, 5, 3])).shape).toEqual([0, 5, 4]);
  expect(new GRUCell(3, 4).forward(ones([3])).shape).toEqual([4]);
});

test("dropout takes elements between layers away, while training only", () => {
  setSeed(1);
  const layer = new RNN(3, 64, { layers: 2, dropout: 0.5 });
  expect(difference(layer.forward(x), layer.forward(x))).toBeGreaterThan(0);
  const [, state] = layer.forward(x, 0);
  layer.evaluate();
  expect(difference(layer.forward(x), layer.forward(x))).toBe(0);
  // Of the first layer nothing is taken away, nor of the last.
  expect(difference(layer.forward(x, 0)[1].at(0), state.at(0))).toBe(0);
  layer.train().dropout = 0;
  expect(difference(layer.forward(x), layer.evaluate().forward(x))).toBe(0);
});

test("states are saved and loaded, and numbers are read in the layer's dtype", () => {
  const [a, b] = [new LSTM(3, 4, { layers: 2 }), new LSTM(3, 4, { layers: 2 })];
  b.loadStateDict(a.stateDict());
  expect(difference(a.forward(x), b.forward(x))).toBe(0);
  const double = new GRU(1, 2, { dtype: "float64" });
  const y = double.forward([[0.1], [0.2]]);
  expect(y.dtype satisfies "float64").toBe("float64");
  const [output, state] = double.forward([[0.1], [0.2]], [[0.3, 0.3]]);
  expect(state.dtype satisfies "float64").toBe("float64");
  const exact = { dtype: "float64" } as const;
  const input = zeros([2, 1], exact).add([[0.1], [0.2]]);
  const from = zeros([1, 2], exact).add(0.3);
  expect(difference(double.forward(input, from)[0], output)).toBe(0);
});

test("shapes in types", () => {
  const layer = new LSTM(3, 8, { layers: 2, bidirectional: true });
  layer.forward(x).shape satisfies [2, 5, 16];
  const [output, [hidden, memory]] = layer.forward(x, [0, 0]);
  output.shape satisfies [2, 5, 16];
  hidden.shape satisfies [4, 2, 8];
  memory.shape satisfies [4, 2, 8];
  layer.forward(x, [hidden, memory])[1][0].shape satisfies [4, 2, 8];
  const gru = new GRU(3, 8);
  gru.forward(x.at(0), 0)[1].shape satisfies [1, 8];
  const any: GRU = gru;
  any.forward(x).shape satisfies [2, 5, number];
  gru.forward(x as Tensor).shape.at(-1) satisfies number | undefined;
  const either = gru.forward(x, undefined as Tensor | undefined);
  either satisfies Tensor | readonly [Tensor, Tensor];
  const cell = new LSTMCell(3, 8);
  cell.forward(x)[1].shape satisfies [2, 5, 8];
  cell.inputWeight.shape satisfies [3, 32];
  cell.forward(x, cell.forward(x))[0].shape satisfies [2, 5, 8];
  new RNNCell(3, 8).forward(x, 0).shape satisfies [2, 5, 8];
  const model = new Sequential(
    new LSTM(3, 8),
    new GRU(8, 4, { bidirectional: true }),
    new Affine(8, 2),
  );
  model.forward(x).shape satisfies [2, 5, 2];
  expect(model.forward(x).shape).toEqual([2, 5, 2]);
});

test("mistakes are sentences in types, and errors at run time", () => {
  const layer = new LSTM(3, 8);
  "LSTM(3, 8): the last length must be 3; got [2, 5, 4]" satisfies Sentence<
    typeof layer,
    [2, 5, 4]
  >;
  // @ts-expect-error
  expect(() => layer.forward(ones([2, 5, 4]))).toThrow(
    "LSTM(3, 8).cells[0] LSTMCell(3, 8): matmul: inner lengths 4 and 3 differ",
  );
  // @ts-expect-error
  expect(() => layer.forward(ones([3]))).toThrow(
    "LSTM(3, 8): forward: the input needs at least two axes; got [3].",
  );
  // @ts-expect-error
  expect(() => layer.forward(ones([2, 0, 3]))).toThrow(
    "LSTM(3, 8): forward: the input needs at least one time; got [2, 0, 3].",
  );
  // @ts-expect-error
  expect(() => layer.forward(x, [zeros([1, 2, 8]), zeros([2, 2, 8])])).toThrow(
    "LSTM(3, 8): forward: the state must broadcast to [1, 2, 8]; got [2, 2, 8].",
  );
  // @ts-expect-error
  expect(() => layer.forward(x, zeros([1, 2, 8]))).toThrow(
    "LSTM(3, 8): forward: the state must be two tensors, [hidden, cell].",
  );
  const gru = new GRU(3, 8, { layers: 2 });
  // @ts-expect-error
  expect(() => gru.forward(x, zeros([1, 3, 8]))).toThrow(
    "must broadcast to [2, 2, 8]; got [1, 3, 8]",
  );
  const cell = new RNNCell(3, 8);
  // @ts-expect-error
  expect(() => cell.forward(rand([2, 4]))).toThrow("RNNCell(3, 8): matmul: inner lengths 4 and 3");
  // @ts-expect-error
  expect(() => cell.forward(x, rand([2, 5, 7]))).toThrow(
    "RNNCell(3, 8): forward: the state must broadcast to [2, 5, 8]; got [2, 5, 7].",
  );
  // @ts-expect-error
  expect(() => cell.forward(1)).toThrow("the input needs at least one axis; got [].");
  // @ts-expect-error
  expect(() => new Sequential(layer, new Affine(9, 2)).forward(x)).toThrow("Affine(9, 2)");
});

test("options that make no sense are refused", () => {
  expect(() => new LSTM(3, 0)).toThrow(
    "LSTM: the number of hidden units must be an integer from 1; got 0.",
  );
  expect(() => new GRU(0.5, 2)).toThrow("GRU: the number of inputs must be an integer from 1");
  expect(() => new RNN(3, 4, { layers: 0 })).toThrow(
    "RNN: the number of layers must be an integer",
  );
  expect(() => new RNN(3, 4, { dropout: 2 })).toThrow("RNN: dropout must be from 0 to 1; got 2.");
  expect(() => new RNN(3, 4, { nonlinearity: "sigmoid" as never })).toThrow(
    'RNNCell: nonlinearity must be "tanh" or "relu"; got "sigmoid".',
  );
  expect(() => new GRUCell(3, -1)).toThrow("GRUCell: the number of hidden units");
  // @ts-expect-error there is no option projection
  expect(() => new LSTM(3, 4, { projection: 2 })).toThrow("LSTM: there is no option projection");
});

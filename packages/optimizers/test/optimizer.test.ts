import {
  compile,
  countPrograms,
  Parameter,
  State,
  ones,
  type Tensor,
  tensor,
  withoutAssignments,
  zeros,
} from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import {
  AdaDelta,
  Adafactor,
  AdaGrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  LAMB,
  Lion,
  Lookahead,
  Momentum,
  Muon,
  Nesterov,
  type Optimizer,
  NAdam,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
} from "../src/index.ts";

type Saved = ReturnType<Optimizer["stateDict"]>;

const all: readonly (readonly [string, () => Optimizer, (() => Parameter[])?])[] = [
  ["SGD", () => new SGD({ learningRate: 0.1, weightDecay: 0.1 })],
  ["SGD damped", () => new SGD({ learningRate: 0.1, momentum: 0.9, dampening: 0.5 })],
  ["Momentum", () => new Momentum()],
  ["Nesterov", () => new Nesterov({ maximize: true })],
  ["AdaGrad", () => new AdaGrad({ lrDecay: 0.1, initialAccumulatorValue: 0.5 })],
  ["RMSprop", () => new RMSprop({ momentum: 0.9, centered: true })],
  ["Adam", () => new Adam({ amsgrad: true })],
  ["AdamW", () => new AdamW()],
  ["Lion", () => new Lion({ learningRate: 0.1, weightDecay: 0.1 })],
  ["LAMB", () => new LAMB({ learningRate: 0.1, weightDecay: 0.1 })],
  ["Rprop", () => new Rprop({ learningRate: 0.1, weightDecay: 0.1 })],
  ["ASGD", () => new ASGD({ learningRate: 0.1, lambd: 0.1, t0: 1 })],
  ["Adafactor", () => new Adafactor({ learningRate: 0.1, weightDecay: 0.1 })],
  ["Lookahead of Adafactor", () => new Lookahead(new Adafactor(), { syncPeriod: 2 })],
  ["Muon", () => new Muon({ learningRate: 0.1 }), matrices],
];

function mixed(): Parameter[] {
  return [
    new Parameter(tensor([1, -2, 3])),
    new Parameter(tensor([[0.5], [0.25]])),
    new Parameter(tensor(2)),
  ];
}

function matrices(): Parameter[] {
  return [
    new Parameter(tensor([[1, -2, 3]])),
    new Parameter(tensor([[0.5], [0.25]])),
    new Parameter(
      tensor([
        [2, 1],
        [0, -1],
      ]),
    ),
  ];
}

/** The gradients of Σ p²·scale. */
function gradients(of: readonly Parameter[], scale = 2): Tensor[] {
  return of.map((p) => p.mul(scale));
}

function train(optimizer: Optimizer, of: readonly Parameter[], steps: number): void {
  for (let step = 0; step < steps; step++) optimizer.update(of, gradients(of));
}

const values = (of: readonly Tensor[]): unknown[] => of.map((p) => p.toArray());

describe.for(all)("%s", ([, make, parameters = mixed]) => {
  test("goes on bit by bit after saving and loading", () => {
    const whole = parameters();
    train(make(), whole, 6);

    const first = parameters();
    const before = make();
    train(before, first, 3);
    const saved = before.stateDict();
    const second = first.map((p) => new Parameter(tensor(p.toArray())));
    train(before, first, 2);
    const after = make();
    after.learningRate = 7;
    after.loadStateDict(saved);
    train(after, second, 3);

    expect(values(second)).toEqual(values(whole));
  });

  test("loads into an optimizer that has been used", () => {
    const [whole, parts] = [parameters(), parameters()];
    const [one, other] = [make(), make()];
    train(one, whole, 2);
    train(other, parts, 5);
    parts.forEach((p, i) => p.assign(tensor(whole[i]!.toArray())));
    other.loadStateDict(one.stateDict());
    expect(other.stateDict()).toEqual(one.stateDict());
    train(one, whole, 2);
    train(other, parts, 2);
    expect(values(parts)).toEqual(values(whole));
  });

  test("compiles once, whatever the learning rate, and runs once a step", () => {
    const trained = parameters();
    const optimizer = make();
    const loss = (): Tensor => trained[0]!.square().sum();
    const step = (i: number): void => {
      const value = loss();
      optimizer.learningRate = 1 / (10 + i);
      optimizer.update(trained, gradients(trained));
      value.item();
    };
    step(0);
    const before = countPrograms();
    for (let i = 1; i < 5; i++) step(i);
    const after = countPrograms();
    expect(after.compiled - before.compiled).toBe(0);
    expect(after.runs - before.runs).toBe(4);
  });

  test("does not depend on how the parameters are grouped into updates", () => {
    const [together, apart, uneven] = [parameters(), parameters(), parameters()];
    const [one, two, three] = [make(), make(), make()];
    for (let step = 0; step < 4; step++) {
      one.update(together, gradients(together));
      for (const p of apart) two.update([p], gradients([p]));
      three.update(uneven, gradients(uneven));
      if (step === 1) three.update(uneven.slice(2), gradients(uneven.slice(2)));
    }
    expect(values(apart)).toEqual(values(together));
    expect(values(uneven.slice(0, 2))).toEqual(values(together.slice(0, 2)));
    one.update(together.slice(2), gradients(together.slice(2)));
    expect(values(uneven.slice(2))).toEqual(values(together.slice(2)));
  });

  test.each([
    ["tried", (update: () => void) => withoutAssignments(update)],
    [
      "half of a step that failed",
      (update: () => void) => {
        const step = compile(() => {
          update();
          throw new Error("half-way");
        });
        expect(step).toThrow("half-way");
      },
    ],
  ])(
    "counts for some of them what it counted for all, after an update of some was %s",
    (_, drop) => {
      const [dropped, plain] = [parameters(), parameters()];
      const [one, two] = [make(), make()];
      train(one, dropped, 3);
      train(two, plain, 3);
      drop(() => one.update(dropped.slice(1), gradients(dropped.slice(1))));
      train(one, dropped.slice(1), 2);
      train(two, plain.slice(1), 2);
      expect(values(dropped)).toEqual(values(plain));
      expect(one.stateDict()).toEqual(two.stateDict());
    },
  );

  test("does the same in a compiled step, with the learning rate as an argument", () => {
    const [built, replayed] = [parameters(), parameters()];
    const [one, two] = [make(), make()];
    const step = compile((rate: Tensor, scale: Tensor) => {
      const slopes = replayed.map((p) => p.mul(scale));
      two.update(replayed, slopes, { learningRate: rate });
    });
    for (const rate of [0.5, 0.25, 0.125]) {
      one.learningRate = rate;
      one.update(built, gradients(built));
      step(rate, 2);
    }
    expect(values(replayed)).toEqual(values(built));
    expect({ ...two.stateDict(), learningRate: null }).toEqual({
      ...one.stateDict(),
      learningRate: null,
    });
  });

  test("keeps float64 and float32 apart in one update", () => {
    const both = (["float64", "float32"] as const).map(
      (dtype) => new Parameter(tensor([[1, 2]], { dtype })),
    );
    train(make(), both, 2);
    expect(both.map(({ dtype }) => dtype)).toEqual(["float64", "float32"]);
    expect(Array.from(both[0]!.data())).toEqual(
      Array.from(both[1]!.data(), (x) => expect.closeTo(x, 5) as number),
    );
  });
});

test("an update runs nothing by itself, in the first step either", () => {
  const trained = mixed();
  const statistics = new State(tensor([1]));
  statistics.assign(statistics.add(1));
  const before = countPrograms().runs;
  new Adam().update(trained, gradients(trained));
  expect(countPrograms().runs).toBe(before);
});

test("two updates before a reading are both made", () => {
  const p = new Parameter(tensor([0]));
  const momentum = new Momentum({ learningRate: 1, momentum: 0.5 });
  momentum.update([p], [tensor([1])]);
  momentum.update([p], [tensor([1])]);
  expect(p.toArray()).toEqual([-2.5]);
});

test("the first step of Adam is as long as the learning rate, in float32 too", () => {
  const p = new Parameter(tensor([0, 0]));
  new Adam({ learningRate: 1, eps: 0 }).update([p], [tensor([1e-3, -1e3])]);
  expect(p.toArray()).toEqual([expect.closeTo(-1, 6), expect.closeTo(1, 6)]);
});

test("LAMB steps as Adam does from where a parameter or its step has no length", () => {
  const p = new Parameter([0, 0]);
  const lamb = new LAMB({ learningRate: 0.5, eps: 0 });
  lamb.update([p], [[3, -4]]);
  expect(p.toArray()).toEqual([-0.5, 0.5]);
  const still = new Parameter([1, 2]);
  new LAMB({ learningRate: 0.5 }).update([still], [[0, 0]]);
  expect(still.toArray()).toEqual([1, 2]);
});

test("ASGD gives the averages of the values that came after t0, and goes on with them", () => {
  const p = new Parameter([0], { name: "weight" });
  const asgd = new ASGD({ learningRate: 1, lambd: 0, t0: 2 });
  expect(() => asgd.averageOf(p)).toThrow("ASGD: weight was not updated yet.");
  const seen: number[] = [];
  for (const gradient of [-4, 2, -6, 2, 0, 4]) {
    asgd.update([p], [[gradient]]);
    seen.push(p.item());
    const counted = seen.slice(Math.min(seen.length - 1, 3));
    expect(asgd.averageOf(p).item()).toBeCloseTo(
      counted.reduce((sum, value) => sum + value) / counted.length,
      5,
    );
  }
  asgd.loadStateDict(asgd.stateDict());
  expect(asgd.averageOf(p).item()).toBeCloseTo((6 + 6 + 2) / 3, 5);
});

test("Muon makes of a gradient a matrix of singular values of about 1, the same of its transpose", () => {
  const gradient = tensor([
    [3, 0.2, -1],
    [0.1, -0.5, 0.25],
  ]);
  const stepOf = (slope: Tensor): Tensor => {
    const p = new Parameter(slope.mul(0));
    new Muon({ learningRate: 1, weightDecay: 0 }).update([p], [slope]);
    return p.neg();
  };
  const [wide, tall] = [stepOf(gradient), stepOf(gradient.transpose())];
  // Outputs are columns: those of the wide one outnumber its inputs.
  const x = wide.div(Math.sqrt(3 / 2));
  expect(tall.transpose().toArray()).toEqual(
    (x.toArray() as number[][]).map((row) => row.map((one) => expect.closeTo(one, 5) as number)),
  );
  const [[a, b], [, d]] = x.matmul(x.transpose()).toArray() as [[number, number], [number, number]];
  const [half, root] = [(a + d) / 2, Math.hypot((a - d) / 2, b)];
  for (const square of [half + root, half - root]) {
    expect(Math.sqrt(square)).toBeGreaterThan(0.5);
    expect(Math.sqrt(square)).toBeLessThan(1.5);
  }
});

test("Muon refuses what is no matrix, and assigns nothing", () => {
  const [w, b] = [new Parameter([[1]]), new Parameter([1])];
  expect(() => new Muon().update([w, b], [[[1]], [1]])).toThrow(
    "Muon: parameters must be matrices; got [1], which is for another optimizer, such as AdamW.",
  );
  expect(values([w, b])).toEqual([[[1]], [1]]);
});

test("Adafactor remembers a row and a column of a matrix, and takes no others", () => {
  const [one, other] = [new Parameter(zeros([2, 3, 4])), new Parameter(zeros([2, 4, 3]))];
  const adafactor = new Adafactor();
  adafactor.update([one], [ones([2, 3, 4])]);
  const saved = adafactor.stateDict();
  const shapes = Object.entries(saved).map(([name, { shape }]) => [name, shape] as const);
  expect(Object.fromEntries(shapes)).toEqual({
    learningRate: [],
    "0.rows": [2, 3, 1],
    "0.columns": [2, 1, 4],
    "0.step": [],
  });
  const loaded = new Adafactor();
  loaded.loadStateDict(saved);
  expect(() => loaded.update([other], [ones([2, 4, 3])])).toThrow(
    /the saved rows of .* must have shape \[2, 4, 1\]; got 6 elements of \[2, 3, 1\]\./,
  );
});

test("gradients may be numbers and nested arrays", () => {
  const [a, b] = [new Parameter(tensor([1, 2])), new Parameter(tensor(3, { dtype: "float64" }))];
  new SGD({ learningRate: 1 }).update([a, b], [[1, 1], 1]);
  expect(values([a, b])).toEqual([[0, 1], 2]);
});

test("updates count before an option asks how many there were", () => {
  const p = new Parameter([0], { name: "p" });
  const adagrad = new AdaGrad({ learningRate: 1, eps: 0 });
  for (let update = 0; update < 5; update++) adagrad.update([p], [[1]]);
  const before = p.data()[0]!;
  adagrad.options.lrDecay = 1;
  adagrad.update([p], [[1]]);
  expect(before - p.data()[0]!).toBeCloseTo(1 / 6 / Math.sqrt(6), 5);
});

test.for([
  [0.5, "only dampening begins in the second update"],
  [0, "the whole of the second gradient enters the velocity, as it is the first"],
] as const)("as PyTorch's SGD, where momentum was %d at first: %s", ([first]) => {
  const p = new Parameter([0]);
  const sgd = new SGD({ learningRate: 1, momentum: first });
  sgd.update([p], [[1]]);
  Object.assign(sgd.options, { momentum: 0.5, dampening: 0.5 });
  sgd.update([p], [[1]]);
  sgd.update([p], [[1]]);
  expect(p.data()[0]).toBe(-3);
});

test("groups have options of their own", () => {
  const [w, b] = [new Parameter(tensor([1, 1])), new Parameter(tensor([1]))];
  const group = { parameters: [b], learningRate: 0.25 };
  const sgd = new SGD({ learningRate: 0.5, groups: [group] });
  sgd.update([w, b], [tensor([1, 1]), tensor([1])]);
  expect(values([w, b])).toEqual([[0.5, 0.5], [0.75]]);
  group.learningRate = 0.5;
  sgd.learningRate = 0;
  sgd.update([w, b], [tensor([1, 1]), tensor([1])]);
  expect(values([w, b])).toEqual([[0.5, 0.5], [0.25]]);
});

test("a parameter that is not trainable keeps its value", () => {
  const [w, b] = [new Parameter(tensor([1])), new Parameter(tensor([1]))];
  b.trainable = false;
  new SGD({ learningRate: 0.5 }).update([w, b], [tensor([1]), tensor([1])]);
  expect(values([w, b])).toEqual([[0.5], [1]]);
});

test.for([
  [new SGD(), { learningRate: 0.001, momentum: 0, dampening: 0, nesterov: false }],
  [new Momentum(), { learningRate: 0.01, momentum: 0.9, dampening: 0, nesterov: false }],
  [new Nesterov(), { learningRate: 0.01, momentum: 0.9, dampening: 0, nesterov: true }],
] as const)("options that are not given %#", ([optimizer, options]) => {
  expect(optimizer.options).toEqual({ ...options, weightDecay: 0, maximize: false });
});

test.for([
  [new SGD(), "step"],
  [new SGD({ dampening: 0.5, momentum: 0.9 }), "velocity step"],
  [new AdaGrad(), "sum step"],
  [new RMSprop({ momentum: 0.9, centered: true }), "square mean velocity step"],
  [new Adam({ amsgrad: true }), "mean square largest step"],
  [new AdaDelta(), "square delta step"],
  [new Adamax(), "mean largest step"],
  [new RAdam(), "mean square step"],
  [new NAdam(), "mean square product step"],
  [new Rprop(), "sign stepSize step"],
  [new ASGD(), "average step"],
  [new Adafactor(), "square step"],
] as const)("the names under which %# saves, which other versions read", ([optimizer, names]) => {
  optimizer.update([new Parameter([1])], [[1]]);
  const saved = names.split(" ").map((name) => `0.${name}`);
  expect(Object.keys(optimizer.stateDict())).toEqual(["learningRate", ...saved]);
});

test("state lists what is remembered", () => {
  const adam = new Adam();
  const trained = mixed();
  train(adam, trained, 1);
  expect(adam.state().map(({ shape }) => shape)).toEqual([[3], [3], [2, 1], [2, 1], [], [], []]);
});

test("state lists what was loaded, which goes on", () => {
  const adam = new Adam();
  const trained = mixed();
  train(adam, trained, 2);
  adam.loadStateDict(adam.stateDict());
  const loaded = adam.state();
  expect(loaded.map(({ shape }) => shape)).toEqual([[3], [3], [2, 1], [2, 1], [], [], []]);
  train(adam, trained, 1);
  expect(adam.state().every((state, i) => state === loaded[i])).toBe(true);
  expect(loaded.at(-1)!.item()).toBe(3);
});

describe("compiled steps remember what those that are not do", () => {
  /** Makes a step, compiled or not. */
  type Make = (step: () => void) => () => void;

  interface Trained {
    readonly adam: Adam;
    readonly both: Parameter[];
    readonly some: Parameter[];
  }

  const slopes = [tensor([0.5, -1]), tensor([[2]])];

  test.each<[string, (trained: Trained, make: Make) => void]>([
    [
      "where some parameters are updated alone, which were updated with others",
      ({ adam, both, some }, make) => {
        const step = make(() => adam.update(some, [slopes[0]!]));
        adam.update(both, slopes);
        for (let i = 0; i < 3; i++) step();
      },
    ],
    [
      "where steps of all parameters and of some alternate",
      ({ adam, both, some }, make) => {
        const [whole, part] = [
          make(() => adam.update(both, slopes)),
          make(() => adam.update(some, [slopes[0]!])),
        ];
        for (let i = 0; i < 6; i++) (i % 2 ? part : whole)();
      },
    ],
    [
      "where a step updates all, then some",
      ({ adam, both, some }, make) => {
        const step = make(() => {
          adam.update(both, slopes);
          adam.update(some, [slopes[0]!]);
        });
        for (let i = 0; i < 3; i++) step();
      },
    ],
    [
      "after loading",
      ({ adam, both }, make) => {
        const step = make(() => adam.update(both, slopes));
        step();
        const saved = adam.stateDict();
        for (let i = 0; i < 3; i++) step();
        adam.loadStateDict(saved);
        step();
      },
    ],
  ])("%s", (_, run) => {
    const [plain, fast] = [(step: () => void) => step, compile as Make].map((make) => {
      const both = [new Parameter([1, 2]), new Parameter([[3]])];
      const adam = new Adam({ learningRate: 0.1, betas: [0.5, 0.75] });
      run({ adam, both, some: both.slice(0, 1) }, make);
      const ended = both.map((parameter) => parameter.toArray());
      return { ended, saved: adam.stateDict() };
    });
    expect(fast).toEqual(plain);
  });
});

test("what was loaded for parameters that are yet to come is kept", () => {
  const momentum = new Momentum();
  train(momentum, mixed(), 1);
  const saved = { ...momentum.stateDict(), "7.step": { shape: [], dtype: "float64", data: [2] } };
  const other = new Momentum();
  other.loadStateDict(saved as never);
  train(other, mixed(), 1);
  expect(Object.keys(other.stateDict())).toEqual(Object.keys(saved));
});

describe("the state of an optimizer that remembers other things", () => {
  const kinds: readonly (readonly [string, () => Optimizer])[] = [
    ["SGD", () => new SGD()],
    ["SGD with momentum", () => new SGD({ momentum: 0.9 })],
    ["AdaGrad", () => new AdaGrad()],
    ["RMSprop", () => new RMSprop()],
    ["RMSprop with momentum", () => new RMSprop({ momentum: 0.5 })],
    ["AdaDelta", () => new AdaDelta()],
    ["Adam", () => new Adam()],
    ["Adam with amsgrad", () => new Adam({ amsgrad: true })],
    ["Lion", () => new Lion()],
    ["Lookahead", () => new Lookahead(new SGD())],
    ["Rprop", () => new Rprop()],
  ];

  /** The state after an update of `p`. */
  function stateOf(optimizer: Optimizer, p = new Parameter([1, 2])): Saved {
    optimizer.update([p], [[1, 1]]);
    return optimizer.stateDict();
  }

  /** What is remembered about the first parameter. */
  function namesOf(saved: Saved): string[] {
    const names = Object.keys(saved).filter((name) => name.startsWith("0."));
    return names.map((name) => name.slice(2));
  }

  test.each(
    kinds.flatMap(([one, from]) =>
      kinds.filter(([other]) => other !== one).map(([other, into]) => [one, other, from, into]),
    ) as [string, string, () => Optimizer, () => Optimizer][],
  )("that of %s is refused by %s, before anything changes", (_, __, from, into) => {
    const saved = stateOf(from());
    const optimizer = into();
    const names = namesOf(stateOf(into()));
    const sentence = `${optimizer.name}: the state must have the names ${names.join(", ")}; got ${namesOf(saved).join(", ")}.`;
    optimizer.loadStateDict(saved);
    const p = new Parameter([1, 2]);
    for (let update = 0; update < 2; update++) {
      expect(() => optimizer.update([p], [[1, 1]])).toThrow(sentence);
    }
    expect(p.toArray()).toEqual([1, 2]);
    expect(optimizer.stateDict()).toEqual(saved);

    // One that knows the parameter already refuses at once.
    const used = into();
    const own = stateOf(used, p);
    expect(() => used.loadStateDict(saved)).toThrow(sentence);
    expect(used.stateDict()).toEqual(own);
  });

  test("whatever a parameter's group, its options or its shape make the rule remember", () => {
    const [a, b] = [new Parameter([1, 2]), new Parameter([1, 2])];
    const sgd = new SGD({ groups: [{ parameters: [b], momentum: 0.5 }] });
    const slopes = [
      [1, 1],
      [1, 1],
    ];
    sgd.update([a, b], slopes);
    const saved = sgd.stateDict();
    sgd.loadStateDict(saved);
    const swapped = new SGD({ groups: [{ parameters: [a], momentum: 0.5 }] });
    swapped.loadStateDict(saved);
    expect(() =>
      swapped.update(
        [a, b],
        [
          [1, 1],
          [1, 1],
        ],
      ),
    ).toThrow("SGD: the state must have the names velocity, step; got step.");

    const later = new SGD();
    later.update([a], [[1, 1]]);
    later.options.momentum = 0.9;
    later.loadStateDict(new SGD({ momentum: 0.9 }).stateDict());
    later.loadStateDict(stateOf(new SGD({ momentum: 0.9 })));

    const matrix = new Adafactor();
    matrix.update([new Parameter([[1, 2]])], [[[1, 1]]]);
    const vector = new Adafactor();
    vector.loadStateDict(matrix.stateDict());
    expect(() => vector.update([a], [[1, 1]])).toThrow(
      "Adafactor: the state must have the names square, step; got rows, columns, step.",
    );
  });

  test("but rules that remember the same go on", () => {
    const pairs: readonly (readonly [Optimizer, Optimizer])[] = [
      [new Adam(), new AdamW()],
      [new Adam(), new LAMB()],
      [new Momentum(), new SGD({ momentum: 0.5 })],
      [new Momentum(), new Nesterov()],
    ];
    for (const [from, into] of pairs) {
      const saved = stateOf(from);
      into.loadStateDict(saved);
      into.update([new Parameter([1, 2])], [[1, 1]]);
      expect(Object.keys(into.stateDict())).toEqual(Object.keys(saved));
    }
  });

  test("how it is compared is no part of what runs", () => {
    const saved = stateOf(new Adafactor());
    const p = new Parameter([1, 2]);
    const program = (): void => {
      const optimizer = new Adafactor();
      optimizer.loadStateDict(saved);
      optimizer.update([p], [[1, 1]]);
      optimizer.update([p], [[1, 1]]);
      p.data();
    };
    program();
    const before = countPrograms();
    program();
    const after = countPrograms();
    expect([after.compiled - before.compiled, after.runs - before.runs]).toEqual([0, 2]);
  });
});

describe("mistakes", () => {
  const p = new Parameter(tensor([1, 2]), { name: "weight" });
  const adam = new Adam();

  test.for([
    [[p, p], [p, p], "Adam: parameters must be distinct; parameter 1 (weight) came before."],
    [[p], [], "Adam: needs one gradient for each parameter; got 1 parameters and 0 gradients."],
    [
      [p],
      undefined,
      "Adam: needs one gradient for each parameter; got 1 parameters and 0 gradients.",
    ],
    [[tensor([1])], [tensor([1])], "Adam: parameter 0 must be a Parameter; got Tensor."],
    [
      [p],
      [tensor([1, 2, 3])],
      "Adam: a gradient must be like its parameter; got float32 [3] for parameter 0 (weight), float32 [2].",
    ],
    [
      [p],
      [tensor([1, 2], { dtype: "float64" })],
      "Adam: a gradient must be like its parameter; got float64 [2] for parameter 0 (weight), float32 [2].",
    ],
  ] as const)("of update %#", ([given, slopes, sentence]) => {
    expect(() => adam.update(given as readonly Parameter[], slopes as [])).toThrow(sentence);
    expect(p.toArray()).toEqual([1, 2]);
    expect(Object.keys(adam.stateDict())).toEqual(["learningRate"]);
  });

  test.for([
    [() => new SGD({ learningRate: -1 }), "SGD: learningRate must be a number from 0; got -1."],
    [
      () => new Momentum({ momentum: NaN }),
      "Momentum: momentum must be a number from 0 to 1; got NaN.",
    ],
    [
      () => new Adam({ betas: [0.9, 1] }),
      "Adam: betas must be two numbers from 0 to below 1; got 0.9,1.",
    ],
    [
      () => new Adam({ betas: [-0.1, 0.9] }),
      "Adam: betas must be two numbers from 0 to below 1; got -0.1,0.9.",
    ],
    [
      () => new Adam({ betas: [0.9] as never }),
      "Adam: betas must be two numbers from 0 to below 1; got 0.9.",
    ],
    [() => new AdaDelta({ rho: 1.1 }), "AdaDelta: rho must be a number from 0 to 1; got 1.1."],
    [() => new AdaDelta({ rho: -0.1 }), "AdaDelta: rho must be a number from 0 to 1; got -0.1."],
    [() => new AdamW({ eps: -1e-8 }), "AdamW: eps must be a number from 0; got -1e-8."],
    [() => new AdaGrad({ groups: [{ parameters: [p], lrDecay: -1 }] }), "AdaGrad: lrDecay must be"],
    [
      () => new SGD({ nesterov: true }),
      "SGD: nesterov needs a momentum above 0 and no dampening; got momentum 0 and dampening 0.",
    ],
    [
      () => new SGD({ groups: [{ parameters: [p], nesterov: true }] }),
      "SGD: nesterov needs a momentum above 0 and no dampening; got momentum 0 and dampening 0.",
    ],
    [
      () => new Momentum({ momentum: 5 }),
      "Momentum: momentum must be a number from 0 to 1; got 5.",
    ],
    [() => new RMSprop({ alpha: 2 }), "RMSprop: alpha must be a number from 0 to 1; got 2."],
    [
      () => new SGD({ groups: [{ parameters: [p] }, { parameters: [p] }] }),
      "SGD: a parameter may be in one group only.",
    ],
    [
      () => new Rprop({ etas: [0.5, 1] }),
      "Rprop: etas must be a number from 0 to 1 and one above 1; got 0.5 and 1.",
    ],
    [
      () => new Rprop({ stepSizes: [1, 0.5] }),
      "Rprop: stepSizes must be two numbers from 0 in order; got 1 and 0.5.",
    ],
    [() => new ASGD({ t0: -1 }), "ASGD: t0 must be a number from 0; got -1."],
    [() => new ASGD({ lambd: NaN }), "ASGD: lambd must be a number from 0; got NaN."],
    [() => new Adafactor({ d: 0.5 }), "Adafactor: d must be a number from 1; got 0.5."],
    [
      () => new Adafactor({ beta2Decay: 0.5 }),
      "Adafactor: beta2Decay must be a number up to 0; got 0.5.",
    ],
    [() => new Adafactor({ eps1: -1 }), "Adafactor: eps1 must be a number from 0; got -1."],
    [() => new Adafactor({ eps2: NaN }), "Adafactor: eps2 must be a number from 0; got NaN."],
    [() => new Muon({ nsSteps: 0 }), "Muon: nsSteps must be an integer from 1 to 99; got 0."],
    [
      () => new Muon({ nsCoefficients: [1, 2] as never }),
      "Muon: nsCoefficients must be three numbers; got 1,2.",
    ],
    [
      () => new Muon({ adjustLearningRate: "none" as never }),
      'Muon: adjustLearningRate must be "original" or "matchRmsAdamW"; got "none".',
    ],
    [
      () => {
        adam.learningRate = Infinity;
      },
      "Adam: learningRate must be a number from 0; got Infinity.",
    ],
  ] as const)("of options %#", ([make, sentence]) => {
    expect(make).toThrow(sentence);
  });

  test.for([
    [{}, { learningRate: NaN }, "SGD: learningRate must be a number from 0; got NaN."],
    [{}, { learningRate: -1 }, "SGD: learningRate must be a number from 0; got -1."],
    [{}, { learningRate: "1" as never }, "SGD: learningRate must be a number from 0; got 1."],
    [{ learningRate: -1 }, {}, "SGD: learningRate must be a number from 0; got -1."],
    [{ weightDecay: NaN }, {}, "SGD: weightDecay must be a number from 0; got NaN."],
    [{ nesterov: true }, {}, "SGD: nesterov needs a momentum above 0 and no dampening; got"],
  ] as const)("of options that were changed %#", ([changed, once, sentence]) => {
    const slopes = [[1, 1]] as const;
    const [sgd, grouped] = [new SGD(), new SGD({ groups: [{ parameters: [p] }] })];
    Object.assign(sgd.options, changed);
    expect(() => sgd.update([p], slopes, once)).toThrow(sentence);
    Object.assign(grouped.groups[0]!, changed);
    expect(() => grouped.update([p], slopes, once)).toThrow(sentence);
    expect(p.toArray()).toEqual([1, 2]);
    expect(Object.keys(sgd.stateDict())).toEqual(["learningRate"]);
  });

  test.for(all)("of what takes the place of options: %s", ([, make]) => {
    const { name, constructor } = make();
    if (name === "Lookahead") return;
    const construct = constructor as new (options: unknown) => Optimizer;
    for (const [given, got] of [
      [[p], "Array"],
      [0.1, "0.1"],
      ["fast", "a string"],
      [null, "null"],
    ] as const) {
      expect(() => new construct(given)).toThrow(
        new RegExp(`^${name}: options are learningRate, .*; got ${got}\\.$`),
      );
    }
    expect(() => new construct({ learningRat: 1 })).toThrow(
      `${name}: there is no option learningRat, only `,
    );
  });

  test("but not at the ends of what an option may be", () => {
    const given = [
      new Momentum({ momentum: 1 }),
      new AdaDelta({ rho: 0 }),
      new AdaDelta({ rho: 1 }),
      new Adam({ betas: [0, 0] }),
    ];
    expect(given).toHaveLength(4);
  });

  test("of saved values", () => {
    const fresh = new Adam();
    expect(() =>
      fresh.loadStateDict({ mean: { shape: [1], dtype: "float32", data: [1] } }),
    ).toThrow("Adam: the state must have names like 0.step; got mean.");
    expect(() =>
      fresh.loadStateDict({ "0.weight": { shape: [1], dtype: "float32", data: [1] } }),
    ).toThrow("Adam: the state must have 0.step; got weight.");
    fresh.loadStateDict({
      "0.mean": { shape: [3], dtype: "float32", data: [1, 2, 3] },
      "0.square": { shape: [2], dtype: "float32", data: [1, 2] },
      "0.step": { shape: [], dtype: "float64", data: [1] },
    });
    expect(() => fresh.update([p], [tensor([1, 2])])).toThrow(
      "Adam: the saved mean of weight must have shape [2]; got 3 elements of [3].",
    );
  });

  test.for([
    ["learningRate", [], "Adam: the saved learningRate must have shape []; got 0 elements of []."],
    ["learningRate", [-1], "Adam: learningRate must be a number from 0; got -1."],
    ["0.mean", [1], "Adam: the saved mean of weight must have shape [2]; got 1 elements of [2]."],
    ["0.mean", [1, null], "Adam: the saved mean of weight must hold numbers; got null at 1."],
    [
      "0.mean",
      { 0: 1, 1: 2 },
      "Adam: the saved mean of weight must be as stateDict gives it, with data in an array",
    ],
    ["learningRate", undefined, "Adam: the saved learningRate must be as stateDict gives it"],
  ] as const)("of saved values, which change nothing: %s %j", ([key, data, sentence]) => {
    const parameter = new Parameter([1, 2], { name: "weight" });
    const [one, other] = [new Adam(), new Adam()];
    one.update([parameter], [[1, 1]]);
    other.update([parameter], [[3, 4]]);
    const before = one.stateDict();
    const saved = other.stateDict();
    const wrong = { ...saved[key]!, data: data as unknown as readonly number[] };
    expect(() => one.loadStateDict({ ...saved, [key]: wrong })).toThrow(sentence);
    expect(one.stateDict()).toEqual(before);
  });
});

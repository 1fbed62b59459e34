import { dense, lean } from "./bundle.ts";

/** The most that a module may weigh, of the sources and of installed packages: minified by esbuild, then gzip -9. */
export interface Budget {
  readonly title: string;
  /** The module. What it makes it exports, so that nothing of it is dropped. */
  readonly source: string;
  /** Conditions of packages that the page asks its bundler for. */
  readonly conditions?: readonly string[];
  /** Kilobytes of 1000 bytes. */
  readonly ceiling: number;
  /** Why so much, and what would be a reason to change it. */
  readonly reason: string;
}

/** A page that trains the MLP. */
export const mlp = `
  import { gradients } from "@chainrule/autograd";
  import { Affine, ReLU, Sequential } from "@chainrule/layers";
  import { softmaxCrossEntropy } from "@chainrule/losses";
  import { Adam } from "@chainrule/optimizers";
  import { fromData } from "@chainrule/tensor";

  const model = new Sequential(new Affine(784, 256), new ReLU(), new Affine(256, 10));
  const parameters = model.parameters();
  const adam = new Adam();
  export function train(images: Float32Array, labels: Int32Array): number {
    const x = fromData(images, [labels.length, 784]);
    const loss = softmaxCrossEntropy(model.forward(x), fromData(labels, [labels.length]));
    adam.update(parameters, gradients(loss, parameters));
    return loss.item();
  }`;

/** A page that trains the CNN. */
export const cnn = `
  import { gradients } from "@chainrule/autograd";
  import { Affine, Conv2d, Flatten, MaxPool2d, ReLU, Sequential } from "@chainrule/layers";
  import { softmaxCrossEntropy } from "@chainrule/losses";
  import { Adam } from "@chainrule/optimizers";
  import { fromData } from "@chainrule/tensor";

  const model = new Sequential(
    new Conv2d(1, 8, 3), new ReLU(), new MaxPool2d(2),
    new Conv2d(8, 16, 3), new ReLU(), new MaxPool2d(2),
    new Flatten(), new Affine(400, 10),
  );
  const parameters = model.parameters();
  const adam = new Adam();
  export function train(images: Float32Array, labels: Int32Array): number {
    const x = fromData(images, [labels.length, 1, 28, 28]);
    const loss = softmaxCrossEntropy(model.forward(x), fromData(labels, [labels.length]));
    adam.update(parameters, gradients(loss, parameters));
    return loss.item();
  }`;

/** What people import together. */
export const imports: readonly Budget[] = [
  {
    title: "a page that trains the MLP",
    source: mlp,
    ceiling: 75.5,
    reason:
      "The engine, the compiler and tensors are three quarters of it, and come with every page: what a graph may hold is known only when it runs. Sentences for programs without types (options that there are none of, lists that are none) are 0.7 of it; those for a library that is there twice, and for files that were damaged, 0.4. Code that serves batches of any size is 0.5: the first batch of another size takes a half to a third of the time. Where modules are inside others is remembered, and looked after at each run, for 0.15: building an MLP's forward takes half the time. Vectors of float64 are 0.4: its sums and comparisons take a fifth to a fifteenth of the time. Its exponentials, sigmoids and hyperbolic tangents on them are 0.8: they take a quarter to an eighth of the time, and so do the gradient checks and the networks that compute them. Sorting by bits, and the first few by insertion, is 0.15: both take less than half of the time. Searching several lines at once for their largest element, and casts and random numbers of float64 on vectors, are 0.3: the first takes a quarter to a tenth of the time, the others two thirds. Padding that is written once, and where it is read, and elements a few apart in two loads, are 0.2: a step of a CNN with overlapping pooling takes nine tenths of the time. Cosines of what is known to be small are 0.1: normal random numbers take two thirds of the time. Powers of integers that wrap, signs of zeros that are left over, and shapes that are copies are 0.08. Transposes in blocks are 0.15: those of large matrices take a sixth to a third of the time. Running sums in pieces are 0.1: those of long lines take half of the time, and so do their gradients. Their starts of slices that are made once, and the first of a line that are sorted without the others, are 0.1: short running sums that are read at once take a third to two thirds of the time, the first hundreds of a thousand six to eight tenths. That a mask in a compiled step says what to do instead, and that kernels are told whether to fuse products and sums, are 0.07. What kernels over rows hand on inside a row lies in the room of one row, and what pooling compares is one operation, for 0.25: pooling of overlapping windows takes three fifths of the time.",
  },
  {
    title: "a page that trains the CNN",
    source: cnn,
    ceiling: 78,
    reason: "Besides the MLP: three layers, and the operations of convolution and pooling.",
  },
  {
    title: "a lean page that trains the MLP",
    source: mlp,
    conditions: [lean],
    ceiling: 49.9,
    reason:
      "What is left is a compiler of whatever graph a network makes, and an engine of whatever kernels that takes.",
  },
  {
    title: "a lean page that trains the MLP, of dense layers only",
    source: mlp,
    conditions: [lean, dense],
    ceiling: 45,
    reason:
      "What is left has no convolutions and no windows, and joins no kernels; any other graph still compiles, on kernels for vectors and scalars.",
  },
  {
    title: "a lean page that trains the CNN",
    source: cnn,
    conditions: [lean],
    ceiling: 53,
    reason: "Besides the lean MLP: three layers, and the operations of convolution and pooling.",
  },
  {
    title: "tensors alone",
    source: `export { tensor } from "@chainrule/tensor";`,
    ceiling: 64.4,
    reason: "Methods of a class are not dropped by bundlers, nor kernels that a graph may need.",
  },
  {
    title: "gradients of tensors",
    source: `
      export { tensor } from "@chainrule/tensor";
      export { gradients } from "@chainrule/autograd";`,
    ceiling: 68.9,
    reason: "Besides tensors: a rule for each primitive, and the walk.",
  },
  {
    title: "one class of chainrule, the umbrella",
    source: `export { tensor } from "chainrule";`,
    ceiling: 64.4,
    reason: "Nothing more than tensors alone: the umbrella is only a list.",
  },
  {
    title: "everything of chainrule, the umbrella",
    source: `export * from "chainrule";`,
    ceiling: 112.3,
    reason:
      "All layers, losses, optimizers and checks; nobody needs them at once. Quantiles, searches and counts are 1.2. Bags of embeddings and normalised weights are 1.2. Adafactor, Muon, Rprop, ASGD and early stopping are 1.5. States of other optimizers are refused for 0.1. Averages of weights are 0.75, the search for a learning rate 0.75, Lion and LAMB 0.1, layers of volumes 0.2, orthogonal weights 0.25, CTC 1.2, L-BFGS 1.5, Lookahead 0.4, and `vmap` is 3.",
  },
  {
    title: "one layer, besides tensors",
    source: `export { Affine } from "@chainrule/layers/affine";`,
    ceiling: 67.5,
    reason: "Besides tensors: modules, their saving and loading, one layer and first values.",
  },
];

/** The most that a package's own code may weigh, without its neighbours': the ceiling in kilobytes, and the reason. */
export const packages: Readonly<Record<string, readonly [number, string]>> = {
  graph: [
    8.1,
    "Rules of shapes and dtypes for each primitive, with their errors, and checks of arguments, of lists of things of one kind, too. What errors call a value, and the span of an axis, are here for all packages.",
  ],
  compiler: [
    16,
    "Lowering, fusion and the plan of memory; concatenations written once, and what is known of angles, are 0.2, transposes in blocks 0.15.",
  ],
  "engine-wasm": [
    30,
    "Kernels of each primitive for vectors of float32 and float64 and for scalars, functions of float32 with angles and remainders, exponentials of float64, the assembler, threads, and code for any number of rows. Programs that run without the engine are 1.2, which no page has that does not write them.",
  ],
  reference: [4, "A loop for each primitive."],
  tensor: [
    25.9,
    "Every operation a tensor has, attention and sampling, with quantiles, searches and counts as functions (1.2), with errors that name shapes, compiled steps that are traced anew where what they remember was replaced, calls that must not read, and running sums in pieces.",
  ],
  autograd: [
    12.3,
    "Two rules for each primitive, and what checks them; `vmap`, with the second of them, is 3.2.",
  ],
  layers: [
    14.9,
    "Seventy small classes, bags of embeddings and normalised weights (1.4), those of volumes (0.2) among them, which print what differs from their defaults; the recurrent ones are 1.5, orthogonal weights 0.3.",
  ],
  linalg: [
    5,
    "Factorizations and what solves by them, and Jacobi's rotations: eleven functions, with gradients of their own and sentences for shapes that do not fit.",
  ],
  losses: [
    5.3,
    "Twenty functions, and CTC, whose alignments and lengths with their sentences are 1.2.",
  ],
  metrics: [
    5.4,
    "Fifteen functions and ten classes, each with a sentence for labels that do not fit; labels that do not count are 0.1.",
  ],
  signal: [
    6,
    "Transforms of any length in three ways, real and complex, with what is made of them: twenty-three functions with their sentences.",
  ],
  optimizers: [
    12.2,
    "Seventeen rules on one base, of which Adafactor, Muon, Rprop and ASGD are 1.5, schedules, early stopping, a search for the learning rate, clipping, saving, with sentences for the states of other rules, averages of weights, Lookahead (0.4), and L-BFGS with its line search (1.5).",
  ],
  data: [
    10.9,
    "Batches, of sequences of different lengths and by weights, too (0.7), readers and writers of four formats, one of them zip archives, and random changes of images (2), with a sentence for each way in which a file is damaged.",
  ],
  onnx: [
    7.2,
    "A rule for each primitive in operators of ONNX, lengths that grow with the batch, and a writer of protocol buffers: for programs that export, not for pages that train.",
  ],
  standalone: [
    3.6,
    "The texts of a module and of its types, and the trace of a function: what compiles it is in the engine.",
  ],
  worker: [
    2.8,
    "Both sides: a page that connects has 1.8 of it, and a worker that serves 1.7. A quarter is sentences for what cannot be sent, called or loaded.",
  ],
  inspect: [
    12.3,
    "Reports as text and pictures, and sentences for arguments of the wrong kind: for development, not for pages that train.",
  ],
  chainrule: [0.5, "A list of the packages."],
};

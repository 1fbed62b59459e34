/** Something to watch: what the page calls it, and what there is to see. */
export interface Choice {
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

/** What can be watched, in groups. */
export const menu: readonly { readonly title: string; readonly choices: readonly Choice[] }[] = [
  {
    title: "Small expressions",
    choices: [
      {
        name: "product",
        title: "(x + y) · z",
        about:
          "The chain rule at its plainest: a sum passes its gradient on, a product multiplies it by the other factor.",
      },
      {
        name: "branch",
        title: "sin(x) · x² + x",
        about: "x is used three times. Each use sends a gradient back, and x receives their sum.",
      },
      {
        name: "neuron",
        title: "A neuron and its squared error",
        about: "Weights, a bias, a sigmoid and an error: the smallest thing that learns.",
      },
      {
        name: "broadcast",
        title: "A bias for every row",
        about: "b is added to both rows of a. On the way back its gradient is the sum over both.",
      },
      {
        name: "typed",
        title: "Type your own",
        about: "Any expression of + − * / ^, numbers, variables and the usual functions.",
      },
    ],
  },
  {
    title: "Two-layer networks",
    choices: [
      {
        name: "notebook",
        title: "A two-layer network, every line a step",
        about:
          "Affine, ReLU, affine, softmax by hand, cross entropy and an L2 penalty. l1_lin starts with exactly 0, where ReLU has a kink: see what the comparison says about it.",
      },
      {
        name: "sigmoid",
        title: "The same numbers with sigmoid and softmaxCrossEntropy",
        about:
          "Affine, sigmoid, affine, and softmax with cross entropy as one operation, as you would write it.",
      },
    ],
  },
];

/** The choice of that name. */
export function choiceOf(name: string): Choice {
  return menu.flatMap(({ choices }) => choices).find((choice) => choice.name === name)!;
}

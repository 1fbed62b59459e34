import { readdirSync, readFileSync } from "node:fs";
import type { DefaultTheme } from "vitepress";

type Item = DefaultTheme.SidebarItem;
type Listed = Item & { readonly link: string };

const guides: Item[] = [
  {
    text: "Start",
    items: [
      { text: "First network", link: "/guides/first-network" },
      { text: "Tensors and shapes", link: "/guides/tensors" },
      { text: "How gradients work", link: "/guides/gradients" },
      { text: "Whole programs", link: "/guides/programs" },
    ],
  },
  {
    text: "Train",
    items: [
      { text: "Layers", link: "/guides/layers" },
      { text: "Losses", link: "/guides/losses" },
      { text: "Optimizers", link: "/guides/optimizers" },
      { text: "Metrics", link: "/guides/metrics" },
      { text: "Linear algebra", link: "/guides/linear-algebra" },
      { text: "Signals and spectra", link: "/guides/signals" },
      { text: "Data and files", link: "/guides/data" },
      { text: "Debugging", link: "/guides/debugging" },
      { text: "Performance", link: "/guides/performance" },
      { text: "Browsers and bundlers", link: "/guides/browsers" },
    ],
  },
  {
    text: "Coming from",
    items: [
      { text: "PyTorch", link: "/guides/from-pytorch" },
      { text: "TensorFlow.js", link: "/guides/from-tensorflow-js" },
      { text: "NumPy", link: "/guides/from-numpy" },
    ],
  },
  {
    text: "Inside",
    items: [
      { text: "Extending", link: "/guides/extending" },
      { text: "Internals", link: "/guides/internals" },
    ],
  },
];

const demos: Item[] = [
  {
    text: "Live demos",
    items: [
      { text: "Train MNIST in the page", link: "/demos/train-mnist" },
      { text: "Draw a digit", link: "/demos/draw-a-digit" },
      { text: "Watch backprop", link: "/demos/watch-backprop" },
      { text: "Convolution by windows", link: "/demos/convolution-windows" },
      { text: "Optimizer race", link: "/demos/optimizer-race" },
    ],
  },
];

/** The repository's own pages under `docs/`, by their titles. */
function pagesOf(folder: string): Item[] {
  return readdirSync(new URL(`../../../docs/${folder}`, import.meta.url))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file): Item => {
      const path = `${folder}${file}`;
      const text = readFileSync(new URL(`../../../docs/${path}`, import.meta.url), "utf8");
      return { text: /^# (.*)/m.exec(text)![1]!, link: `/project/${path.slice(0, -3)}` };
    });
}

const project: Item[] = [
  { text: "The project", items: pagesOf("") },
  { text: "Decisions", link: "/project/decisions/", items: pagesOf("decisions/") },
];

/** The generated list of each package's symbols. */
const symbols = JSON.parse(
  readFileSync(new URL("../api/typedoc-sidebar.json", import.meta.url), "utf8"),
) as Listed[];

/** The lists of the package's symbols, by kind. Groups stay open: one that folds would be a button inside a button. */
function groupsOf(items: readonly Item[] = []): Item[] {
  return items.map(({ text, items: own = [] }) => ({
    text: text!,
    items: own.map((item) => ({ text: item.text!, link: item.link! })),
  }));
}

/** Beside the pages of a package stand its own symbols, beside those of a part of it the part's, and beside `Tensor` its methods: hundreds of links would take long to load. */
const references: DefaultTheme.SidebarMulti = Object.fromEntries(
  symbols.flatMap(({ text, link, items = [] }): [string, Item[]][] => {
    const home: Item = { text: "API reference", link: "/api/" };
    const back: Item[] = [{ text: text!, link }, home];
    const named = (name: string): Listed[] =>
      (items.find((group) => group.text === name)?.items ?? []) as Listed[];
    const methods: Item[] = [
      { text: "Tensor", link: `${link}classes/Tensor`, items: named("Methods of Tensor") },
      ...back,
    ];
    return [
      [link, [{ text: text!, link, items: groupsOf(items) }, home]],
      ...named("Namespaces").map((part): [string, Item[]] => [
        part.link,
        [{ text: part.text!, link: part.link, items: groupsOf(part.items) }, ...back],
      ]),
      ...(named("Methods of Tensor").length > 0
        ? [`${link}methods/`, `${link}classes/Tensor`].map((path): [string, Item[]] => [
            path,
            methods,
          ])
        : []),
    ];
  }),
);

/** The pages in reading order; inside the API reference, the package's own symbols beside the other packages. */
export const sidebar: DefaultTheme.SidebarMulti = {
  "/guides/": guides,
  "/demos/": demos,
  "/project/": project,
  "/api/": [
    { text: "Packages", items: symbols.map(({ text, link }): Item => ({ text: text!, link })) },
  ],
  ...references,
};

export const nav: DefaultTheme.NavItem[] = [
  { text: "Guides", link: "/guides/first-network", activeMatch: "/guides/" },
  { text: "Demos", link: "/demos/train-mnist", activeMatch: "/demos/" },
  { text: "Project", link: "/project/gradients", activeMatch: "/project/" },
  { text: "API", link: "/api/", activeMatch: "/api/" },
];

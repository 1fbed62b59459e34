import type { DefaultTheme } from "vitepress";

/** The pages in reading order, and what stands at the top of each. */
export const sidebar: DefaultTheme.Sidebar = [
  {
    text: "Guides",
    items: [{ text: "First network in five minutes", link: "/guides/first-network" }],
  },
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

export const nav: DefaultTheme.NavItem[] = [
  { text: "Guides", link: "/guides/first-network", activeMatch: "/guides/" },
  { text: "Demos", link: "/demos/train-mnist", activeMatch: "/demos/" },
];

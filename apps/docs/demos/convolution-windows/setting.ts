import type { Matrix, Setting } from "./sliding.ts";

/** A three, 5 × 6, and a kernel that answers to horizontal edges. */
export const beginning: Setting = {
  image: {
    rows: 5,
    columns: 6,
    elements: [
      0, 3, 5, 4, 0, 0, 0, 0, 0, 6, 2, 0, 0, 2, 5, 3, 0, 0, 0, 0, 0, 6, 2, 0, 0, 3, 5, 4, 0, 0,
    ],
  },
  kernel: { rows: 3, columns: 3, elements: [1, 2, 1, 0, 0, 0, -1, -2, -1] },
  stride: 1,
  padding: 0,
  dilation: 1,
};

/** A number of the setting that a reader may choose, and between what. */
export interface Dial {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly get: (setting: Setting) => number;
  readonly set: (setting: Setting, value: number) => Setting;
}

/** A matrix of another size: what is in both keeps its place, the rest is 0. */
export function resize({ rows, columns, elements }: Matrix, to: Partial<Matrix>): Matrix {
  const [height, width] = [to.rows ?? rows, to.columns ?? columns];
  const at = (row: number, column: number): number =>
    row < rows && column < columns ? elements[row * columns + column]! : 0;
  return {
    rows: height,
    columns: width,
    elements: Array.from({ length: height * width }, (_, i) =>
      at(Math.floor(i / width), i % width),
    ),
  };
}

function sizeDial(label: string, part: "image" | "kernel", side: "rows" | "columns"): Dial {
  const [low, high] = part === "image" ? [2, 8] : [1, 4];
  return {
    label,
    low,
    high,
    get: (setting) => setting[part][side],
    set: (setting, value) => ({ ...setting, [part]: resize(setting[part], { [side]: value }) }),
  };
}

function slidingDial(
  label: string,
  name: "stride" | "padding" | "dilation",
  low: number,
  high: number,
): Dial {
  return {
    label,
    low,
    high,
    get: (setting) => setting[name],
    set: (setting, value) => ({ ...setting, [name]: value }),
  };
}

/** Everything that can be chosen. */
export const dials: readonly Dial[] = [
  sizeDial("Image height", "image", "rows"),
  sizeDial("Image width", "image", "columns"),
  sizeDial("Kernel height", "kernel", "rows"),
  sizeDial("Kernel width", "kernel", "columns"),
  slidingDial("Stride", "stride", 1, 3),
  slidingDial("Padding", "padding", 0, 2),
  slidingDial("Dilation", "dilation", 1, 3),
];

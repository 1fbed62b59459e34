type Colour = readonly [red: number, green: number, blue: number];

/** The colours of values from `low` to 1, as 256 pixels. */
export interface Palette {
  readonly low: -1 | 0;
  readonly pixels: Uint32Array;
}

function palette(low: -1 | 0, colourOf: (value: number) => Colour): Palette {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) {
    const value = low + ((1 - low) * i) / 255;
    bytes.set([...colourOf(value), 255], 4 * i);
  }
  return { low, pixels: new Uint32Array(bytes.buffer) };
}

/** Ink on paper. */
export const ink: Palette = palette(0, (value) => {
  const shade = 255 * (1 - value);
  return [shade, shade, shade];
});

/** Blue below zero, white at it, red above. */
export const signed: Palette = palette(-1, (value) => {
  const rest = 255 * (1 - Math.abs(value));
  return value < 0 ? [rest, 128 + rest / 2, 255] : [255, 64 + (rest * 3) / 4, rest];
});

/** From dark to bright. */
export const heat: Palette = palette(0, (value) => [
  408 * value,
  255 * value ** 1.5,
  90 * (1 - value) + 120 * value ** 3,
]);

/** Pictures side by side, in rows of `columns`, with a transparent line between. */
export interface Sheet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
  readonly columns: number;
}

/** The size of a sheet in values, and so in pixels of its canvas. */
export function sizeOfSheet({
  count,
  height,
  width,
  columns,
}: Sheet): [width: number, height: number] {
  const across = Math.min(count, columns);
  return [across * (width + 1) - 1, Math.ceil(count / columns) * (height + 1) - 1];
}

/** Paints a sheet on a canvas, one value a pixel, scaled so that the value farthest from zero has the palette's last colour. */
export function paint(canvas: HTMLCanvasElement, sheet: Sheet, { low, pixels }: Palette): void {
  const { count, height, width, data, columns } = sheet;
  const [across, down] = sizeOfSheet(sheet);
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  const context = canvas.getContext("2d");
  if (context === null) return;
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  const scale = largest === 0 ? 0 : 255 / (1 - low) / largest;
  const zero = (-255 * low) / (1 - low);
  const image = context.createImageData(across, down);
  const target = new Uint32Array(image.data.buffer);
  let i = 0;
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % columns) * (width + 1);
    const top = Math.floor(picture / columns) * (height + 1);
    for (let row = 0; row < height; row++) {
      const start = (top + row) * across + left;
      for (let column = 0; column < width && i < data.length; column++) {
        target[start + column] = pixels[Math.round(zero + scale * data[i++]!)]!;
      }
    }
  }
  context.putImageData(image, 0, 0);
}

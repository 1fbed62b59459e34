/** A place on the pad, from 0 to 1 in both directions. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the pen drew without being lifted. */
export type Stroke = readonly Point[];

/** Pixels on a side of the image, and of the square in it that MNIST's digits fit into. */
const side = 28;
const box = 20;

/** How thick a line is, in pixels: about as in MNIST. */
const thickness = 2.6;

/** How small a drawing may be, of the pad: one below is a dot, and not blown up. */
const smallest = 0.08;

/** The squared distance of a point from a line between two others. */
function distance2(x: number, y: number, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : ((x - a.x) * dx + (y - a.y) * dy) / length2;
  const t = Math.min(1, Math.max(0, along));
  return (x - a.x - t * dx) ** 2 + (y - a.y - t * dy) ** 2;
}

/** How far from its middle a line leaves ink. */
const reach = thickness / 2 + 0.5;

/** The first and the last pixel that a line between two places reaches. */
function reached(a: number, b: number): readonly [first: number, last: number] {
  const clamp = (value: number): number => Math.min(side - 1, Math.max(0, value));
  return [clamp(Math.floor(Math.min(a, b) - reach)), clamp(Math.ceil(Math.max(a, b) + reach))];
}

/** Inks the pixels of a line: full inside, falling to nothing within a pixel at the edge. */
function drawLine(pixels: Uint8Array, a: Point, b: Point): void {
  const [left, right] = reached(a.x, b.x);
  const [top, bottom] = reached(a.y, b.y);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const rest = reach - Math.sqrt(distance2(x + 0.5, y + 0.5, a, b));
      const ink = Math.round(255 * Math.min(1, Math.max(0, rest)));
      const at = y * side + x;
      pixels[at] = Math.max(ink, pixels[at]!);
    }
  }
}

/** Ink, from 0 to 255, on the pixels of the image. */
function draw(strokes: readonly Stroke[]): Uint8Array {
  const pixels = new Uint8Array(side * side);
  for (const stroke of strokes) {
    stroke.forEach((point, i) => drawLine(pixels, stroke[Math.max(0, i - 1)]!, point));
  }
  return pixels;
}

/** The centre of mass of the ink. */
function centre(pixels: Uint8Array): Point {
  let [sum, sumX, sumY] = [0, 0, 0];
  pixels.forEach((ink, i) => {
    sum += ink;
    sumX += ink * ((i % side) + 0.5);
    sumY += ink * (Math.floor(i / side) + 0.5);
  });
  return { x: sumX / sum, y: sumY / sum };
}

/**
 * The drawing as MNIST's images were made: scaled, its proportions kept, to fit a square of 20×20 pixels, and moved so that its
 * centre of mass is in the middle of 28×28. `null` where nothing is drawn.
 */
export function rasterize(strokes: readonly Stroke[]): Uint8Array | null {
  const points = strokes.flat();
  if (points.length === 0) return null;
  let [left, right, top, bottom] = [1, 0, 1, 0];
  for (const { x, y } of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const extent = Math.max(right - left, bottom - top, smallest);
  const scale = (box - thickness) / extent;
  const place = (offset: Point): Stroke[] =>
    strokes.map((stroke) =>
      stroke.map(({ x, y }) => ({
        x: (x - left) * scale + offset.x,
        y: (y - top) * scale + offset.y,
      })),
    );
  const margin = (side - box + thickness) / 2;
  const first = centre(draw(place({ x: margin, y: margin })));
  const middle = side / 2;
  return draw(place({ x: margin + middle - first.x, y: margin + middle - first.y }));
}

import type { Contract } from "@chainrule/compiler";
import { i32, v128 } from "./assembler.ts";
import type { Features } from "./features.ts";
import type { KernelCode } from "./kernel.ts";
import {
  divisor,
  join,
  panelSize,
  panelsOf,
  type Rounds,
  type Schedule,
  scheduleOf,
  size,
} from "./schedule.ts";

function scheduled({ dimensions }: Contract, features: Features): Schedule {
  const schedule = scheduleOf(dimensions, features);
  if (schedule === null) throw new Error("wasmEngine: no schedule for this contraction.");
  return schedule;
}

/** Writes the function that packs the second operand, and says how many units it has; 0 where it lies well as it is. */
export function emitPack(code: KernelCode, kernel: Contract, features: Features): number {
  const schedule = scheduled(kernel, features);
  return schedule.packed ? new ContractEmitter(code, kernel, schedule, features).pack() : 0;
}

/** Writes the function of a contraction, and says into how many units threads may divide it. */
export function emitContract(code: KernelCode, kernel: Contract, features: Features): number {
  return new ContractEmitter(code, kernel, scheduled(kernel, features), features).emit();
}

/** Where an accumulator's lanes belong: bytes from the tile's start, how many there are, and the bytes between two. */
interface Place {
  readonly offset: number;
  readonly lanes: number;
  readonly step: number;
}

class ContractEmitter {
  readonly #code: KernelCode;
  readonly #schedule: Schedule;
  readonly #features: Features;
  /** The panels of the current round, and their number. */
  readonly #panel: number;
  readonly #panels: number;
  /** Columns of a tile. */
  readonly #width: number;
  // Where the current round starts in each operand.
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;

  constructor(
    code: KernelCode,
    { a, b, c, scratch }: Contract,
    schedule: Schedule,
    features: Features,
  ) {
    this.#code = code;
    this.#schedule = schedule;
    this.#features = features;
    this.#width = 4 * schedule.vectors;
    this.#panels = panelsOf(schedule);
    this.#panel = code.local(i32);
    if (scratch !== null) code.get(code.addressOf(scratch)).set(this.#panel);
    [this.#a, this.#b, this.#c] = [a, b, c].map(({ buffer, at }) => {
      const local = code.local(i32);
      code.origin(at, buffer, 4).set(local);
      return local;
    }) as [number, number, number];
  }

  /** Copies the second operand into panels; a unit is a panel of every round. */
  pack(): number {
    const { batch, outerSums } = this.#schedule;
    this.#nest([...batch, ...outerSums], () => {
      this.#packRound();
      this.#nextPanels();
    });
    return this.#panels;
  }

  emit(): number {
    const { batch, outerSums, rows } = this.#schedule;
    this.#nest(batch, () => {
      // The first part of a sum replaces what is in memory, the others add to it.
      if (size(outerSums) === 1) return this.#part(false);
      const first = this.#code.local(i32);
      this.#code.i32(1).set(first);
      this.#nest(outerSums, () => {
        this.#code.get(first).if(() => this.#part(false));
        this.#code
          .get(first)
          .op("i32.eqz")
          .if(() => this.#part(true));
        this.#code.i32(0).set(first);
      });
    });
    return this.#panels * (rows.length > 1 ? rows[0]!.size : 1);
  }

  #nextPanels(): void {
    this.#code.advance(this.#panel, 4 * this.#panels * panelSize(this.#schedule));
  }

  /** Runs `body` over a nest of dimensions, moving the starts of the operands. */
  #nest(dimensions: readonly Rounds[], body: () => void): void {
    const [first, ...rest] = dimensions;
    if (first === undefined) return body();
    const code = this.#code;
    code.repeat(first.size, () => {
      this.#nest(rest, body);
      code
        .advance(this.#a, 4 * first.a)
        .advance(this.#b, 4 * first.b)
        .advance(this.#c, 4 * first.c);
    });
    code.advance(this.#a, -4 * first.a * first.size);
    code.advance(this.#b, -4 * first.b * first.size);
    code.advance(this.#c, -4 * first.c * first.size);
  }

  /** The tiles of one round from unit `start` to `end`; a unit is a panel of columns and a round of the outer rows. */
  #part(adds: boolean): void {
    const { rows, packed, columns: across } = this.#schedule;
    const code = this.#code;
    const outer = rows.length > 1 ? rows[0]! : null;
    const inner = outer === null ? rows : rows.slice(1);
    const panels = this.#panels;
    const [unit, count, a, b, c] = [0, 1, 2, 3, 4].map(() => code.local(i32)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    code.get(code.start).set(unit).get(code.end).get(code.start).op("i32.sub").set(count);
    code.repeatLocal(count, () => {
      const panel = (): void => void code.get(unit).i32(panels).op("i32.rem_u");
      const row = (): void => void code.get(unit).i32(panels).op("i32.div_u");
      code.get(this.#a);
      if (outer !== null) {
        row();
        code.i32(4 * outer.a).op("i32.mul", "i32.add");
      }
      code.set(a).get(packed ? this.#panel : this.#b);
      panel();
      code
        .i32(4 * (packed ? panelSize(this.#schedule) : this.#width * across.b))
        .op("i32.mul", "i32.add")
        .set(b);
      code.get(this.#c);
      if (outer !== null) {
        row();
        code.i32(4 * outer.c).op("i32.mul", "i32.add");
      }
      panel();
      code
        .i32(4 * this.#width * across.c)
        .op("i32.mul", "i32.add")
        .set(c);
      const left = across.size % this.#width;
      if (left === 0) {
        this.#rows(inner, a, b, c, this.#width, adds);
      } else if (panels === 1) {
        this.#rows(inner, a, b, c, left, adds);
      } else {
        panel();
        code
          .i32(panels - 1)
          .op("i32.ne")
          .if(() => this.#rows(inner, a, b, c, this.#width, adds));
        panel();
        code
          .i32(panels - 1)
          .op("i32.eq")
          .if(() => this.#rows(inner, a, b, c, left, adds));
      }
      code.advance(unit, 1);
    });
    if (packed) this.#nextPanels();
  }

  /** Copies one round of the second operand into panels `start` to `end`. */
  #packRound(): void {
    const { sums, columns: across } = this.#schedule;
    const width = this.#width;
    const code = this.#code;
    const [to, from, unit, count] = [0, 1, 2, 3].map(() => code.local(i32)) as [
      number,
      number,
      number,
      number,
    ];
    const panel = (filled: number): void => {
      const taps = (dimensions: readonly Rounds[]): void => {
        const [first, ...rest] = dimensions;
        if (first === undefined) {
          this.#packRow(to, from, filled);
          code.advance(to, 4 * width);
          return;
        }
        code.repeat(first.size, () => {
          taps(rest);
          code.advance(from, 4 * first.b);
        });
        code.advance(from, -4 * first.b * first.size);
      };
      taps(sums);
    };
    code.get(code.start).set(unit).get(code.end).get(code.start).op("i32.sub").set(count);
    const panelBytes = 4 * panelSize(this.#schedule);
    code.get(this.#panel).get(unit).i32(panelBytes).op("i32.mul", "i32.add").set(to);
    code
      .get(this.#b)
      .get(unit)
      .i32(4 * width * across.b)
      .op("i32.mul", "i32.add")
      .set(from);
    const left = across.size % width;
    code.repeatLocal(count, () => {
      const isLast = (): void =>
        void code
          .get(unit)
          .i32(this.#panels - 1)
          .op("i32.eq");
      if (left === 0) {
        panel(width);
      } else {
        isLast();
        code.if(() => panel(left));
        isLast();
        code.op("i32.eqz").if(() => panel(width));
      }
      code.advance(from, 4 * width * across.b).advance(unit, 1);
    });
  }

  /** Copies the columns of one position of the sums, with zeros beyond the `filled` ones. */
  #packRow(to: number, from: number, filled: number): void {
    const { columns: across, vectors } = this.#schedule;
    const code = this.#code;
    for (let v = 0; v < vectors; v++) {
      if (across.b === 1 && 4 * v + 4 <= filled) {
        code
          .get(to)
          .get(from)
          .memory("v128.load", 16 * v)
          .memory("v128.store", 16 * v);
        continue;
      }
      for (let i = 4 * v; i < 4 * v + 4; i++) {
        code.get(to);
        if (i < filled)
          code
            .get(from)
            .i32(4 * i * across.b)
            .op("i32.add")
            .memory("f32.load");
        else code.f32(0);
        code.memory("f32.store", 4 * i);
      }
    }
  }

  /** Every tile of one panel. */
  #rows(
    rows: readonly Rounds[],
    a: number,
    b: number,
    into: number,
    width: number,
    adds: boolean,
  ): void {
    const code = this.#code;
    const walk = (dimensions: readonly Rounds[]): void => {
      const [first, ...rest] = dimensions as [Rounds, ...Rounds[]];
      if (rest.length > 0) {
        code.repeat(first.size, () => {
          walk(rest);
          code.advance(a, 4 * first.a).advance(into, 4 * first.c);
        });
        code.advance(a, -4 * first.a * first.size).advance(into, -4 * first.c * first.size);
        return;
      }
      const { height: tile } = this.#schedule;
      const whole = Math.floor(first.size / tile);
      code.repeat(whole, () => {
        this.#tile(tile, width, first, { a, b, c: into }, adds);
        code.advance(a, 4 * first.a * tile).advance(into, 4 * first.c * tile);
      });
      const left = first.size % tile;
      if (left > 0) this.#tile(left, width, first, { a, b, c: into }, adds);
      code.advance(a, -4 * first.a * whole * tile).advance(into, -4 * first.c * whole * tile);
    };
    walk(rows);
  }

  /** One tile of `height` rows and `width` columns, summed in registers. */
  #tile(
    height: number,
    width: number,
    row: Rounds,
    at: { a: number; b: number; c: number },
    adds: boolean,
  ): void {
    const { packed, columns: across } = this.#schedule;
    // Panels lie in the order of the sums.
    const sums = packed ? join(this.#schedule.sums, ["a"]) : this.#schedule.sums;
    const code = this.#code;
    const used = Math.ceil(width / 4);
    code.scratch(v128, height * used, (...sum) => {
      for (const accumulator of sum) code.zeroVector().set(accumulator);
      code.scratch(i32, 2, (a, b) => {
        code.get(at.a).set(a!).get(at.b).set(b!);
        this.#sums(sums, packed ? this.#width : 0, { a: a!, b: b! }, (pointers) =>
          this.#step(height, used, row, pointers, sum),
        );
      });
      const place = (i: number, v: number): Place => ({
        offset: 4 * (i * row.c + 4 * v * across.c),
        lanes: Math.min(4, width - 4 * v),
        step: 4 * across.c,
      });
      // All reads before all writes: V8 pairs neighbours only then.
      if (adds)
        this.#each(height, used, (i, v) => this.#add(sum[i * used + v]!, at.c, place(i, v)));
      this.#each(height, used, (i, v) => this.#store(sum[i * used + v]!, at.c, place(i, v)));
    });
  }

  #each(height: number, used: number, f: (i: number, v: number) => void): void {
    for (let i = 0; i < height; i++) for (let v = 0; v < used; v++) f(i, v);
  }

  /** The products of one position of the sums: a vector of columns for each row's element. */
  #step(
    height: number,
    used: number,
    row: Rounds,
    { a, b }: { a: number; b: number },
    sum: readonly number[],
  ): void {
    const code = this.#code;
    code.scratch(v128, used + 1, (one, ...column) => {
      for (let v = 0; v < used; v++)
        code
          .get(b)
          .memory("v128.load", 16 * v)
          .set(column[v]!);
      for (let i = 0; i < height; i++) {
        const offset = 4 * i * row.a;
        if (offset >= 0) code.get(a).memory("v128.load32_splat", offset);
        else code.get(a).i32(offset).op("i32.add").memory("v128.load32_splat");
        code.set(one!);
        for (let v = 0; v < used; v++) {
          const accumulator = sum[i * used + v]!;
          if (this.#features.fused)
            code
              .get(one!)
              .get(column[v]!)
              .get(accumulator)
              .op("f32x4.relaxed_madd")
              .set(accumulator);
          else
            code
              .get(accumulator)
              .get(one!)
              .get(column[v]!)
              .op("f32x4.mul", "f32x4.add")
              .set(accumulator);
        }
      }
    });
  }

  /**
   * The loops over the sums. Unrolled plainly, V8 on Node 20 hoists all loads of a block to its top and spills the registers; an early exit after each
   * step, to where the accumulators are used, keeps each step's loads beside their uses.
   */
  #sums(
    sums: readonly Rounds[],
    panel: number,
    pointers: { a: number; b: number },
    step: (pointers: { a: number; b: number }) => void,
  ): void {
    const code = this.#code;
    const { a, b } = pointers;
    const [first, ...rest] = sums as [Rounds, ...Rounds[]];
    if (rest.length > 0) {
      const inside = rest[0]!;
      code.repeat(first.size, () => {
        this.#sums(rest, panel, pointers, step);
        code.advance(a, 4 * (first.a - inside.a * inside.size));
        if (panel === 0) code.advance(b, 4 * (first.b - inside.b * inside.size));
      });
      return;
    }
    if (this.#features.paired) return this.#plainSums(first, panel, pointers, step);
    const unrolled = Math.min(4, first.size);
    const left = code.local(i32);
    code.i32(first.size).set(left);
    code.block(() => {
      code.loop(() => {
        for (let i = 0; i < unrolled; i++) {
          step(pointers);
          code.advance(a, 4 * first.a).advance(b, 4 * (panel === 0 ? first.b : panel));
          code.get(left).i32(1).op("i32.sub").tee(left);
          if (i < unrolled - 1) code.op("i32.eqz").branchIf(1);
          else code.branchIf(0);
        }
      });
    });
  }

  /** The innermost loop, without exits: V8 pairs vectors only inside one block. */
  #plainSums(
    { size: count, a, b }: Rounds,
    panel: number,
    pointers: { a: number; b: number },
    step: (pointers: { a: number; b: number }) => void,
  ): void {
    const unrolled = divisor(count, 4);
    this.#code.repeat(count / unrolled, () => {
      for (let i = 0; i < unrolled; i++) {
        step(pointers);
        this.#code.advance(pointers.a, 4 * a).advance(pointers.b, 4 * (panel === 0 ? b : panel));
      }
    });
  }

  /** Adds what is in memory to an accumulator. */
  #add(sum: number, c: number, { offset, lanes, step }: Place): void {
    const code = this.#code;
    if (step === 4 && lanes === 4 && offset >= 0) {
      code.get(c).memory("v128.load", offset).get(sum).op("f32x4.add").set(sum);
      return;
    }
    code.zeroVector();
    for (let lane = 0; lane < lanes; lane++) {
      code
        .get(c)
        .i32(offset + lane * step)
        .op("i32.add")
        .memory("f32.load")
        .lane("f32x4.replace_lane", lane);
    }
    code.get(sum).op("f32x4.add").set(sum);
  }

  /** Writes the lanes of an accumulator. */
  #store(sum: number, c: number, { offset, lanes, step }: Place): void {
    const code = this.#code;
    if (step === 4 && lanes === 4 && offset >= 0) {
      code.get(c).get(sum).memory("v128.store", offset);
      return;
    }
    for (let lane = 0; lane < lanes; lane++) {
      code
        .get(c)
        .i32(offset + lane * step)
        .op("i32.add")
        .get(sum)
        .lane("f32x4.extract_lane", lane)
        .memory("f32.store");
    }
  }
}

import { type Debug, type DType, printShape, type Shape, sizeOf } from "@chainrule/graph";
import { digits, grouped } from "./quantity.ts";

/** Where in a program a NaN or infinity came from. */
export interface Anomaly {
  readonly kind: "NaN" | "infinity";
  /** `null` where the value was given and not computed. */
  readonly primitive: string | null;
  /** The user's operation, or else the primitive; what is given has its name. */
  readonly operation: string;
  /** The module's path, or nothing. */
  readonly module: string;
  /** The line of user code that built it, as `file:line:column`; nothing where that is not known. */
  readonly site: string;
  /** Of a step on the way back, what it is the gradient of. */
  readonly forward: Origin | null;
  readonly shape: Shape;
  readonly dtype: DType;
  /** How many elements are NaN, or infinite. */
  readonly count: number;
  /** The place of the first of them. */
  readonly index: readonly number[];
  /** What the step was applied to, the smallest and the largest element of each. */
  readonly inputs: readonly { readonly shape: Shape; readonly range: readonly [number, number] }[];
}

/** An operation in the user's code. */
export interface Origin {
  readonly operation: string;
  readonly module: string;
  readonly site: string;
}

export function originOf({ operation, module, site = "" }: Debug): Origin {
  return { operation, module, site };
}

function placed(name: string, { module, site }: Pick<Origin, "module" | "site">): string[] {
  const called = (name.startsWith("gradient of ") ? "the " : "") + name;
  const path = module === "" ? "" : ` in ${module}`;
  return [called + path, ...(site === "" ? [] : [`built at ${site}`])];
}

function affected({ kind, shape, dtype, count, index }: Anomaly): string {
  const type = dtype + printShape(shape);
  const size = sizeOf(shape);
  if (size === 1) return type;
  return `${type}, ${kind} in ${grouped(count)} of ${grouped(size)} elements, the first at ${printShape(index)}`;
}

function messageOf(anomaly: Anomaly): string {
  const { kind, primitive, operation, forward, inputs } = anomaly;
  const given = primitive === null;
  const name = given || operation === primitive ? operation : `${operation} (its ${primitive})`;
  const [what, ...where] = placed(name, anomaly);
  const lines = [
    `detectAnomalies: the first ${kind} ${given ? "was given in" : "came from"} ${what}`,
    ...where,
  ];
  if (forward !== null) {
    const through = forward.site === anomaly.site ? { ...forward, site: "" } : forward;
    lines.push(
      `on the way back through ${placed(operation.replace(/^gradient of /, ""), through).join(", ")}`,
    );
  }
  lines.push(`which ${given ? "is" : "gave"} ${affected(anomaly)}`);
  if (inputs.length > 0) {
    const ranges = inputs.map(({ shape, range: [min, max] }) =>
      shape.length === 0
        ? digits(min)
        : `${printShape(shape)} from ${digits(min)} to ${digits(max)}`,
    );
    lines.push(`for ${ranges.join(" and ")}`);
  }
  return `${lines.join(",\n  ")}.`;
}

/**
 * The first NaN or infinity that `detectAnomalies` saw: its message is one sentence over several lines, and `anomaly` has the parts.
 *
 * ```ts
 * import { AnomalyError, detectAnomalies } from "@chainrule/inspect";
 * import { tensor } from "@chainrule/tensor";
 *
 * const kinds: string[] = [];
 * try {
 *   detectAnomalies(() => tensor([1, -1]).sqrt());
 * } catch (error) {
 *   if (error instanceof AnomalyError) kinds.push(error.anomaly.kind, error.anomaly.operation);
 * }
 * kinds; // => ["NaN", "sqrt"]
 * ```
 */
export class AnomalyError extends Error {
  override readonly name: string = "AnomalyError";
  /** What was found, and where. */
  readonly anomaly: Anomaly;

  constructor(anomaly: Anomaly) {
    super(messageOf(anomaly));
    this.anomaly = anomaly;
  }
}

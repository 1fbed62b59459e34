import { markCopy } from "@chainrule/graph";
import { BareModule } from "./bare-module.ts";
import { within } from "./places.ts";
import { loadModule, type SavedTensor, saveModule } from "./state-dict.ts";

/** The version that a duplicate copy of the package is named by. */
const version = "0.0.0";

/**
 * A part of a model: parameters, state, other modules, and a `forward` that says what they do.
 *
 * Whatever an own property holds belongs to the module: a `Parameter`, a `State`, a `Module`, or an array of these or of such arrays. Nothing is
 * registered, and records and maps are not looked into. (Private `#fields` cannot be found; use `private` ones.) Names join with dots: `blocks.0.weight`.
 *
 * Errors inside `forward` begin with the path of the module, such as `Net.hidden Affine(784, 128): `.
 *
 * ```ts
 * import { Affine, Module } from "@chainrule/layers";
 * import { type Tensor, zeros } from "@chainrule/tensor";
 *
 * class Net extends Module {
 *   hidden = new Affine(4, 8);
 *   output = new Affine(8, 3);
 *
 *   forward(x: Tensor): Tensor {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 *
 * const net = new Net();
 * net.forward(zeros([2, 4])).shape; // => [2, 3]
 * [...net.namedParameters().keys()]; // => ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
 * net.forward(zeros([2, 5])); // throws Net.hidden Affine(4, 8): matmul: inner lengths 5 and 4 differ
 * ```
 */
export abstract class Module extends BareModule {
  /**
   * A copy of every parameter and state, by name: plain objects that later training does not change. A tied parameter stands under each
   * of its names.
   *
   * ```ts
   * import { Affine } from "@chainrule/layers";
   *
   * const [a, b] = [new Affine(2, 3), new Affine(2, 3)];
   * b.loadStateDict(a.stateDict());
   * b.weight.data(); // => [...a.weight.data()]
   * ```
   */
  stateDict(): Record<string, SavedTensor> {
    return saveModule(this);
  }

  /**
   * Gives every parameter and state the value that `saved` has under its name.
   *
   * @throws An `Error` of one sentence if a name is missing or unknown, a shape differs, or integers or booleans are given other numbers; then nothing has changed.
   */
  loadStateDict(saved: Readonly<Record<string, SavedTensor>>): void {
    loadModule(this, saved);
  }

  /** The module as a tree, with the name of each module before it. */
  override toString(): string {
    return treeOf(this);
  }

  /** Runs `f` as the module: errors inside begin with its path. */
  protected override inScope<T>(f: () => T): T {
    return within(this, f);
  }

  static {
    markCopy(BareModule, "@chainrule/layers", version);
  }
}

/** A module and what is inside, but not what it is inside itself: the modules `above`, where modules hold one another. */
function treeOf(module: Module, above: readonly Module[] = []): string {
  const path = [...above, module];
  const lines = Array.from(module.children())
    .filter(([, child]) => !path.includes(child))
    .map(([name, child]) => `(${name}): ${treeOf(child, path)}`.replaceAll(/^/gm, "  "));
  const described = module.describe();
  return lines.length === 0 ? described : [`${described} {`, ...lines, "}"].join("\n");
}

/** A place such as `[2]` or `.blocks[3]` and the space after it, if there is one, then what the module calls itself, such as `Affine(784, 128)`. */
const level = /((?:\[[^\]]*\]|\.[^\s.[(]+)+ )?([^\s.[(]+(?:\((?:[^()]|\([^()]*\))*\))?)/g;

/** The modules that a path such as `Sequential[2] Affine(128, 10)` leads through: `Sequential` and `[2] Affine(128, 10)`. */
export function levelsOf(path: string): string[] {
  return path.match(level)?.map((part) => part.trim().replace(/^\./, "")) ?? [];
}

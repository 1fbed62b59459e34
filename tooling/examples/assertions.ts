/** A comment that asserts, after a statement or on the line below it. */
const comment = /^(.*?)\/\/ (=>|throws) (.*)$/;

/** A line that continues the value of the comment above it. */
const more = /^\s*\/\/ {2,}(\S.*)$/;

/**
 * Turns the comments of an example into checks. Every statement stays on its line.
 *
 * | comment | what it asserts |
 * |---|---|
 * | `x; // => [1, 2]` | the value of `x` (a tensor's is its `toArray()`) equals `[1, 2]` |
 * | `const y = f(x); // => 3` | the value of `y` |
 * | `console.log(x); // => 3` | the value of `x` |
 * | `x; // => ≈ [0.123, 4]` | every number agrees to the digits written |
 * | `f(x); // throws matmul: inner lengths` | it throws, with a message that has these words |
 *
 * The comment may also stand on the line below, and its value may go on over lines that begin with `//` and two spaces.
 */
export function assertions(code: string): string {
  const lines = code.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const match = comment.exec(lines[at]!);
    if (!match) continue;
    let end = at;
    if (match[1]!.trim() === "") {
      lines[at] = "";
      end = at - 1;
    } else {
      lines[at] = match[1]!;
    }
    let value = match[3]!;
    for (let next; (next = more.exec(lines[at + 1] ?? "")); at++) {
      value += ` ${next[1]}`;
      lines[at + 1] = "";
    }
    let start = end;
    while (start > 0 && !isWhole(lines.slice(start, end + 1).join("\n"))) start--;
    const statement = lines.slice(start, end + 1).join("\n");
    lines.splice(start, end + 1 - start, ...check(statement, match[2]!, value).split("\n"));
  }
  return lines.join("\n");
}

/** Whether these last lines of a statement have its beginning: no bracket closes that did not open, and no method chain goes on. */
function isWhole(lines: string): boolean {
  const opened = lines.match(/[([{]/g)?.length ?? 0;
  const closed = lines.match(/[)\]}]/g)?.length ?? 0;
  return closed <= opened && !/^\s*\./.test(lines);
}

function check(statement: string, kind: string, value: string): string {
  const expression = statement.trimEnd().replace(/;$/, "");
  if (kind === "throws") {
    const words = JSON.stringify(value.replace(/…$/, "").trim());
    return `expectExample(() => { ${expression} }).toThrow(${words});`;
  }
  const name = /^\s*(?:const|let) (\w+)\b[^=]*=/.exec(expression)?.[1];
  if (name) return `${expression}; ${equal(name, value)}`;
  return equal(/^\s*console\.log\(([\s\S]*)\)$/.exec(expression)?.[1] ?? expression, value);
}

function equal(actual: string, value: string): string {
  const about = /^≈\s*/;
  if (!about.test(value)) return `equalExample(${actual}, ${value});`;
  const numbers = value.replace(about, "").matchAll(/-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?/gi);
  const digits = Math.max(
    ...[...numbers].map(([, decimals = "", exponent = "0"]) => decimals.length - Number(exponent)),
  );
  const close = value
    .replace(about, "")
    .replaceAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi, (n) => `expectExample.closeTo(${n}, ${digits})`);
  return `equalExample(${actual}, ${close});`;
}

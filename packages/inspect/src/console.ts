import { checkFunction } from "./argument-checks.ts";

// The libraries compile without descriptions of any environment; all of them have this.
declare const console: { log(text: string): void };

/** Where text goes: the console, somewhere else, or nowhere. */
export type Print = ((text: string) => void) | false;

/** Throws unless text can go there. */
export function checkPrint(name: string, to: Print | undefined): void {
  if (to !== undefined && to !== false) checkFunction(name, "print", to);
}

export function print(text: string, to: Print | undefined): void {
  if (to === false) return;
  if (to === undefined) console.log(text);
  else to(text);
}

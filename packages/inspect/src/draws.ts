import { getGenerator } from "@chainrule/tensor";

/** Runs `f`, and has random numbers go on afterwards as if it had drawn none: those of the default generator. */
export function withoutDraws<T>(f: () => T): T {
  const generator = getGenerator();
  const { state } = generator;
  try {
    return f();
  } finally {
    generator.state = state;
  }
}

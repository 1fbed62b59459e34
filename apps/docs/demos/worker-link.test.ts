import { expect, it } from "vitest";
import { newest } from "./worker-link.ts";

it("asks one question at a time, and of those that wait only the last", async () => {
  const asked: number[] = [];
  const shown: string[] = [];
  const ask = newest(
    async (input: number) => {
      asked.push(input);
      await Promise.resolve();
      if (input < 0) throw new Error(`no ${input}`);
      return `answer ${input}`;
    },
    (answer) => shown.push(answer),
    ({ message }) => shown.push(message),
  );
  for (const input of [1, 2, 3]) ask(input);
  await expect.poll(() => shown).toEqual(["answer 3"]);
  expect(asked).toEqual([1, 3]);
  ask(-4);
  await expect.poll(() => shown).toEqual(["answer 3", "no -4"]);
});

import { effectScope, nextTick, ref } from "vue";
import { afterEach, expect, it, vi } from "vitest";
import { useSteps } from "./playback.ts";

afterEach(() => vi.unstubAllGlobals());

it("one run of steps goes on, however often it is paused before a step is done, and ends with its scope", async () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (f: () => void) => frames.push(f));
  /** What ends the steps that go on. */
  let open: (() => void)[] = [];
  let count = 0;
  const scope = effectScope();
  const playing = ref(false);
  const step = (): Promise<void> => {
    count++;
    return new Promise((resolve) => open.push(resolve));
  };
  scope.run(() => useSteps(playing, step));
  const set = async (plays: boolean): Promise<void> => {
    playing.value = plays;
    await nextTick();
  };
  /** Ends the steps and the frame, and says how many steps have begun because of that. */
  const next = async (): Promise<number> => {
    const before = count;
    open.splice(0).forEach((end) => end());
    await nextTick();
    frames.splice(0).forEach((end) => end());
    await nextTick();
    return count - before;
  };
  await set(true);
  for (let i = 0; i < 3; i++) {
    await set(false);
    await set(true);
  }
  expect([await next(), await next()]).toEqual([1, 1]);
  await set(false);
  expect(await next()).toBe(0);
  await set(true);
  scope.stop();
  expect(await next()).toBe(0);
});

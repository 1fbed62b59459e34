import { computed, type ComputedRef, onScopeDispose, type Ref, ref, watch } from "vue";

/** A walk through numbered moments, by hand or by itself. */
export interface Playback {
  readonly at: Ref<number>;
  readonly last: ComputedRef<number>;
  readonly playing: Ref<boolean>;
  readonly go: (to: number) => void;
  readonly toggle: () => void;
}

/** Whether the reader asked for less motion. */
export function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Walks through `count` moments; when it plays, one every `interval` milliseconds. */
export function usePlayback(count: () => number, interval: number): Playback {
  const at = ref(0);
  const playing = ref(false);
  const last = computed(() => Math.max(0, count() - 1));
  let timer: ReturnType<typeof setInterval> | undefined;

  const go = (to: number): void => {
    at.value = Math.min(Math.max(to, 0), last.value);
  };
  watch(last, () => go(at.value));
  watch(playing, (plays) => {
    clearInterval(timer);
    if (!plays) return;
    if (at.value === last.value) go(0);
    timer = setInterval(() => {
      go(at.value + 1);
      if (at.value === last.value) playing.value = false;
    }, interval);
  });
  onScopeDispose(() => clearInterval(timer));
  return {
    at,
    last,
    playing,
    go(to) {
      playing.value = false;
      go(to);
    },
    toggle() {
      playing.value = !playing.value;
    },
  };
}

/** Takes steps while `playing`: at most one in a frame, each once the one before is done. */
export function useSteps(playing: Ref<boolean>, step: () => Promise<void>): void {
  /** The run that goes on; whoever finds another here, or none, ends. */
  let run: object | null = null;
  const goesOn = (one: object): boolean => run === one;
  const play = async (): Promise<void> => {
    const mine = (run = {});
    while (goesOn(mine)) {
      await step();
      await new Promise(requestAnimationFrame);
    }
  };
  watch(playing, (plays) => {
    run = null;
    if (plays) void play();
  });
  onScopeDispose(() => {
    run = null;
  });
}

import { computed, type ComputedRef, onBeforeUnmount, type Ref, ref, watch } from "vue";

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
  onBeforeUnmount(() => clearInterval(timer));
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

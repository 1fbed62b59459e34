import type { SavedTensor } from "@chainrule/layers";
import type { ModelName } from "@chainrule/mnist/models";
import { get, set } from "idb-keyval";

/** A trained network as the browser keeps it. */
export interface Kept {
  readonly network: ModelName;
  /** The part of the test images that it reads right. */
  readonly accuracy: number;
  readonly state: Readonly<Record<string, SavedTensor>>;
}

const key = "chainrule: the network trained last";

/** Keeps a network for the other pages of the site; a browser that keeps nothing (in private windows, say) does not. */
export async function keep(network: Kept): Promise<void> {
  await set(key, network).catch(() => {});
}

/** The network trained last, or `null`. */
export async function kept(): Promise<Kept | null> {
  return (await get<Kept>(key).catch(() => undefined)) ?? null;
}

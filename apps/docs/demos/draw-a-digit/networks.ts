import { type Classifier, models } from "@chainrule/mnist/models";
import { imagesOf } from "../mnist/digits.ts";
import { kept, type Kept } from "../mnist/kept.ts";
import type { Available, Opened, Source } from "./protocol.ts";
import { shipped } from "./shipped.ts";

/** The networks that the page may ask. */
export class Networks {
  readonly #found = new Map<Source, Classifier>();

  /** Gets them, and says which there are. Throws where there is none. */
  async open(): Promise<Opened> {
    const networks: Available[] = [];
    const add = (source: Source, numbers: Kept | null): void => {
      if (numbers === null || !this.#build(source, numbers)) return;
      networks.push({ source, network: numbers.network, accuracy: numbers.accuracy });
    };
    add("trained", await kept());
    try {
      add("shipped", await shipped());
    } catch (error) {
      if (networks.length === 0) throw error;
      // The one that the browser keeps can be asked all the same.
      return { networks, problem: (error as Error).message };
    }
    return { networks, problem: null };
  }

  /** Builds a network from its numbers; one that does not fit any more, from an older page, is none. */
  #build(source: Source, numbers: Kept): boolean {
    if (!Object.hasOwn(models, numbers.network)) return false;
    const network = models[numbers.network]();
    try {
      network.loadStateDict(numbers.state);
    } catch (error) {
      if (source === "shipped") throw error;
      return false;
    }
    network.evaluate();
    this.#found.set(source, network);
    return true;
  }

  /** Of each digit, for an image. */
  probabilities(source: Source, pixels: Uint8Array): readonly number[] {
    const network = this.#found.get(source)!;
    return Array.from(network.forward(imagesOf(pixels)).softmax(1).data());
  }
}

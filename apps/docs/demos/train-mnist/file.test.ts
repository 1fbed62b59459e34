import { models } from "@chainrule/mnist/models";
import { expect, test } from "vitest";
import { imagesOf, pixels } from "../mnist/digits.ts";
import { fileOf } from "./file.ts";

test.each(["mlp", "cnn"] as const)(
  "the file of the %s gives what the network gives",
  async (name) => {
    const network = models[name]();
    const image = Uint8Array.from({ length: pixels }, (_, i) => (i * i) % 256);
    const { load } = await import(`data:text/javascript,${encodeURIComponent(fileOf(network))}`);
    const { probabilities } = (await load())({ image });
    network.evaluate();
    expect(probabilities).toEqual(network.forward(imagesOf(image)).softmax(1).data());
  },
);

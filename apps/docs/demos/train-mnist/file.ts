import type { Classifier } from "@chainrule/mnist/models";
import { toJavaScript } from "@chainrule/standalone";
import { zeros } from "@chainrule/tensor";
import { normalized } from "../mnist/digits.ts";

/** The network as the text of a JavaScript file, which needs no other: from the bytes of an image to the probability of each digit. */
export function fileOf(network: Classifier): string {
  network.evaluate();
  const { code } = toJavaScript(
    ({ image }) => ({ probabilities: network.forward(normalized(image)).softmax(1) }),
    { image: zeros([1, 28, 28], { dtype: "uint8" }) },
  );
  network.train();
  return code;
}

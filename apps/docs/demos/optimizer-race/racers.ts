import {
  AdaGrad,
  Adam,
  AdamW,
  Momentum,
  Nesterov,
  type Optimizer,
  RMSprop,
  SGD,
} from "@chainrule/optimizers";

/** Who races, each with the defaults of its class but for the learning rate. */
export const racers = {
  SGD: (learningRate) => new SGD({ learningRate }),
  Momentum: (learningRate) => new Momentum({ learningRate, momentum: 0.9 }),
  Nesterov: (learningRate) => new Nesterov({ learningRate, momentum: 0.9 }),
  AdaGrad: (learningRate) => new AdaGrad({ learningRate }),
  RMSprop: (learningRate) => new RMSprop({ learningRate }),
  Adam: (learningRate) => new Adam({ learningRate }),
  AdamW: (learningRate) => new AdamW({ learningRate }),
} as const satisfies Readonly<Record<string, (learningRate: number) => Optimizer>>;

export type Racer = keyof typeof racers;

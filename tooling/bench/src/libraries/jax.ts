// jax-js. Its operations consume their arguments: `.ref` keeps one for later.
// @boundaries-ignore the peers are installed outside the workspace
import * as jax from "@jax-js/jax";
import type { Loaded } from "../inputs.ts";
import { type Library, type Network, type NetworkOptions, sample } from "../library.ts";
import type { Foreign, Model } from "../work.ts";
import { version } from "./version.ts";

const { init, jit, lax, nn, numpy: np, valueAndGrad } = jax;

type Arrays = Record<string, Foreign>;

const dtypes = new Map<unknown, unknown>([[Int32Array, np.int32]]);

function array({ shape, data }: Loaded): Foreign {
  return np.array(data, { shape, dtype: dtypes.get(data.constructor) ?? np.float32 });
}

function map(arrays: Arrays, f: (array: Foreign, name: string) => Foreign): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, value]) => [name, f(value, name)]));
}

const refs = (arrays: Arrays): Arrays => map(arrays, (value) => value.ref);

function perChannel(vector: Foreign): Foreign {
  return vector.reshape([1, -1, 1, 1]);
}

/** The largest of every 2×2 window. */
function pool(x: Foreign): Foreign {
  return lax.reduceWindow(x, np.max, [2, 2], [2, 2]);
}

/** Logits and, in training, the new running statistics. */
function forward(
  model: Model,
  p: Arrays,
  state: Arrays,
  input: Foreign,
  training: boolean,
): [Foreign, Arrays] {
  let x = input;
  if (model.kind === "mlp") {
    const last = model.sizes.length - 2;
    for (let i = 0; i <= last; i++) {
      x = np.matmul(x, p[`weight${i}`]).add(p[`bias${i}`]);
      if (i < last) x = nn.relu(x);
    }
    return [x, state];
  }
  const next: Arrays = {};
  const { size, channels } = model;
  x = x.reshape([-1, channels[0], size, size]);
  for (let i = 0; i < channels.length - 1; i++) {
    const padding = [
      [2, 2],
      [2, 2],
    ];
    x = lax.conv(x, p[`kernel${i}`], [1, 1], padding).add(perChannel(p[`offset${i}`]));
    let mean = perChannel(state[`mean${i}`]);
    let variance = perChannel(state[`variance${i}`]);
    if (training) {
      const count = x.size / x.shape[1];
      const [oldMean, oldVariance] = [mean, variance];
      mean = x.ref.mean([0, 2, 3], { keepdims: true });
      variance = np.square(x.ref.sub(mean.ref)).mean([0, 2, 3], { keepdims: true });
      const seen = lax.stopGradient(variance.ref).mul((0.1 * count) / (count - 1));
      next[`mean${i}`] = oldMean.mul(0.9).add(lax.stopGradient(mean.ref).mul(0.1)).reshape([-1]);
      next[`variance${i}`] = oldVariance.mul(0.9).add(seen).reshape([-1]);
    }
    const factor = perChannel(p[`scale${i}`]).div(np.sqrt(variance.add(1e-5)));
    x = x
      .sub(mean)
      .mul(factor)
      .add(perChannel(p[`shift${i}`]));
    x = pool(nn.relu(x));
  }
  x = x.reshape([x.shape[0], -1]);
  return [np.matmul(x, p["weight"]).add(p["bias"]), next];
}

function network({ model, weights, batch }: NetworkOptions): Network {
  const isState = (name: string): boolean => /^(mean|variance)/.test(name);
  const pick = (state: boolean): Arrays =>
    Object.fromEntries(
      Object.entries(weights)
        .filter(([name]) => isState(name) === state)
        .map(([name, value]) => [name, array(value)]),
    );
  let parameters = pick(false);
  let state = pick(true);
  const zeros = (): Arrays => map(parameters, ({ shape }) => np.zeros(shape));
  let [first, second] = [zeros(), zeros()];
  let steps = 0;
  const classes = model.kind === "mlp" ? model.sizes.at(-1)! : model.classes;

  const lossOf = (p: Arrays, s: Arrays, x: Foreign, y: Foreign): [Foreign, Arrays] => {
    const [logits, next] = forward(model, p, s, x, true);
    const loss = nn
      .logSoftmax(logits)
      .mul(nn.oneHot(y, classes))
      .sum()
      .mul(-1 / batch);
    return [loss, next];
  };
  // Value, gradient and Adam as one program: its fastest form. jax-js has no Adam of its own.
  const train = jit(
    (
      p: Arrays,
      s: Arrays,
      m: Arrays,
      v: Arrays,
      c1: Foreign,
      c2: Foreign,
      x: Foreign,
      y: Foreign,
    ) => {
      const [[loss, next], gradient] = valueAndGrad(lossOf, { hasAux: true })(refs(p), s, x, y);
      const [newP, newM, newV]: [Arrays, Arrays, Arrays] = [{}, {}, {}];
      for (const name of Object.keys(p)) {
        const g = gradient[name];
        const mean = m[name].mul(0.9).add(g.ref.mul(0.1));
        const square = v[name].mul(0.999).add(np.square(g).mul(0.001));
        newM[name] = mean.ref;
        newV[name] = square.ref;
        const root = np.sqrt(square.mul(c2.ref)).add(1e-8);
        newP[name] = p[name].sub(mean.mul(c1.ref).mul(1e-3).div(root));
      }
      c1.dispose();
      c2.dispose();
      return [loss, next, newP, newM, newV];
    },
  );
  const predict = jit((p: Arrays, s: Arrays, x: Foreign) => forward(model, p, s, x, false)[0]);

  return {
    async step(images, labels) {
      steps++;
      const floats =
        images instanceof Uint8Array ? Float32Array.from(images, (byte) => byte / 255) : images;
      const x = np.array(floats, { shape: [batch, floats.length / batch] });
      const y = np.array(Int32Array.from(labels), { dtype: np.int32 });
      const c1 = np.array(1 / (1 - 0.9 ** steps));
      const c2 = np.array(1 / (1 - 0.999 ** steps));
      let loss;
      [loss, state, parameters, first, second] = train(
        parameters,
        state,
        first,
        second,
        c1,
        c2,
        x,
        y,
      );
      return (await loss.data())[0];
    },
    infer(images) {
      const x = np.array(images, { shape: [batch, images.length / batch] });
      return predict(refs(parameters), refs(state), x).data();
    },
  };
}

/** Starts jax-js on its WebAssembly device, which in Node has one thread. */
export async function open(threads: number): Promise<Library> {
  if (threads !== 1) throw new Error("jax-js has no threads in Node");
  await init("wasm");
  return {
    version: version("@jax-js/jax"),
    expression({ jax: f }, inputs) {
      const arrays = map(inputs, array);
      const compiled = jit((given: Arrays) => f(given, jax));
      return {
        async call() {
          const y = await jax.blockUntilReady(compiled(refs(arrays)));
          y.dispose();
        },
        check: async () => sample(await compiled(refs(arrays)).data()),
      };
    },
    network,
  };
}

// The smallest program that trains one step of the MLP in jax-js, and says so.
// @boundaries-ignore the peers are installed outside the workspace
import { init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";

await init("wasm");
const sizes = [784, 256, 128, 10];
let parameters = [];
for (let i = 0; i + 1 < sizes.length; i++) {
  const shape = [sizes[i], sizes[i + 1]];
  const bound = 1 / Math.sqrt(sizes[i]);
  const weight = Float32Array.from({ length: shape[0] * shape[1] }, () => Math.random() * 2 - 1);
  parameters.push(np.array(weight, { shape }).mul(bound));
  parameters.push(np.zeros([sizes[i + 1]]));
}
const zeros = () => parameters.map(({ shape }) => np.zeros(shape));

function lossOf(p, x, y) {
  for (let i = 0; i < p.length; i += 2) {
    x = np.matmul(x, p[i]).add(p[i + 1]);
    if (i + 2 < p.length) x = nn.relu(x);
  }
  return nn
    .logSoftmax(x)
    .mul(nn.oneHot(y, 10))
    .sum()
    .mul(-1 / 128);
}

const train = jit((p, m, v, c1, c2, x, y) => {
  const [loss, gradients] = valueAndGrad(lossOf)(
    p.map((one) => one.ref),
    x,
    y,
  );
  const [newP, newM, newV] = [[], [], []];
  for (const [i, g] of gradients.entries()) {
    const mean = m[i].mul(0.9).add(g.ref.mul(0.1));
    const square = v[i].mul(0.999).add(np.square(g).mul(0.001));
    newM.push(mean.ref);
    newV.push(square.ref);
    const root = np.sqrt(square.mul(c2.ref)).add(1e-8);
    newP.push(p[i].sub(mean.mul(c1.ref).mul(1e-3).div(root)));
  }
  c1.dispose();
  c2.dispose();
  return [loss, newP, newM, newV];
});

const images = np.array(
  Float32Array.from({ length: 128 * 784 }, (_, i) => (i % 251) / 251),
  { shape: [128, 784] },
);
const labels = np.array(
  Int32Array.from({ length: 128 }, (_, i) => i % 10),
  { dtype: np.int32 },
);
const [loss, ...next] = train(
  parameters,
  zeros(),
  zeros(),
  np.array(1 / 0.1),
  np.array(1 / 0.001),
  images,
  labels,
);
[parameters] = next;
console.log((await loss.data())[0]);

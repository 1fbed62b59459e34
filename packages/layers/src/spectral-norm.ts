import { checkNames } from "@chainrule/graph";
import { constant, type Generator, Parameter, randn, State, type Tensor } from "@chainrule/tensor";
import type { Layer } from "./layer.ts";
import { type ParametrizationOptions, Parametrized } from "./parametrized.ts";
import type { Floating } from "./shape-function.ts";
import { checkedCount } from "./spatial.ts";

/** What `SpectralNorm` takes besides its layer. */
export interface SpectralNormOptions extends ParametrizationOptions {
  /** How often each run in training improves the estimate; 1. */
  readonly iterations?: number;
  /** The least length that a vector is divided by; 1e-12. */
  readonly eps?: number;
  /** Draws the first estimate; the default generator if absent. */
  readonly generator?: Generator | undefined;
}

/**
 * A layer whose weight is divided by its largest singular value, `w / σ`: what goes through it becomes no longer, as the critic of a generative adversarial network needs it.
 *
 * `σ = uᵀ·W·v`, where `W` is `original` as a matrix of one row for each output, and `u` and `v` are states that follow its singular vectors: in each run in training `u ← W·v / ‖W·v‖; v ← Wᵀ·u / ‖Wᵀ·u‖`, through which gradients do not go. Of a new layer, fifteen such
 * iterations come first. In the state, what else the layer has is below `layer`: `layer.bias`.
 *
 * Source: Miyato et al. 2018, "Spectral normalization for generative adversarial networks"; PyTorch's `parametrizations.spectral_norm`.
 *
 * @throws A `TypeError` if the layer has no such parameter, and a `ShapeError` if that has fewer than two axes, or no such axis.
 *
 * ```ts
 * import { Affine, SpectralNorm } from "@chainrule/layers";
 *
 * const affine = new Affine(2, 2, { bias: false });
 * affine.weight.assign([[0, 4], [-2, 0]]);
 * new SpectralNorm(affine).forward([[1, 1]]); // => ≈ [[-0.5, 1]]
 * ```
 */
export class SpectralNorm<const out L extends Layer = Layer> extends Parametrized<L> {
  /** W, of the shape of the weight. */
  readonly original: Parameter;
  /** `[out]`, about the left singular vector. */
  readonly u: State;
  /** The right singular vector. */
  readonly v: State;
  private readonly outputs: number;
  private readonly iterations: number;
  private readonly eps: number;

  constructor(layer: L, options: SpectralNormOptions = {}) {
    super("SpectralNorm", layer);
    checkNames("SpectralNorm", options, { name: 0, axis: 0, iterations: 0, eps: 0, generator: 0 });
    const { iterations = 1, eps = 1e-12, generator } = options;
    this.iterations = checkedCount("SpectralNorm", "the number of iterations", iterations);
    this.eps = eps;
    const { weight, axis } = this.take(options);
    this.outputs = axis;
    const dtype = weight.dtype as Floating;
    this.original = new Parameter(weight, { name: "original" });
    const [rows, columns] = this.matrix().shape as [number, number];
    const drawn = [rows, columns].map((length) =>
      this.normalized(randn([length], { dtype, generator })),
    );
    const [u, v] = this.iterated(drawn[0]!, drawn[1]!, 15);
    this.u = new State(u, { name: "u" });
    this.v = new State(v, { name: "v" });
  }

  protected override weight(): Tensor {
    const sigma: Tensor = this.u.mul(this.matrix().matmul(this.v)).sum();
    return this.original.div(sigma);
  }

  protected override compute(x: Tensor): Tensor {
    if (this.training) {
      const [u, v] = this.iterated(this.u, this.v, this.iterations);
      this.u.assign(u);
      this.v.assign(v);
    }
    return super.compute(x);
  }

  /** The weight as a matrix of one row for each output. */
  private matrix(): Tensor {
    const { original, outputs } = this;
    const others = [...original.shape.keys()].filter((axis) => axis !== outputs);
    return original.permute([outputs, ...others]).reshape([original.shape[outputs]!, -1]);
  }

  private iterated(first: Tensor, second: Tensor, count: number): readonly [Tensor, Tensor] {
    const matrix = this.matrix().detach();
    const transposed: Tensor = matrix.transpose();
    let [u, v] = [first, second];
    for (let i = 0; i < count; i++) {
      u = this.normalized(matrix.matmul(v));
      v = this.normalized(transposed.matmul(u));
    }
    return [u, v];
  }

  private normalized(x: Tensor): Tensor {
    return x.div(x.square().sum().sqrt().maximum(constant(this.eps, x.dtype)));
  }
}

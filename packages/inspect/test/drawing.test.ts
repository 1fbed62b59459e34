import { gradients } from "@chainrule/autograd";
import { Affine, MaxPool2d, Module, ReLU, Residual, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { SGD } from "@chainrule/optimizers";
import {
  countPrograms,
  operation,
  Parameter,
  scope,
  State,
  tensor,
  type Tensor,
  zeros,
} from "@chainrule/tensor";
import { expect, test } from "vitest";
import { detectAnomalies, toDot, toJSON, toMermaid } from "../src/index.ts";
import { drawingOf, type Frame } from "../src/drawing.ts";

function network(): { model: Module & { forward(x: Tensor): Tensor }; loss: Tensor } {
  const model = new Sequential(new Residual(new Affine(2, 2), new ReLU()), new Affine(2, 3));
  const loss = softmaxCrossEntropy(model.forward(tensor([[1, 2]])) as Tensor, [2]);
  return { model: model as never, loss };
}

test("Mermaid, with a frame for each module", () => {
  const { loss } = network();
  expect(`\n${toMermaid({ loss })}\n`).toMatchInlineSnapshot(`
    "
    flowchart TD
      n0(["given<br/>int32[1]"])
      n1(["given<br/>float32[1, 2]"])
      n12[["loss = softmaxCrossEntropy<br/>float32[]"]]
      subgraph m0 ["Sequential"]
        subgraph m1 ["[0] Residual"]
          n7["add<br/>float32[1, 2]"]
          subgraph m2 ["[0] Affine(2, 2)"]
            n2[("weight<br/>float32[2, 2]")]
            n3["matmul<br/>float32[1, 2]"]
            n4[("bias<br/>float32[2]")]
            n5["add<br/>float32[1, 2]"]
          end
          subgraph m3 ["[1] ReLU()"]
            n6["relu<br/>float32[1, 2]"]
          end
        end
        subgraph m4 ["[1] Affine(2, 3)"]
          n8[("weight<br/>float32[2, 3]")]
          n9["matmul<br/>float32[1, 3]"]
          n10[("bias<br/>float32[3]")]
          n11["add<br/>float32[1, 3]"]
        end
      end
      n1 --> n3
      n2 --> n3
      n3 --> n5
      n4 --> n5
      n5 --> n6
      n1 --> n7
      n6 --> n7
      n7 --> n9
      n8 --> n9
      n9 --> n11
      n10 --> n11
      n0 --> n12
      n11 --> n12
    "
  `);
});

test("law: equal graphs give equal pictures, whatever ran before", () => {
  const picture = (): string => {
    const model = new Sequential(new MaxPool2d(2));
    return toMermaid({ y: model.forward(zeros([1, 1, 4, 4])) });
  };
  class Other extends Module {
    readonly pool = new MaxPool2d(2);
    forward(x: Tensor): Tensor {
      return this.pool.forward(x);
    }
  }
  new Other().forward(zeros([1, 1, 2, 2]));
  expect(picture()).toBe(picture());
  expect(picture()).not.toContain("Other");
});

test("Graphviz, with the way back", () => {
  const x = tensor([1, 2]);
  const w = new Parameter([3, 4], { name: 'the "w"' });
  const loss = scope("Net", () => x.mul(w))
    .square()
    .mean();
  const { dw } = gradients(loss, { dw: w });
  expect(`\n${toDot({ loss, dw })}\n`).toMatchInlineSnapshot(`
    "
    digraph {
      node [shape=box];
      n0 [label="given\\nfloat32[2]", shape=ellipse];
      n3 [label="square\\nfloat32[2]"];
      n4 [label="loss = mean\\nfloat32[]", peripheries=2];
      n5 [label="gradient of mean\\nfloat32[2]"];
      n6 [label="gradient of square\\nfloat32[2]"];
      subgraph cluster_m0 {
        label="Net";
        n1 [label="the \\"w\\"\\nfloat32[2]", shape=cylinder];
        n2 [label="mul\\nfloat32[2]"];
        n7 [label="dw = gradient of mul\\nfloat32[2]", peripheries=2];
      }
      n0 -> n2;
      n1 -> n2;
      n2 -> n3;
      n3 -> n4;
      n5 -> n6;
      n2 -> n6;
      n6 -> n7;
      n0 -> n7;
    }
    "
  `);
});

test("plain data", () => {
  const x = tensor([[1, -2]]);
  const y = scope("Net", () => scope(".head ReLU()", () => x.relu()));
  const document = toJSON({ y, z: y.sub(Infinity) }, { detail: "primitives" });
  expect(document).toMatchInlineSnapshot(`
    {
      "format": "chainrule graph",
      "modules": [
        {
          "id": "m0",
          "label": "Net",
          "parent": null,
        },
        {
          "id": "m1",
          "label": "head ReLU()",
          "parent": "m0",
        },
      ],
      "nodes": [
        {
          "attributes": {},
          "dtype": "float32",
          "id": "n0",
          "inputs": [],
          "kind": "given",
          "label": "given",
          "module": null,
          "primitive": null,
          "shape": [
            1,
            2,
          ],
        },
        {
          "attributes": {},
          "dtype": "bool",
          "id": "n1",
          "inputs": [
            "n0",
            {
              "value": 0,
            },
          ],
          "kind": "step",
          "label": "relu: lessEqual",
          "module": "m1",
          "primitive": "lessEqual",
          "shape": [
            1,
            2,
          ],
        },
        {
          "attributes": {},
          "dtype": "float32",
          "id": "n2",
          "inputs": [
            "n1",
            {
              "value": 0,
            },
            "n0",
          ],
          "kind": "step",
          "label": "relu: where",
          "module": "m1",
          "primitive": "where",
          "shape": [
            1,
            2,
          ],
        },
        {
          "attributes": {},
          "dtype": "float32",
          "id": "n3",
          "inputs": [
            "n2",
            {
              "value": "Infinity",
            },
          ],
          "kind": "step",
          "label": "sub",
          "module": null,
          "primitive": "sub",
          "shape": [
            1,
            2,
          ],
        },
      ],
      "outputs": [
        {
          "name": "y",
          "node": "n2",
        },
        {
          "name": "z",
          "node": "n3",
        },
      ],
      "version": 1,
    }
  `);
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test("operations or primitives", () => {
  const y = tensor([1, 2]).softmax();
  expect(toJSON(y).nodes.map(({ label }) => label)).toEqual(["given", "softmax"]);
  expect(toJSON(y, { detail: "primitives" }).nodes).toHaveLength(10);
  // A gradient that needs what is inside an operation has it from what the operation is given.
  const x = tensor([3, 1]);
  const { nodes } = toJSON(gradients(x.softmax().square().sum(), x));
  expect(nodes.map(({ label, inputs }) => [label, ...inputs])).toEqual([
    ["gradient of sum", { value: 1 }],
    ["given"],
    ["softmax", "n1"],
    ["gradient of square", "n0", "n2"],
    ["gradient of softmax", "n3", "n1"],
  ]);
});

test("an operation of many steps, each of which needs the one before it twice", () => {
  const grown = operation("grow", () => {
    let y: Tensor = tensor([1]);
    for (let i = 0; i < 60; i++) y = y.add(y);
    for (let i = 0; i < 20_000; i++) y = y.add(1);
    return y;
  });
  expect(toJSON(grown).nodes.map(({ label, inputs }) => [label, ...inputs])).toEqual([
    ["given"],
    ["grow", "n0"],
  ]);
});

test("a graph that is watched while it is built has the same pictures", () => {
  const drawn = (): string => {
    const x = tensor([[1, 2]]);
    const y = operation("twice", () => {
      const once = x.softmax(1);
      return once.softmax(1);
    });
    return toDot(gradients(y.square().sum(), x));
  };
  expect(detectAnomalies(drawn)).toBe(drawn());
});

test("text in pictures stands as it is", () => {
  const drawn = { "`a` & <b># %%": scope('"c" `d`', () => tensor([1]).exp()) };
  expect(toMermaid(drawn)).toContain(
    '[["#96;a#96; #amp; #lt;b#gt;#35; #37;#37; = exp<br/>float32[1]"]]',
  );
  expect(toMermaid(drawn)).toContain('["#quot;c#quot; #96;d#96;"]');
  expect(toDot(drawn)).toContain('[label="`a` & <b># %% = exp\\nfloat32[1]", peripheries=2]');
});

test("text depends on the structure alone", () => {
  const drawn = (): string => {
    const { model, loss } = network();
    return [
      toMermaid(loss),
      toDot(gradients(loss, model.parameters())),
      JSON.stringify(toJSON(loss)),
    ].join("\n");
  };
  expect(drawn()).toBe(drawn());

  // Not on versions: a leaf of a parameter that was trained is younger than its input's.
  const { model } = network();
  const x = tensor([[1, 2]]);
  const parameters = model.parameters();
  const before = toMermaid(model.forward(x));
  const loss = model.forward(x).sum();
  new SGD({ learningRate: 0.1 }).update(parameters, gradients(loss, parameters));
  loss.item();
  expect(toMermaid(model.forward(x))).toBe(before);
});

test("drawing runs nothing", () => {
  const p = new Parameter([1, 2]);
  const s = new State(0);
  p.assign(p.mul(2));
  s.assign(s.add(1));
  const before = countPrograms();
  toMermaid({ p });
  toDot(tensor([1]).exp());
  toJSON([tensor([1]).exp(), tensor([2])]);
  expect(countPrograms()).toEqual(before);
});

test.each<readonly string[]>([
  [],
  ["Net"],
  ["Sequential", "[2] Affine(128, 10)"],
  ["Net", ".hidden Affine(784, 128)"],
  ["Net", ".blocks[3] Sequential", "[0] Conv2d(1, 8, 3, stride (2, 1))"],
  ["Net", "Dropout(0.5)"],
  ["Net", ".block Block of 3", "a layer of .5 (or more"],
])("the frames of the modules %s, %s, %s", (...path) => {
  const x = tensor([1, 2]);
  const inside = path.reduceRight<() => Tensor>(
    (f, name) => () => scope(name, f),
    () => x.exp().softmax(),
  );
  const frames = path.map((name) => name.replace(/^\./, ""));
  const labelsOf = (all: readonly Frame[]): string[] =>
    all.flatMap(({ label, frames: within }) => [label, ...labelsOf(within)]);
  const y = inside();
  expect(labelsOf(drawingOf("toJSON", y, {}).frames)).toEqual(frames);
  // What is a gradient stands beside what it is the gradient of.
  expect(labelsOf(drawingOf("toJSON", gradients(y.sum(), x), {}).frames)).toEqual(frames);
});

import { expect, test } from "vitest";
import { constant, leaf } from "./leaves.ts";
import { binary, convolve, sum, unary } from "./operations.ts";
import { contracted, printed } from "./plans.ts";

const same = {
  padding: [
    [1, 1],
    [1, 1],
  ],
} as const;

test("an image is arranged with its channels last; taps and positions are strides", () => {
  expect(contracted(convolve(leaf([2, 3, 9, 9]), leaf([8, 3, 3, 3])))).toMatchInlineSnapshot(`
    "arena of 1984 bytes
    b0: float32[2, 3, 9, 9] by [243, 81, 9, 1], input 0
    b1: float32[8, 3, 3, 3] by [27, 9, 3, 1], input 1
    b2: float32[2, 8, 7, 7] by [392, 49, 7, 1], output 0
    b3: float32[2, 3, 9, 9] by [243, 1, 27, 3], at 0
    arrange: loop [2, 81, 3]
      %0: float32 = b0[243i0 + i1 + 81i2]
      b3[243i0 + 3i1 + i2] = %0
    convolve: contract [2, 7, 7, 8, Σ3, Σ3, Σ3]
      b2[0] by [392, 7, 1, 49, 0, 0, 0] = Σ b3[0] by [243, 27, 3, 0, 1, 27, 3] · b1[0] by [0, 0, 0, 27, 9, 3, 1]
    outputs b2"
  `);
});

test("values between convolutions lie with their channels last, and are computed into the padded copy", () => {
  const x = convolve(leaf([2, 3, 8, 8]), leaf([5, 3, 3, 3]), same);
  const y = binary("maximum", binary("add", x, leaf([5, 1, 1])), constant(0));
  expect(contracted(convolve(y, leaf([7, 5, 3, 3]), same))).toMatchInlineSnapshot(`
    "arena of 6592 bytes
    b0: float32[7, 5, 3, 3] by [45, 9, 3, 1], input 0
    b1: float32[5, 1, 1] by [1, 1, 1], input 1
    b2: float32[2, 3, 8, 8] by [192, 64, 8, 1], input 2
    b3: float32[5, 3, 3, 3] by [27, 9, 3, 1], input 3
    b4: float32[2, 5, 8, 8] by [320, 1, 40, 5], at 4032
    b5: float32[2, 3, 10, 10] by [300, 1, 30, 3], at 0
    b6: float32[2, 7, 8, 8] by [448, 64, 8, 1], output 0
    b7: float32[2, 5, 10, 10] by [500, 1, 50, 5], at 0
    convolve zeros, arrange: 2 loops for each of 2 rows
      convolve zeros: loop [2, 300]
        %0: float32 = 0
        b5[300i0 + i1] = %0
      arrange: loop [2, 8, 8, 3]
        %0: float32 = b2[192i0 + 8i1 + i2 + 64i3]
        b5[300i0 + 30i1 + 3i2 + i3 + 33] = %0
    convolve: contract [2, 8, 8, 5, Σ3, Σ3, Σ3]
      b4[0] by [320, 40, 5, 1, 0, 0, 0] = Σ b5[0] by [300, 30, 3, 0, 1, 30, 3] · b3[0] by [0, 0, 0, 27, 9, 3, 1]
    convolve zeros, arrange: 2 loops for each of 2 rows
      convolve zeros: loop [2, 500]
        %0: float32 = 0
        b7[500i0 + i1] = %0
      arrange: loop [2, 8, 8, 5]
        %0: float32 = b4[320i0 + 40i1 + 5i2 + i3]
        %1: float32 = b1[i3]
        %2: float32 = add(%0, %1)
        %3: float32 = 0
        %4: float32 = maximum(%2, %3)
        b7[500i0 + 50i1 + 5i2 + i3 + 55] = %4
    convolve: contract [2, 8, 8, 7, Σ5, Σ3, Σ3]
      b6[0] by [448, 8, 1, 64, 0, 0, 0] = Σ b7[0] by [500, 50, 5, 0, 1, 50, 5] · b0[0] by [0, 0, 0, 45, 9, 3, 1]
    outputs b6"
  `);
});

test("one padded copy serves every convolution that needs it", () => {
  const x = leaf([2, 3, 8, 8]);
  const y = convolve(x, leaf([5, 3, 3, 3]), same);
  const z = convolve(x, leaf([6, 3, 3, 3]), same);
  expect(contracted(y, z)).toMatchInlineSnapshot(`
    "arena of 2432 bytes
    b0: float32[2, 3, 8, 8] by [192, 64, 8, 1], input 0
    b1: float32[5, 3, 3, 3] by [27, 9, 3, 1], input 1
    b2: float32[6, 3, 3, 3] by [27, 9, 3, 1], input 2
    b3: float32[2, 5, 8, 8] by [320, 64, 8, 1], output 0
    b4: float32[2, 3, 10, 10] by [300, 1, 30, 3], at 0
    b5: float32[2, 6, 8, 8] by [384, 64, 8, 1], output 1
    convolve zeros, arrange: 2 loops for each of 2 rows
      convolve zeros: loop [2, 300]
        %0: float32 = 0
        b4[300i0 + i1] = %0
      arrange: loop [2, 8, 8, 3]
        %0: float32 = b0[192i0 + 8i1 + i2 + 64i3]
        b4[300i0 + 30i1 + 3i2 + i3 + 33] = %0
    convolve: contract [2, 8, 8, 5, Σ3, Σ3, Σ3]
      b3[0] by [320, 8, 1, 64, 0, 0, 0] = Σ b4[0] by [300, 30, 3, 0, 1, 30, 3] · b1[0] by [0, 0, 0, 27, 9, 3, 1]
    convolve: contract [2, 8, 8, 6, Σ3, Σ3, Σ3]
      b5[0] by [384, 8, 1, 64, 0, 0, 0] = Σ b4[0] by [300, 30, 3, 0, 1, 30, 3] · b2[0] by [0, 0, 0, 27, 9, 3, 1]
    outputs b3, b5"
  `);
});

test("what is made of a convolution's result lies as it does", () => {
  const x = unary("tanh", convolve(leaf([2, 3, 8, 8]), leaf([5, 3, 1, 1])));
  expect(contracted(sum(x, 2, 3), sum(x, 0))).toMatchInlineSnapshot(`
    "arena of 4096 bytes
    b0: float32[2, 3, 8, 8] by [192, 64, 8, 1], input 0
    b1: float32[5, 3, 1, 1] by [3, 1, 1, 1], input 1
    b3: float32[2, 3, 8, 8] by [192, 1, 24, 3], at 2560
    b4: float32[2, 5, 8, 8] by [320, 1, 40, 5], at 0
    b5: float32[2, 5] by [5, 1], output 0
    b6: float32[5, 8, 8] by [64, 8, 1], output 1
    arrange: loop [2, 64, 3]
      %0: float32 = b0[192i0 + i1 + 64i2]
      b3[192i0 + 3i1 + i2] = %0
    convolve: contract [2, 8, 8, 5, Σ3, Σ1, Σ1]
      Σ b3[0] by [192, 24, 3, 0, 1, 24, 3] · b1[0] by [0, 0, 0, 3, 1, 0, 0]
      then tanh
      %0: float32 = Σ
      %1: float32 = tanh(%0)
      b4[320i0 + 40i1 + 5i2 + i3] = %1
    sum: loop [2, 5, Σ64]
      %0: float32 = b4[320i0 + i1 + 5i2]
      b5[5i0 + i1] = sum(%0)
    sum: loop [5, 64, Σ2]
      %0: float32 = b4[i0 + 5i1 + 320i2]
      b6[64i0 + i1] = sum(%0)
    outputs b5, b6"
  `);
});

test("an output of the program lies row by row", () => {
  const x = convolve(leaf([2, 3, 8, 8]), leaf([5, 3, 1, 1]));
  expect(contracted(unary("tanh", x))).toMatchInlineSnapshot(`
    "arena of 4096 bytes
    b0: float32[2, 3, 8, 8] by [192, 64, 8, 1], input 0
    b1: float32[5, 3, 1, 1] by [3, 1, 1, 1], input 1
    b2: float32[2, 5, 8, 8] by [320, 1, 40, 5], at 0
    b3: float32[2, 3, 8, 8] by [192, 1, 24, 3], at 2560
    b4: float32[2, 5, 8, 8] by [320, 64, 8, 1], output 0
    arrange: loop [2, 64, 3]
      %0: float32 = b0[192i0 + i1 + 64i2]
      b3[192i0 + 3i1 + i2] = %0
    convolve: contract [2, 8, 8, 5, Σ3, Σ1, Σ1]
      b2[0] by [320, 40, 5, 1, 0, 0, 0] = Σ b3[0] by [192, 24, 3, 0, 1, 24, 3] · b1[0] by [0, 0, 0, 3, 1, 0, 0]
    tanh: loop [2, 5, 64]
      %0: float32 = b2[320i0 + i1 + 5i2]
      %1: float32 = tanh(%0)
      b4[320i0 + 64i1 + i2] = %1
    outputs b4"
  `);
});

test("the gradient of the kernel sums over positions, of an image arranged as for the convolution", () => {
  const roles = { input: [1, 0, 2, 3], kernel: [1, 0, 2, 3], output: [1, 0, 2, 3] };
  const [x, dy] = [leaf([4, 3, 8, 8]), leaf([4, 5, 6, 6])];
  expect(contracted(convolve(x, dy, { roles }))).toMatchInlineSnapshot(`
    "arena of 3072 bytes
    b0: float32[4, 3, 8, 8] by [192, 64, 8, 1], input 0
    b1: float32[4, 5, 6, 6] by [180, 36, 6, 1], input 1
    b2: float32[5, 3, 3, 3] by [27, 9, 3, 1], output 0
    b3: float32[4, 3, 8, 8] by [192, 1, 24, 3], at 0
    arrange: loop [4, 64, 3]
      %0: float32 = b0[192i0 + i1 + 64i2]
      b3[192i0 + 3i1 + i2] = %0
    convolve: contract [3, 3, 3, 5, Σ4, Σ6, Σ6]
      b2[0] by [9, 3, 1, 27, 0, 0, 0] = Σ b3[0] by [1, 24, 3, 0, 192, 24, 3] · b1[0] by [0, 0, 0, 36, 180, 6, 1]
    outputs b2"
  `);
});

test("the gradient of the image reads the kernel backwards, with zeros between what a stride left out", () => {
  const y = convolve(leaf([2, 5, 4, 4]), leaf([5, 3, 3, 3]), {
    padding: [
      [2, 2],
      [2, 2],
    ],
    inputDilation: [2, 2],
    flip: true,
    roles: { input: [0, 1, 2, 3], kernel: [1, 0, 2, 3], output: [0, 1, 2, 3] },
  });
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 1472 bytes
    b0: float32[2, 5, 4, 4] by [80, 16, 4, 1], input 0
    b1: float32[5, 3, 3, 3] by [27, 9, 3, 1], input 1
    b2: float32[2, 3, 9, 9] by [243, 81, 9, 1], output 0
    b3: float32[2, 5, 6, 6] by [180, 1, 30, 5], at 0
    convolve zeros, arrange: 2 loops for each of 2 rows
      convolve zeros: loop [2, 180]
        %0: float32 = 0
        b3[180i0 + i1] = %0
      arrange: loop [2, 4, 4, 5]
        %0: float32 = b0[80i0 + 4i1 + i2 + 16i3]
        b3[180i0 + 30i1 + 5i2 + i3 + 35] = %0
    convolve: contract [2, 5, 5, 3, Σ5, Σ2, Σ2]
      b2[0] by [243, 18, 2, 81, 0, 0, 0] = Σ b3[0] by [180, 30, 5, 0, 1, 30, 5] · b1[8] by [0, 0, 0, 9, 27, -6, -2]
    convolve: contract [2, 5, 4, 3, Σ5, Σ2, Σ1]
      b2[1] by [243, 18, 2, 81, 0, 0, 0] = Σ b3[5] by [180, 30, 5, 0, 1, 30, 5] · b1[7] by [0, 0, 0, 9, 27, -6, -2]
    convolve: contract [2, 4, 5, 3, Σ5, Σ1, Σ2]
      b2[9] by [243, 18, 2, 81, 0, 0, 0] = Σ b3[30] by [180, 30, 5, 0, 1, 30, 5] · b1[5] by [0, 0, 0, 9, 27, -6, -2]
    convolve: contract [2, 4, 4, 3, Σ5, Σ1, Σ1]
      b2[10] by [243, 18, 2, 81, 0, 0, 0] = Σ b3[35] by [180, 30, 5, 0, 1, 30, 5] · b1[4] by [0, 0, 0, 9, 27, -6, -2]
    outputs b2"
  `);
});

test("groups are a dimension; as a loop nest where the engine has no kernel", () => {
  const y = convolve(leaf([2, 6, 5, 5]), leaf([6, 1, 3, 3]), { groups: 6 });
  expect(printed(y)).toMatchInlineSnapshot(`
    "arena of 1216 bytes
    b0: float32[2, 6, 5, 5] by [150, 25, 5, 1], input 0
    b1: float32[6, 1, 3, 3] by [9, 9, 3, 1], input 1
    b2: float32[2, 6, 3, 3] by [54, 9, 3, 1], output 0
    b3: float32[2, 6, 5, 5] by [150, 1, 30, 6], at 0
    arrange, convolve: 2 loops for each of 2 rows
      room for one row of b3
      arrange: loop [2, 25, 6]
        %0: float32 = b0[150i0 + i1 + 25i2]
        b3[150i0 + 6i1 + i2] = %0
      convolve: loop [2, 6, 3, 3, Σ3, Σ3]
        %0: float32 = b3[150i0 + i1 + 30i2 + 6i3 + 30i4 + 6i5]
        %1: float32 = b1[9i1 + 3i4 + i5]
        %2: float32 = cast(%0)
        %3: float32 = cast(%1)
        %4: float32 = mul(%2, %3)
        b2[54i0 + 9i1 + 3i2 + i3] = sum(%4)
    outputs b2"
  `);
});

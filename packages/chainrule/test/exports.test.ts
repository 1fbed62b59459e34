import * as autograd from "@chainrule/autograd";
import * as layers from "@chainrule/layers";
import * as losses from "@chainrule/losses";
import * as optimizers from "@chainrule/optimizers";
import * as tensor from "@chainrule/tensor";
import { expect, test } from "vitest";
import * as umbrella from "../src/index.ts";

test.for(Object.entries({ autograd, layers, losses, optimizers, tensor }))(
  "has all of @chainrule/%s",
  ([, part]) => {
    expect(umbrella).toMatchObject(part);
  },
);

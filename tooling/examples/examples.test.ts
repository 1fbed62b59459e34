import { describe, test } from "vitest";
import { files } from "./files.ts";
import { examples } from "./plugin.ts";

describe.each(files())("%s", (file) => {
  examples(file).forEach(({ line }, n) =>
    test(`line ${line}`, () => import(/* @vite-ignore */ `${file}.example-${n}.ts`)),
  );
});

test("files are found", () => void files());

import { writeFileSync } from "node:fs";
import { page } from "./table.ts";

writeFileSync(new URL("../../../../docs/gradients.md", import.meta.url), page());

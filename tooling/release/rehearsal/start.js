// `npm run rehearsal`. Whether there is a folder to write to is asked first: tsx, which reads the rest, needs one, too.
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

try {
  rmdirSync(mkdtempSync(join(tmpdir(), "chainrule-rehearsal-")));
  await import("tsx");
  await import("./main.ts");
} catch (error) {
  const { code, message } = error;
  const unwritable = error.syscall === "mkdtemp";
  console.error(
    unwritable
      ? `rehearsal: it needs a folder it may write to; got ${tmpdir()} (${code}); TMPDIR names another.`
      : `rehearsal: ${message}`,
  );
  process.exitCode = 1;
}

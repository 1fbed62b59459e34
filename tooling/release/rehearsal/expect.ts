import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";

// Vitest's `expect`, where there is no vitest: in a stranger's folder and in a browser.
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
export const expect: Chai.ExpectStatic = chai.expect;

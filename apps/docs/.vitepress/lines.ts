import type { MarkdownRenderer } from "vitepress";

/** Says of every block of code how many lines it has, so that a link to what stands below finds its place before the block is laid out. */
export function countLines(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (...parameters) => {
    const html = fence(...parameters);
    const lines = html.split('<span class="line').length - 1;
    return html.replace('<div class="language-', `<div style="--lines: ${lines}" class="language-`);
  };
}

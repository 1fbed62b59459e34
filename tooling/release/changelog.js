// How a change is written into a changelog: its words, as a list item, or as the items that they already are. All packages have one version, so what they depend on needs no
// mention.
export default {
  getReleaseLine: ({ summary }) => {
    const text = summary.trim();
    if (/^[-*] /.test(text)) return text;
    const [first, ...others] = text.split("\n");
    return [`- ${first.trimEnd()}`, ...others.map((line) => `  ${line}`.trimEnd())].join("\n");
  },
  getDependencyReleaseLine: () => "",
};

// How a change is written into a changelog: its words, as a list item. All packages have one version, so what they depend on needs no mention.
export default {
  getReleaseLine: ({ summary }) => {
    const [first, ...others] = summary.trim().split("\n");
    return [`- ${first.trimEnd()}`, ...others.map((line) => `  ${line}`.trimEnd())].join("\n");
  },
  getDependencyReleaseLine: () => "",
};

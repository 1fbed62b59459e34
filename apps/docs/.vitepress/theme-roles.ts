import type { UserConfig } from "vitepress";

type Plugin = NonNullable<NonNullable<UserConfig["vite"]>["plugins"]>[number];

/** What VitePress's own components say to a screen reader, or do, and what they are to: by the name of the component. */
const corrections: Readonly<Record<string, readonly (readonly [is: string, shall: string])[]>> = {
  "VPLocalSearchBox.vue": [
    // The box is no button that has its field and its results inside; the field is what opens a list.
    [
      `role="button"
      :aria-owns="results?.length ? 'localsearch-list' : undefined"
      aria-expanded="true"
      aria-haspopup="listbox"
      aria-labelledby="localsearch-label"`,
      `role="dialog"
      aria-modal="true"
      :aria-label="buttonText"`,
    ],
    // The label they refer to has no text.
    [`aria-labelledby="localsearch-label"`, `:aria-label="buttonText"`],
    [
      `:aria-labelledby="results?.length ? 'localsearch-label' : undefined"`,
      `:aria-label="results?.length ? buttonText : undefined"`,
    ],
    [
      `aria-autocomplete="both"`,
      `role="combobox" aria-autocomplete="list" :aria-expanded="Boolean(results?.length)"`,
    ],
    // What is chosen is the link itself, which is called what it shows.
    [
      `:id="'localsearch-item-' + index"
            :aria-selected="selectedIndex === index ? 'true' : 'false'"
            role="option"`,
      `role="none"`,
    ],
    [
      `:aria-label="[...p.titles, p.title].join(' > ')"`,
      `:id="'localsearch-item-' + index"
              :aria-selected="selectedIndex === index ? 'true' : 'false'"
              role="option"`,
    ],
    // Keys that show a picture have a name.
    ...["navigateUp", "navigateDown", "select"].map(
      (key) =>
        [
          `<kbd :aria-label="translate('modal.footer.${key}KeyAriaLabel')">`,
          `<kbd role="img" :aria-label="translate('modal.footer.${key}KeyAriaLabel')">`,
        ] as const,
    ),
  ],
  "VPNavBarSearch.vue": [
    // A box that could not be fetched is closed, so that the next press asks for it again.
    [
      `import('./VPLocalSearchBox.vue')`,
      `import('./VPLocalSearchBox.vue').catch((error) => {
        showSearch.value = false
        throw error
      })`,
    ],
  ],
  "VPLocalNavOutlineDropdown.vue": [
    [
      `ref="items" class="items"`,
      `ref="items" class="items" role="navigation" :aria-label="resolveTitle(theme)"`,
    ],
  ],
};

/** Corrects VitePress's own components as they are compiled; fails where a new version has other ones. */
export const themeRoles = {
  name: "roles of the theme",
  enforce: "pre",
  transform(code, id) {
    const component = /\/theme-default\/components\/(\w+\.vue)$/.exec(id)?.[1];
    return corrections[component ?? ""]?.reduce((text, [is, shall]) => {
      if (!text.includes(is)) throw new Error(`${component}: must have ${is}.`);
      return text.replace(is, () => shall);
    }, code);
  },
} satisfies Plugin;

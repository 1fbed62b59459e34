import "@shikijs/twoslash/style-rich.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import LiveDemo from "./live-demo.vue";
import { showTypesOnHover } from "./type-popup.ts";
import "./style.css";
import "./type-popup.css";

/** VitePress's own theme without its web fonts, with types on hover and `<LiveDemo name="…" />`. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    if (!import.meta.env.SSR) showTypesOnHover();
    app.component("LiveDemo", LiveDemo);
  },
} satisfies Theme;

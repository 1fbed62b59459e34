import "@shikijs/twoslash/style-rich.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import Layout from "./layout.vue";
import LiveDemo from "./live-demo.vue";
import { printOnWhite } from "./print.ts";
import { showTypesOnHover } from "./type-popup.ts";
import "./print.css";
import "./style.css";
import "./tables.css";
import "./type-popup.css";

/** VitePress's own theme without its web fonts, with types on hover and `<LiveDemo name="…" />`. */
export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }) {
    if (!import.meta.env.SSR) {
      showTypesOnHover();
      printOnWhite();
    }
    app.component("LiveDemo", LiveDemo);
  },
} satisfies Theme;

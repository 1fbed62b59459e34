import TwoslashFloatingVue from "@shikijs/vitepress-twoslash/client";
import "@shikijs/vitepress-twoslash/style.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import LiveDemo from "./live-demo.vue";
import "./style.css";

/** VitePress's own theme without its web fonts, with types on hover and `<LiveDemo name="…" />`. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.use(TwoslashFloatingVue);
    app.component("LiveDemo", LiveDemo);
  },
} satisfies Theme;

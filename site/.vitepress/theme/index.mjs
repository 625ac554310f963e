// VitePress's theme without fonts from elsewhere, and the components of pages that move.
import DefaultTheme from "vitepress/theme-without-fonts";
import { defineAsyncComponent } from "vue";
import "katex/dist/katex.min.css";
import "./style.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component(
      "Playground",
      defineAsyncComponent(() => import("./Playground.vue")),
    );
    app.component(
      "LiveFit",
      defineAsyncComponent(() => import("./LiveFit.vue")),
    );
    app.component(
      "LiveSketch",
      defineAsyncComponent(() => import("./LiveSketch.vue")),
    );
    app.component(
      "LiveArm",
      defineAsyncComponent(() => import("./LiveArm.vue")),
    );
    app.component(
      "LiveOde",
      defineAsyncComponent(() => import("./LiveOde.vue")),
    );
    // The built site works without a connection once it was visited (scripts/offline.mjs).
    if (import.meta.env.PROD && !import.meta.env.SSR && "serviceWorker" in globalThis.navigator)
      globalThis.addEventListener("load", () => {
        globalThis.navigator.serviceWorker
          .register(`${import.meta.env.BASE_URL}sw.js`)
          .catch(() => undefined);
      });
  },
};

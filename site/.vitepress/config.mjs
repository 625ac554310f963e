// The site: pages that scripts/pages.mjs has laid into .pages, searched in the browser, with no server behind it. Its content policy lets
// no script run that is not a file of the site, and nothing be fetched.
import { katex } from "@mdit/plugin-katex";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const sidebar = JSON.parse(readFileSync(at("../.pages/sidebar.json"), "utf8"));
export const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'none'",
  "object-src 'none'",
  "base-uri 'self'",
].join("; ");

export default defineConfig({
  title: "dualtensor",
  description:
    "Forward-mode automatic differentiation for TypeScript: the derivative of a tensor by a tensor in one call.",
  lang: "en",
  base: process.env.SITE_BASE ?? "/",
  srcDir: ".pages",
  outDir: "dist",
  cacheDir: ".cache/vitepress",
  cleanUrls: false,
  metaChunk: true,
  router: { prefetchLinks: false },
  // The reader's system decides, for pages and pictures alike.
  appearance: "force-auto",
  ignoreDeadLinks: false,
  head: [["link", { rel: "icon", href: `${process.env.SITE_BASE ?? "/"}icon.svg` }]],
  transformHead: ({ assets, page }) => [
    ["meta", { "http-equiv": "Content-Security-Policy", content: policy }],
    // Formulas are as wide as their letters: those come first where there are many.
    ...assets
      .filter((name) => page.startsWith("ops/") && /KaTeX_(Main-Regular|Math-Italic)\..*woff2$/.test(name))
      .map((href) => ["link", { rel: "preload", href, as: "font", type: "font/woff2", crossorigin: "" }]),
  ],
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (md) =>
      void md.use(katex, {
        output: "htmlAndMathml",
        throwOnError: false,
        // Vue would read the braces of TeX as its own. What may be scrolled is reached by the keyboard.
        transformer: (html) =>
          html
            .replace(/^<(\w+)/, "<$1 v-pre")
            .replace('class="katex-display"', 'class="katex-display" tabindex="0"'),
      }),
  },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Tutorial", link: "/tutorial" },
      { text: "Playground", link: "/playground" },
      { text: "Live", link: "/live/fit" },
      { text: "Operations", link: "/ops/" },
      { text: "API", link: "/api/" },
    ],
    sidebar,
    outline: [2, 3],
  },
  vite: {
    resolve: {
      alias: [
        { find: /^dualtensor$/, replacement: at("../../dist/esm/index.js") },
        { find: /^dualtensor\/(\w+)$/, replacement: `${at("../../dist/esm/")}$1.js` },
      ],
    },
    worker: { format: "es" },
    build: { target: "es2022", chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
    server: { fs: { allow: [at("../..")] } },
  },
});

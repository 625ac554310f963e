// Type-aware lint. What touches the architecture stands first: the layers of spec/layers.json (imports point left;
// spec/architecture.spec.ts checks this in full, lint says it in the editor), and what only the edge may know.

import { readFileSync } from "node:fs";
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const { order, apart } = JSON.parse(readFileSync(new URL("spec/layers.json", import.meta.url), "utf8"));

const edge = [
  { regex: "^mathjs", message: "Only lib/mathjs imports mathjs." },
  { regex: "^node:", message: "Only lib/cli knows Node." },
  { regex: "^(?!mathjs|node:)[^.]", message: "The library has no runtime dependency." },
];
const parser = { regex: "^(?!mathjs|node:|acorn$)[^.]", message: "Only lib/source imports a parser." };

/** For each folder of lib: it imports nothing to its right, and engines do not import each other. */
const layerRules = order.flatMap((names, rank) =>
  names.flatMap((name) => {
    const right = [
      ...order.slice(rank + 1).flat(),
      ...apart.filter((other) => apart.includes(name) && other !== name),
    ];
    const outside =
      { cli: [], tools: [], mathjs: [edge[1]], source: [edge[0], edge[1], parser] }[name] ?? edge;
    // Below a folder within, one step up is still this folder: lib/ops/nn may import lib/ops/special.
    const at = (files, up) => ({
      files,
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              ...outside,
              ...(right.length === 0
                ? []
                : [beyond(name, `^(\\.\\./){${up},}(${right.join("|")})(/|\\.js$)`)]),
            ],
          },
        ],
      },
    });
    return [at([`lib/${name}/*.ts`, `lib/${name}.ts`], 1), at([`lib/${name}/*/**/*.ts`], 2)];
  }),
);
function beyond(name, regex) {
  return { regex, message: `lib/${name} does not import it (spec/layers.json).` };
}

export default defineConfig(
  {
    ignores: [
      "dist/",
      ".cache/",
      "coverage/",
      "**/node_modules/",
      "site/dist/",
      "site/.pages/",
      "site/.cache/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.json", "spec/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "off",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
      // A signal between two functions of one engine needs no stack trace.
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "file", name: "TooWide" }] }],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Rules and results are plain objects of functions; none of them reads `this`.
      "@typescript-eslint/unbound-method": "off",
      // A public type may repeat a shape under a name of its own.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      // `arguments.length` costs nothing where a rest parameter makes an array at every call.
      "prefer-rest-params": "off",
    },
  },
  {
    files: ["lib/**/*.ts"],
    rules: {
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "no-console": "error",
      "no-restricted-globals": [
        "error",
        { name: "process", message: "Only lib/cli touches the process." },
        { name: "Buffer", message: "The library runs in browsers, too." },
      ],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  ...layerRules,
  {
    files: ["lib/cli/**/*.ts", "lib/tools/**/*.ts"],
    rules: { "no-console": "off", "no-restricted-globals": "off" },
  },
  {
    // Specs read JSON and hand wrong types to functions on purpose.
    files: ["spec/**/*.ts", "bench/**/*.ts", "examples/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "URL",
          "console",
          "performance",
          "process",
          "setTimeout",
          "clearTimeout",
          "Buffer",
          "AbortController",
          "MessageChannel",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    // Pages and workers.
    files: ["site/play/**/*.mjs", "site/live/**/*.mjs", "site/test/**/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(
        "window document location DOMPoint Worker Blob TextEncoder TextDecoder btoa atob onmessage postMessage PerformanceObserver requestAnimationFrame"
          .split(" ")
          .map((name) => [name, name === "onmessage" ? "writable" : "readonly"]),
      ),
    },
  },
);

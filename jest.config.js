/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/lib", "<rootDir>/spec"],
  testMatch: ["<rootDir>/spec/**/*.spec.ts"],
  watchPathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.cache/"],
  // The specs import the source: "./x.js" means x.ts, and "dualtensor" means lib/index.ts.
  moduleNameMapper: {
    "^dualtensor$": "<rootDir>/lib/index.ts",
    "^dualtensor/(.*)$": "<rootDir>/lib/$1.ts",
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
  setupFiles: ["<rootDir>/spec/registry.ts"],
  // Transpiled file by file; `npm run typecheck` checks the types.
  transform: {
    "\\.ts$": [
      "ts-jest",
      {
        tsconfig: {
          target: "es2022",
          module: "commonjs",
          moduleResolution: "bundler",
          isolatedModules: true,
          esModuleInterop: true,
          sourceMap: true,
        },
        transpilation: true,
      },
    ],
  },
  maxWorkers: "100%",
  // Some specs start processes of their own; on a busy machine these take their time.
  testTimeout: 60_000,
};

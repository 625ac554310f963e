export * from "./operations.js";
export * from "./program.js";
export * from "./ways.js";
export * from "./shrink.js";
export * from "./bound.js";
export { source } from "../contract/draw.js";

// dualtensor/transform: the derivative of the function you already have. Writes JavaScript again so that marked functions take
// tensors where they were written for numbers; needs the parser `acorn`, and nothing of the platform.
export { transform, type Diagnostic, type TransformOptions, type Transformed } from "./source/lifting.js";
export type { SourceMap } from "./source/mappings.js";

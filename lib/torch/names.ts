// What the object `torch` is made of: the root's names and PyTorch's second ones.
export * from "../index.js";
export * from "./aliases.js";

// The transformation of operators, which the page runs on what the visitor writes.
export { transform } from "dualtensor/transform";

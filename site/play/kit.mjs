// What a program of the visitor's own imports: all operations by name, and the answer to a question about its function.
export * from "dualtensor";
export { answer } from "./answer.mjs";

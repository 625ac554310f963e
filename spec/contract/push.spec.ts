import { holds } from "./holds.js";

holds("push");

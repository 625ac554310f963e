import { holds } from "./holds.js";

holds("pull");

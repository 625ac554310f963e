// The fit of the live page, away from the page's thread.
import { fit } from "../live/fit.mjs";

onmessage = ({ data: { formula, x, y, start } }) => {
  try {
    postMessage({ formula, ...fit(formula, x, y, start) });
  } catch (error) {
    postMessage({ formula, error: error.message });
  }
};

// The stiff equation of the live page, away from the page's thread.
import { solve } from "../live/ode.mjs";

onmessage = ({ data: { mu, end } }) => {
  try {
    postMessage({ mu, end, ...solve(mu, end) });
  } catch (error) {
    postMessage({ mu, end, error: error.message });
  }
};

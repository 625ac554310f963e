// Handles in a drawing that a hand, a pen or the arrow keys move: elements with data-handle in an svg. One call for each frame at most.

export function dragging(svg, moved, keyStep = 5) {
  let held = null,
    last = null,
    asked = false;
  const place = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [x, y];
  };
  const flush = () => {
    asked = false;
    if (last !== null) moved(...last);
    last = null;
  };
  const soon = (handle, at) => {
    last = [handle, at];
    if (!asked) requestAnimationFrame(flush);
    asked = true;
  };
  const handlers = {
    pointerdown(event) {
      const handle = event.target.closest?.("[data-handle]");
      if (!handle) return;
      held = handle.dataset.handle;
      svg.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus?.({ preventScroll: true });
    },
    pointermove(event) {
      if (held !== null) soon(held, place(event));
    },
    pointerup() {
      held = null;
    },
    pointercancel() {
      held = null;
    },
    keydown(event) {
      const handle = event.target.closest?.("[data-handle]"),
        way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!handle || !way) return;
      event.preventDefault();
      const box = handle.getBBox();
      soon(handle.dataset.handle, [
        box.x + box.width / 2 + keyStep * way[0],
        box.y + box.height / 2 + keyStep * way[1],
      ]);
    },
  };
  for (const [name, run] of Object.entries(handlers)) svg.addEventListener(name, run);
  // A finger on a handle moves it, beside one the page.
  const stayed = (event) => event.target.closest?.("[data-handle]") && event.preventDefault();
  svg.addEventListener("touchstart", stayed, { passive: false });
}

/** A worker that is asked about the latest only. */
export class Latest {
  #worker;
  #waiting = null;
  #busy = false;
  constructor(url, heard) {
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.onmessage = ({ data }) => {
      this.#busy = false;
      heard(data);
      this.#next();
    };
  }
  ask(question) {
    this.#waiting = question;
    this.#next();
  }
  #next() {
    if (this.#busy || this.#waiting === null) return;
    this.#busy = true;
    this.#worker.postMessage(this.#waiting);
    this.#waiting = null;
  }
  end() {
    this.#worker.terminate();
  }
}

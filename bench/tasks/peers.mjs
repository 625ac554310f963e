// What a library calls otherwise than the others, or lacks.

/**
 * TensorFlow.js has no Jacobian: its users stack one reverse pass for each output.
 * @param {any} tf
 * @param {(x: any) => any} f
 * @param {any} x
 * @param {number} outputs
 */
export const rowsOf = (tf, f, x, outputs) => {
  const gradient = tf.grad(f);
  const seeds = tf.unstack(tf.eye(outputs));
  return () => tf.tidy(() => tf.stack(seeds.map((/** @type {any} */ seed) => gradient(x, seed))).dataSync());
};

/**
 * jacfwd of @jax-js/jax 0.1.25 returns the transposed Jacobian, and takes vectors only.
 * @param {any} jax
 * @param {(x: any) => any} f
 */
export const transposedJacfwd = (jax, f) => {
  const jacfwd = jax.jacfwd(f);
  return (/** @type {any} */ x) => jax.numpy.transpose(jacfwd(x));
};

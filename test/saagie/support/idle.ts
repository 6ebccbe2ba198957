/** Lets everything go on that waits for nothing but its turn. Time does not pass by it. */
export async function idle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

import type { Inputs, Shape } from "../../src/core/guard/shape.ts";

const INSTANCES: Readonly<Record<string, () => unknown>> = {
  URL: () => new URL("https://example.org/x"),
  File: () => new File(["x"], "x"),
  Blob: () => new Blob(["x"]),
  Uint8Array: () => new Uint8Array(1),
  AbortSignal: () => new AbortController().signal,
};

/**
 * The least that a method takes before its options, read off its shapes; what is optional is left out. `text` stands for every
 * text.
 */
export function sampleArguments(inputs: Inputs, method: string, text: string): readonly unknown[] {
  const [form = []] = inputs.methods[method] ?? [];
  const before = form.at(-1)?.optional ? form.slice(0, -1) : form;
  return before.map(({ shape, optional }) => (optional ? undefined : sampleOf(shape, inputs.shapes, text)));
}

function sampleOf(shape: Shape, shapes: Inputs["shapes"], text: string): unknown {
  if (typeof shape === "string") {
    if (shape.startsWith("#")) return sampleOf(shapes[shape.slice(1)] ?? "any", shapes, text);
    if (shape === "number") return 1;
    if (shape === "boolean") return true;
    if (shape === "function") return () => undefined;
    if (shape === "object" || shape === "iterable") return {};
    return INSTANCES[shape]?.() ?? text;
  }
  if ("in" in shape) return shape.in[0];
  if ("or" in shape) return sampleOf(shape.or[0] ?? "any", shapes, text);
  if ("list" in shape) return [sampleOf(shape.list, shapes, text)];
  if ("map" in shape) return {};
  const needed = Object.entries(shape.members).filter(([name]) => !shape.optional.includes(name));
  return Object.fromEntries(needed.map(([name, member]) => [name, sampleOf(member, shapes, text)]));
}

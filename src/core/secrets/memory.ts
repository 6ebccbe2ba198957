/** The secrets that a client knows of: those it logs in with, and those it was lately told to send. */
export interface SecretMemory {
  /** Remembers what of some variables is a secret by its name. */
  remember(variables: unknown): void;
  values(): readonly string[];
}

// Any variable may hold a secret: people do not always mark them as passwords.
const NAMES_A_SECRET = /password|passwd|secret|token|^raw|^value$/iu;

// A platform may quote in one answer what an earlier request of the same work told it; hardly one of long ago.
const MOST_KEPT = 200;

/** Creates a {@link SecretMemory}; `own` are never forgotten. */
export function secretMemory(own: readonly string[]): SecretMemory {
  const recent = new Set<string>();
  const keep = (text: string): void => {
    recent.delete(text);
    recent.add(text);
    for (const oldest of recent) {
      if (recent.size <= MOST_KEPT) break;
      recent.delete(oldest);
    }
  };
  const visit = (value: unknown, isSecret: boolean): void => {
    if (typeof value === "string") {
      if (isSecret) keep(value);
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, isSecret);
    } else if (typeof value === "object" && value !== null && !(value instanceof Blob)) {
      for (const [key, member] of Object.entries(value)) visit(member, isSecret || NAMES_A_SECRET.test(key));
    }
  };
  return {
    remember: (variables) => visit(variables, false),
    values: () => [...own, ...recent],
  };
}

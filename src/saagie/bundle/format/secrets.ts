/** Something that no export holds, since it is secret. */
export type SecretRequest =
  | {
      readonly what: "variable";
      readonly scope: "GLOBAL" | "PROJECT" | "PIPELINE" | "APP";
      readonly name: string;
      /** The pipeline or app that it belongs to. */
      readonly owner?: string;
    }
  | {
      readonly what: "docker credentials";
      readonly username: string;
      /** `null` is Docker Hub. */
      readonly registry: string | null;
    };

/** Tells a secret, or `undefined` for one that is to be set later, by hand. */
export type SecretSource = (secret: SecretRequest) => string | undefined | Promise<string | undefined>;

/** Asks for secrets, and remembers which were not told. */
export class SecretKeeper {
  readonly missing: SecretRequest[] = [];
  readonly #source: SecretSource | undefined;
  readonly #told = new Map<string, string>();

  constructor(source: SecretSource | undefined) {
    this.#source = source;
  }

  /** Asks once for each secret. */
  async ask(secret: SecretRequest): Promise<string | undefined> {
    const key = JSON.stringify(secret);
    const told = this.#told.get(key) ?? (await this.#source?.(secret));
    if (told === undefined || told === "") {
      if (!this.missing.some((other) => JSON.stringify(other) === key)) this.missing.push(secret);
      return undefined;
    }
    this.#told.set(key, told);
    return told;
  }
}

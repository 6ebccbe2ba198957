import { ProtocolError } from "../../core/errors.ts";

/** A validator of any library that keeps to the Standard Schema. */
export interface Validator<Value> {
  readonly "~standard": {
    readonly validate: (value: unknown) => ValidatorResult<Value> | Promise<ValidatorResult<Value>>;
  };
}

/** What a validator says: the value as it shall be, or what is wrong with it. */
export type ValidatorResult<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/**
 * Validates a value.
 *
 * @throws {@link ProtocolError} with what is wrong with it.
 */
export async function validated<Value>(
  value: unknown,
  validator: Validator<Value>,
  what: string,
): Promise<Value> {
  const result = await validator["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  const words = result.issues.map(({ message }) => message).join("; ");
  throw new ProtocolError(`${what} does not fit the schema: ${words}.`, { platform: "agave" });
}

import { Kind, type NameNode } from "graphql";
import { RegenerateError } from "../regenerate-error.ts";

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** A value inside of a JSON document that knows where it stands, and refuses what it should not be. */
export class JsonPlace {
  readonly value: unknown;
  readonly place: string;

  /** @param place - the document's name, and the way to the value, e.g. `new.json $.__schema` */
  constructor(value: unknown, place: string) {
    this.value = value;
    this.place = place;
  }

  /** The member of that name; its value is undefined when there is none. */
  member(name: string): JsonPlace {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.refuse("needs an object");
    return new JsonPlace((value as Readonly<Record<string, unknown>>)[name], `${this.place}.${name}`);
  }

  /** Whether it is neither null nor absent. */
  get isThere(): boolean {
    return this.value != null;
  }

  /** The items of a list; none when it is null or absent. */
  items(): readonly JsonPlace[] {
    if (!this.isThere) return [];
    if (!Array.isArray(this.value)) this.refuse("needs a list");
    const values: readonly unknown[] = this.value;
    return values.map((item, index) => new JsonPlace(item, `${this.place}[${index}]`));
  }

  text(): string {
    return typeof this.value === "string" ? this.value : this.refuse("needs a text");
  }

  optionalText(): string | undefined {
    return this.isThere ? this.text() : undefined;
  }

  /** A name as GraphQL has it. */
  name(): NameNode {
    const value = this.text();
    if (!NAME.test(value)) this.refuse(`${JSON.stringify(value)} is not a name in GraphQL`);
    return { kind: Kind.NAME, value };
  }

  refuse(message: string): never {
    throw new RegenerateError({ place: this.place, message });
  }
}

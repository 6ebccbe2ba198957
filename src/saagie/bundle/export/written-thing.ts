/** Something that was exported. */
export interface WrittenThing {
  readonly id: string;
  readonly name: string;
}

/** The schema files of a made-up platform: a library with a desk, whose second version is the newest. */
export const LIBRARY: Readonly<Record<string, string>> = {
  "schema/library/versions.graphql": `# The oldest first.
extend schema @version(name: "1.0") @version(name: "1.1")
`,
  "schema/library/desk/book.graphql": `# Everything that can be lent.

extend type Query {
  "One book."
  book(id: ID!): Book # by its mark
  "All books of a shelf."
  books(
    "Not only those that are in."
    all: Boolean = false
    shelf: Int
  ): [Book!]!
}

extend type Mutation {
  "Lends a book."
  lendBook(id: ID!, to: String): Boolean!
}

# ---- Types ----

"Something with a name."
interface Named {
  name: String!
}

"What is read."
type Book implements Named {
  id: ID!
  name: String! # on the cover
  "In our own words."
  state: BookState
  author: Author
  pages: Int @since(version: "1.1")
}

"Who wrote it."
type Author implements Named {
  name: String!
  born: Int @deprecated(reason: "Ask somebody.")
}

"Where it is."
enum BookState {
  IN
  "With somebody."
  LENT
}

union Thing = Book | Author

scalar Moment
`,
  "schema/library/desk/reader.graphql": `extend type Query {
  readers(filter: ReaderFilter): [Reader]
  search(text: String!): [Thing!]
}

"Who reads."
type Reader {
  name: String!
  since: Moment
}

input ReaderFilter {
  "A part of it."
  name: String
  limit: Int = 10
}
`,
};

/** What the newest version of the library publishes, in an order of its own. */
export const NEWEST = `
type Author implements Named { name: String! born: Int @deprecated }
type Book implements Named { author: Author id: ID! name: String! pages: Int state: BookState }
enum BookState { IN LENT }
scalar Moment
type Mutation { lendBook(id: ID!, to: String): Boolean! }
interface Named { name: String! }
type Query {
  book(id: ID!): Book
  books(all: Boolean = false, shelf: Int): [Book!]!
  readers(filter: ReaderFilter): [Reader]
  search(text: String!): [Thing!]
}
type Reader { name: String! since: Moment }
input ReaderFilter { limit: Int = 10 name: String }
union Thing = Book | Author
`;

/** {@link NEWEST} with some texts replaced by others. */
export function successor(...replacements: readonly (readonly [before: string, after: string])[]): string {
  return replacements.reduce((text, [before, after]) => {
    if (!text.includes(before)) throw new Error(`the library has no ${before}`);
    return text.replace(before, after);
  }, NEWEST);
}

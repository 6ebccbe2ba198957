/** All that comes, as an array. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

type Why = "list" | "own" | "nothing" | "new" | "open" | "idempotent";

/** Why a row has no such case. */
export const WHY: Readonly<Record<Why, string>> = {
  list: "a list without anything is empty",
  own: "everybody may do it with what is theirs",
  nothing: "there is nothing in it that could be refused",
  new: "it makes what is not there yet",
  open: "it is open to all",
  idempotent: "what is not there is not taken away: it is as it should be",
};

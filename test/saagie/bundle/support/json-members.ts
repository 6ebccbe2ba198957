/** Where a member of an object, or an item of a list, stands in a JSON text. */
interface Member {
  readonly start: number;
  readonly end: number;
  /** Where its value begins; behind its name, where it has one. */
  readonly valueStart: number;
  readonly isNamed: boolean;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gu;
// What has grown by other changes is left alone: lists without end are deeper than the stack.
const LONGEST = 15_000;

/** The members of a JSON text, at any depth; of one that is broken, those that can be made out. */
function membersOf(text: string): readonly Member[] {
  if (text.length > LONGEST) return [];
  const tokens = Array.from(text.matchAll(TOKEN), ({ 0: word, index }) => ({ word, start: index }));
  const members: Member[] = [];
  let at = 0;
  const member = (): void => {
    const { start = 0 } = tokens[at] ?? {};
    const isNamed = tokens[at + 1]?.word === ":";
    if (isNamed) at += 2;
    const valueStart = tokens[at]?.start ?? text.length;
    value();
    const last = tokens[at - 1] ?? { word: "", start: text.length };
    members.push({ start, end: last.start + last.word.length, valueStart, isNamed });
  };
  const value = (): void => {
    const open = tokens[at]?.word ?? "";
    at += 1;
    if (open !== "{" && open !== "[") return;
    for (let word = tokens[at]?.word; word !== undefined; word = tokens[at]?.word) {
      if (word === "," || word === "}" || word === "]") at += 1;
      if (word === "}" || word === "]") return;
      if (word !== ",") member();
    }
  };
  value();
  return members;
}

/** How a member is changed. */
export type MemberChange =
  "value" | "key" | "removed" | "twice before" | "twice behind" | "nested" | "exchanged";

/** A member to be changed, counted from the front, and what is to be there. */
export interface MemberChanges {
  readonly change: MemberChange;
  readonly place: number;
  /** JSON. */
  readonly junk: string;
}

/** Changes one member of a JSON text, as a text: also to what no value of a program could hold. */
export function withChangedMember(text: string, { change, place, junk }: MemberChanges): string {
  const members = membersOf(text);
  const chosen = members[place % Math.max(members.length, 1)];
  if (chosen === undefined) return text;
  const { start, end, valueStart, isNamed } = chosen;
  const [before, behind] = [text.slice(0, start), text.slice(end)];
  const [name, value] = [text.slice(start, valueStart), text.slice(valueStart, end)];
  switch (change) {
    case "value":
      return `${before}${name}${junk}${behind}`;
    case "key":
      return isNamed ? `${before}${junk.startsWith('"') ? junk : '"__proto__"'}:${value}${behind}` : text;
    case "removed":
      return /^\s*,/u.test(behind)
        ? before + behind.replace(/^\s*,/u, "")
        : before.replace(/,\s*$/u, "") + behind;
    case "twice before":
      return `${before}${name}${junk},${name}${value}${behind}`;
    case "twice behind":
      return `${before}${name}${value},${name}${junk}${behind}`;
    case "nested": {
      const depth = 1 + (place % 3) * 1500;
      return `${before}${name}${"[".repeat(depth)}${value}${"]".repeat(depth)}${behind}`;
    }
    case "exchanged": {
      const other = members[(place * 7 + 1) % members.length] ?? chosen;
      const [first, second] = start < other.start ? [chosen, other] : [other, chosen];
      if (first.end > second.start) return text;
      const valueOf = (one: Member): string => text.slice(one.valueStart, one.end);
      return `${text.slice(0, first.valueStart)}${valueOf(second)}${text.slice(first.end, second.valueStart)}${valueOf(first)}${text.slice(second.end)}`;
    }
  }
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A script that becomes a job's package. */
export interface Script {
  /** The job's name. */
  readonly job: string;
  readonly file: string;
  readonly text: string;
}

// They use what every POSIX shell has, and nothing else. Runs share no folder: each script brings what it needs. The
// pauses make a run long enough to be seen running.

/** Makes a file of orders. */
export const MAKE_ORDERS: Script = {
  job: "Make orders",
  file: "make-orders.sh",
  text: `#!/bin/sh
# Writes three days of orders to a CSV file, and shows it.
set -eu

echo "day,region,amount" > orders.csv
day=1
while [ "$day" -le 3 ]; do
  for region in Centre North West; do
    echo "2024-06-0$day,$region,$((\${#region} * 40 + day * 7 - 120))" >> orders.csv
  done
  day=$((day + 1))
done
sleep 1
cat orders.csv
`,
};

const ORDERS = `orders() {
  cat <<'END'
Centre 127
North 87
West 47
Centre 134
North 94
West 54
Centre 141
North 101
West 61
END
}`;

/** Sums orders by region. */
export const SUMMARISE: Script = {
  job: "Summarise orders",
  file: "summarise-orders.sh",
  text: `#!/bin/sh
# Sums orders by region.
set -eu

${ORDERS}

sleep 1
for region in Centre North West; do
  sum=0
  for amount in $(orders | grep "^$region" | cut -d ' ' -f 2); do
    sum=$((sum + amount))
  done
  printf '%-6s %4d\\n' "$region" "$sum"
done
`,
};

/** The same with a bar for each sum: what the job is upgraded to. */
export const SUMMARISE_WITH_BARS: Script = {
  job: SUMMARISE.job,
  file: SUMMARISE.file,
  text: `#!/bin/sh
# Sums orders by region, and draws the sums.
set -eu

${ORDERS}

sleep 1
for region in Centre North West; do
  sum=0
  for amount in $(orders | grep "^$region" | cut -d ' ' -f 2); do
    sum=$((sum + amount))
  done
  bar=""
  while [ "\${#bar}" -lt $((sum / 10)) ]; do bar="$bar#"; done
  printf '%-6s %4d %s\\n' "$region" "$sum" "$bar"
done
`,
};

/** Writes a script into a folder and returns its path. */
export async function writeScript(folder: string, { file, text }: Script): Promise<string> {
  const path = join(folder, file);
  await writeFile(path, text);
  return path;
}

import type { Ids } from "../../ids.ts";
import { dateText } from "./values.ts";

/** Something that happened to a resource. */
export interface HistoryRecord {
  readonly uuid: string;
  readonly status: string;
  readonly created: number;
  readonly createdBy: string;
  readonly description: string;
  /** Of transfers. */
  readonly progress?: TransferProgress;
}

/** How far a transfer has come. */
export interface TransferProgress {
  readonly averageRate: number;
  readonly totalFiles: number;
  readonly source: string;
  readonly totalActiveTransfers: number;
  readonly totalBytes: number;
  readonly totalBytesTransferred: number;
}

/** An event as histories list it. */
export function shownEvent({ uuid, created, ...rest }: HistoryRecord): Readonly<Record<string, unknown>> {
  return { id: uuid, created: dateText(created), ...rest };
}

/** Makes an identifier of the platform; the last part says of which kind the resource is. */
export function agaveUuid(ids: Ids, kind: string): string {
  const digits = BigInt(`0x1${ids.hex().slice(0, 15)}`)
    .toString()
    .padStart(19, "0");
  return `${digits}-242ac113-0001-${kind}`;
}

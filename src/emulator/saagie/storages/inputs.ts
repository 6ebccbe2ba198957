import type { DataSize } from "./data-size.ts";

/** What clients may say about a storage both when they make it and later. */
export interface VolumeFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly size?: DataSize | null;
}

/** The `VolumeInput` of the schema. */
export interface VolumeInput extends VolumeFields {
  readonly projectId: string;
  readonly name: string;
  readonly size: DataSize;
}

/** The `VolumeEditionInput` of the schema. */
export interface VolumeEditionInput extends VolumeFields {
  readonly id: string;
}

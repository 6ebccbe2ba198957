import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import type { EmulatedSaagie } from "../../../../src/emulator/index.ts";
import type { Answer, Wire } from "../wire.ts";

/** Makes a zip archive of texts. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false });
  for (const [path, text] of Object.entries(files)) await writer.add(path, new TextReader(text));
  return writer.close();
}

/** Makes a file, as a client uploads it, of a zip archive of texts. */
export async function zipFile(name: string, files: Readonly<Record<string, string>>): Promise<File> {
  return new File([await zipOf(files)], name);
}

/** A metadata file for jobs with one runtime. */
export function metadata(id: string, rest = ""): string {
  return `version: v1
type: JOB
id: ${id}
label: The ${id}
available: true
${rest}
contexts:
  - id: 1.0
    label: One
    available: true
    recommended: true
    trustLevel: stable
    job:
      features:
        - type: COMMAND_LINE
          label: Command
          mandatory: true
          defaultValue: run {file}
    dockerInfo:
      image: acme/${id}
      baseTag: 1.0
      version: 1.0-7
`;
}

/** Sends a file to the catalogue as a part of a form, in the variable `upload`. */
export async function uploadToCatalogue<Data>(
  emulator: EmulatedSaagie,
  wire: Wire,
  { query, variables, file }: { readonly query: string; readonly variables: object; readonly file: File },
): Promise<Answer<Data>> {
  const body = new FormData();
  body.set("operations", JSON.stringify({ query, variables: { ...variables, upload: null } }));
  body.set("map", JSON.stringify({ "0": ["variables.upload"] }));
  body.set("0", file);
  const headers = { authorization: `Bearer ${wire.token}` };
  const response = await emulator.fetch(`${emulator.url}/gateway/api/graphql`, {
    method: "POST",
    headers,
    body,
  });
  return { ...((await response.json()) as Answer<Data>), status: response.status };
}

export interface Report {
  readonly __typename: "SuccessfulSynchronization" | "FailedSynchronization";
  readonly id: string;
  readonly source: { readonly name?: string; readonly url?: string };
  readonly startedAt: string;
  readonly trigger: { readonly type: string; readonly author: string | null };
  readonly failure?: string;
  readonly numberOfChanges?: number;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  readonly revert?: { readonly author: string; readonly date: string } | null;
  readonly technologyReports?: readonly {
    readonly technologyId: string;
    readonly status: string;
    readonly message: string | null;
    readonly contextsReports: readonly { readonly contextId: string; readonly status: string }[];
  }[];
}

const REPORT = `__typename id source { ... on FileSource { name } ... on UrlSource { url } } startedAt trigger { author type }
  ... on SuccessfulSynchronization {
    numberOfChanges issues { path message } revert { author date }
    technologyReports { technologyId status message contextsReports { contextId status } }
  }
  ... on FailedSynchronization { failure }`;

const MUTATED =
  "count objects { id name editor modificationDate source { ... on FileSource { name } ... on UrlSource { url } } synchroMode { __typename } }";

export const ADD: string = `mutation ($repositoryInput: RepositoryInput!, $upload: Upload) {
  addRepository(repositoryInput: $repositoryInput, upload: $upload) { ${MUTATED} }
}`;

export const EDIT: string = `mutation ($repositoryInput: RepositoryEditionInput!) {
  editRepository(repositoryInput: $repositoryInput) { ${MUTATED} }
}`;

export const SYNCHRONIZE: string = `mutation ($id: UUID!, $upload: Upload) {
  synchronizeRepository(id: $id, upload: $upload) { count repositoryId repositoryName report { ${REPORT} } }
}`;

export const REVERT: string = `mutation ($id: UUID!, $report: UUID!) {
  revertLastSynchronization(repositoryId: $id, synchronizationReportId: $report) {
    count repositoryId repositoryName report { ${REPORT} }
  }
}`;

export const REMOVE =
  "mutation ($id: UUID!) { removeRepository(id: $id) { id name technologies { label } } }";

export interface Synchro {
  readonly count: number;
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly report: Report;
}

export interface Repository {
  readonly name: string;
  readonly editor: string;
  readonly modificationDate: string;
  readonly source: { readonly name?: string; readonly url?: string };
  readonly synchroMode: { readonly __typename: string };
  readonly synchronizationReports: {
    readonly count: number;
    readonly lastReversibleId: string | null;
    readonly list: readonly Report[];
  };
  readonly technologies: readonly Technology[];
}

export interface Technology {
  readonly __typename: string;
  readonly id: string;
  readonly technologyId: string;
  readonly label: string;
  readonly available: boolean;
  readonly missingFacets: readonly string[];
  readonly lastUpdate: string;
}

/** Adds a repository from an archive of texts. */
export async function addFile(
  emulator: EmulatedSaagie,
  wire: Wire,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const file = await zipFile("technologies.zip", files);
  const variables = { repositoryInput: { name: "From zip" } };
  const answer = await uploadToCatalogue<{ addRepository: { objects: readonly [{ id: string }] } }>(
    emulator,
    wire,
    { query: ADD, variables, file },
  );
  return answer.data.addRepository.objects[0].id;
}

/** Reads a repository with its synchronizations, by default those that stand. */
export async function readRepository(
  wire: Wire,
  id: string,
  filter = "withReverted: false",
): Promise<Repository | null> {
  const { data } = await wire.catalogue<{ repository: Repository | null }>(
    `query ($id: UUID!) { repository(id: $id) {
      name editor modificationDate source { ... on FileSource { name } ... on UrlSource { url } } synchroMode { __typename }
      synchronizationReports(${filter}) { count lastReversibleId list { ${REPORT} } }
      technologies { __typename id technologyId label available missingFacets lastUpdate }
    } }`,
    { id },
  );
  return data.repository;
}

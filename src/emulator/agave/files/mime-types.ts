const TYPES: Readonly<Record<string, string>> = {
  txt: "text/plain",
  log: "text/plain",
  out: "text/plain",
  err: "text/plain",
  sh: "application/x-sh",
  csv: "text/csv",
  html: "text/html",
  json: "application/json",
  xml: "application/xml",
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  gz: "application/gzip",
  zip: "application/zip",
  tar: "application/x-tar",
};

/** The media type that a file's name tells of. */
export function mimeTypeOf(name: string): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return TYPES[extension] ?? "application/octet-stream";
}

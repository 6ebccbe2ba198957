/**
 * What only Node offers; loaded when it is needed, so that the platforms run in other runtimes too.
 *
 * @module
 */
export { md5, sha256Of } from "./checksum.ts";
export { sendDatagram } from "./datagram.ts";
export { withFileLock, type FileLockOptions } from "./file-lock.ts";
export { fileSource } from "./file-source.ts";
export { saveStream, type SaveStreamOptions } from "./save-stream.ts";
export { homePath, namesIn, pathIn, readSecretFile, writeSecretFile } from "./secret-file.ts";
export { spool, type SpooledFile } from "./spool.ts";
export { readNamedPipe, type NamedPipeOptions } from "./named-pipe.ts";
export { nodeTransport } from "./transport.ts";

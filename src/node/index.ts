/**
 * What only Node offers; loaded when it is needed, so that the platforms run in other runtimes too.
 *
 * @module
 */
export { md5, sha256Of } from "./files/checksum.ts";
export { sendDatagram } from "./datagram.ts";
export { withFileLock, type FileLockOptions } from "./files/file-lock.ts";
export { fileSource } from "./files/file-source.ts";
export { saveStream, type SaveStreamOptions } from "./files/save-stream.ts";
export { homePath, namesIn, pathIn, readSecretFile, writeSecretFile } from "./files/secret-file.ts";
export { spool, type SpooledFile } from "./files/spool.ts";
export { readNamedPipe, type NamedPipeOptions } from "./files/named-pipe.ts";
export { nodeTransport } from "./http/transport.ts";

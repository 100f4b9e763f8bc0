export { createGoogle, type GoogleOptions } from "./create-google.ts";
export { createVertex, type VertexOptions } from "./create-vertex.ts";
export { type AccessTokenSource, googleWireFormat, vertexWireFormat } from "./google-wire-format.ts";
export { readKeyFile } from "./key-file.ts";

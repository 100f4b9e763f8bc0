import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { AuditError } from "../audit-error.ts";

/** Signs for a chain, with Ed25519. */
export interface SigningKey extends VerifyingKey {
  /** The signature of a text, as 128 hex digits. */
  sign(text: string): string;
}

/** Checks signatures. */
export interface VerifyingKey {
  /** The first 16 hex digits of the public key's SHA-256. */
  id: string;
  /** As PEM. */
  publicKey: string;
  verify(text: string, signature: string): boolean;
}

/** PKCS #8 of an Ed25519 key, up to its 32 bytes (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const MIN_SECRET_BYTES = 32;
const SIGNATURE = /^[0-9a-f]{128}$/;

/**
 * Reads the key in a file, or makes one there, readable by its owner alone, where there is none. Several processes may
 * do so at once. Its folder must exist.
 *
 * @throws AuditError `invalid_argument` where the file cannot be read or written, or holds anything else
 */
export function loadSigningKey(path: string): SigningKey {
  try {
    return signingKey(createPrivateKey(readOrCreate(path)));
  } catch (cause) {
    if (AuditError.isInstance(cause)) throw cause;
    throw new AuditError(
      "invalid_argument",
      `The signing key in ${path} cannot be used: its folder must be there and writable, and the file, if it is there, an Ed25519 private key as PEM.`,
      {
        param: "path",
        cause,
      },
    );
  }
}

/**
 * The key that belongs to a secret, the same at every instance that has the secret.
 *
 * @param secret at least 32 bytes that nobody can guess
 * @throws AuditError `invalid_argument`
 */
export function deriveSigningKey(secret: string | Uint8Array): SigningKey {
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
    throw new AuditError("invalid_argument", `\`secret\` must have ${MIN_SECRET_BYTES} bytes or more.`, {
      param: "secret",
    });
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "hub audit signing key v1", 32));
  return signingKey(createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" }));
}

/** A public key, or that of a private one, as PEM. @throws AuditError `invalid_argument` */
export function verifyingKey(pem: string): VerifyingKey {
  try {
    return verifierOf(createPublicKey(pem));
  } catch (cause) {
    if (AuditError.isInstance(cause)) throw cause;
    throw new AuditError("invalid_argument", "A public key must be an Ed25519 key as PEM.", {
      param: "publicKey",
      cause,
    });
  }
}

function signingKey(privateKey: KeyObject): SigningKey {
  return {
    ...verifierOf(createPublicKey(privateKey)),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("hex"),
  };
}

function verifierOf(publicKey: KeyObject): VerifyingKey {
  if (publicKey.asymmetricKeyType !== "ed25519")
    throw new AuditError("invalid_argument", "A key must be of the kind Ed25519.", { param: "publicKey" });
  const der = publicKey.export({ format: "der", type: "spki" });
  return {
    id: createHash("sha256").update(der).digest("hex").slice(0, 16),
    publicKey: publicKey.export({ format: "pem", type: "spki" }) as string,
    verify: (text, signature) =>
      typeof signature === "string" &&
      SIGNATURE.test(signature) &&
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "hex")),
  };
}

/** The file comes into being whole: nobody ever reads half of it. */
function readOrCreate(path: string): string {
  const existing = readIfThere(path);
  if (existing !== undefined) return existing;
  const made = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string;
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, made, { mode: 0o600, flag: "wx", flush: true });
    linkSync(draft, path);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readFileSync(path, "utf8");
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

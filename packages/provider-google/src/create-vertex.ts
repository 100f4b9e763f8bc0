import { HubError } from "@hub/protocol";
import {
  type AccessTokenCredential,
  type ConnectionOptions,
  type Credential,
  createProvider,
  type Provider,
  type ProviderCall,
  type ServiceAccountCredential,
} from "@hub/provider";
import { createAccessTokens } from "./access-tokens.ts";
import { vertexWireFormat } from "./google-wire-format.ts";
import { readKeyFile } from "./key-file.ts";
import { GOOGLE_MODELS } from "./models.ts";

/** Project, location and credential; base URL, timeouts and limits. */
export interface VertexOptions extends ConnectionOptions {
  /** Default: `GOOGLE_CLOUD_PROJECT`, then the service account's own. */
  project?: string | undefined;
  /** A region, or `global`. Default: `GOOGLE_CLOUD_LOCATION`, then `global`. */
  location?: string | undefined;
  /** Default: the key file that `GOOGLE_APPLICATION_CREDENTIALS` names, read when it is needed. */
  credential?: ServiceAccountCredential | AccessTokenCredential | undefined;
}

/** Creates the provider for Google's models on Vertex AI, by OAuth. Calls with a key of another project go to that one. */
export function createVertex(options: VertexOptions = {}): Provider {
  const location = options.location || process.env.GOOGLE_CLOUD_LOCATION || "global";
  const credential = createCredentialSource(options.credential);
  const tokens = createAccessTokens();
  const provider = createProvider({
    id: "vertex",
    name: "Vertex AI",
    models: GOOGLE_MODELS,
    // They are Google's: a bare id goes to the Gemini API.
    makes: () => false,
    wire: vertexWireFormat(tokens.tokenOf),
    baseUrl: withVersion(options.baseUrl ?? addressOf(location)),
    transport: options.transport,
    images: options.images,
    credential: credential.load,
  });

  /** The call by its model's full name, with the credential that it is made with. */
  async function inProject(call: ProviderCall): Promise<ProviderCall & { credential: Credential }> {
    const { model } = call.request;
    const own = call.credential ?? (await credential.load());
    // An account that a call brings stands for its own project, the gateway's for the gateway's.
    const gateways = options.project || process.env.GOOGLE_CLOUD_PROJECT;
    const project = call.credential ? (projectOf(own) ?? gateways) : gateways || projectOf(own);
    if (!call.credential) assertWithin(project, model);
    return { ...call, credential: own, request: { ...call.request, model: toResourceName(model, project, location) } };
  }

  /** What was refused is not kept: neither the token, nor a key file that may have been replaced. */
  async function attempt<Answer>(call: ProviderCall, send: (call: ProviderCall) => Promise<Answer>): Promise<Answer> {
    const own = await inProject(call);
    try {
      return await send(own);
    } catch (error) {
      if (HubError.isInstance(error) && error.code === "upstream_auth_error") {
        if (isTokenRefusal(error)) tokens.forget(own.credential);
        if (!call.credential) credential.forget();
      }
      throw error;
    }
  }

  return {
    ...provider,
    complete: (call) => attempt(call, provider.complete),
    stream: (call) => attempt(call, provider.stream),
  };
}

/** A 401 means the token, a 403 what its account may do; the error has one code for both. */
function isTokenRefusal({ message }: HubError): boolean {
  return message.endsWith("(401).");
}

/** The gateway's credential may reach further than the one project that it is lent out for. */
function assertWithin(project: string | undefined, model: string): void {
  if (!model.startsWith("projects/") || model.startsWith(`projects/${project}/`)) return;
  throw new HubError("model_not_found", "There is no such model.", { param: "model" });
}

/** Locations of several regions, which have addresses of another form (@google/genai 3.1.0). */
const MULTI_REGIONS = new Set(["us", "eu"]);

function addressOf(location: string): string {
  if (!/^[a-z0-9-]{1,40}$/.test(location)) {
    throw new HubError("upstream_auth_error", "Vertex AI's `location` is a region such as europe-west4, or global.");
  }
  if (location === "global") return "https://aiplatform.googleapis.com";
  return MULTI_REGIONS.has(location)
    ? `https://aiplatform.${location}.rep.googleapis.com`
    : `https://${location}-aiplatform.googleapis.com`;
}

/** `v1beta1` is what Google's own SDK speaks; functions with JSON Schema are recorded with no other. */
function withVersion(baseUrl: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return /\/v1(beta1)?$/.test(base) ? base : `${base}/v1beta1`;
}

interface CredentialSource {
  load(): Promise<Credential>;
  /** Has the key file read again. */
  forget(): void;
}

function createCredentialSource(own: VertexOptions["credential"]): CredentialSource {
  const files = new Map<string, Promise<Credential>>();
  return {
    async load() {
      if (own) return own;
      const path = process.env.GOOGLE_APPLICATION_CREDENTIALS;
      if (!path) {
        throw new HubError(
          "upstream_auth_error",
          "There is no credential for Vertex AI. Pass `credential` or set GOOGLE_APPLICATION_CREDENTIALS.",
        );
      }
      let file = files.get(path);
      if (!file) {
        file = readKeyFile(path);
        files.set(path, file);
        // A file that was not there may be there the next time.
        file.catch(() => files.delete(path));
      }
      return file;
    },
    forget: () => files.clear(),
  };
}

function projectOf(credential: Credential): string | undefined {
  return "serviceAccount" in credential ? credential.serviceAccount.project_id || undefined : undefined;
}

/** `gemini-…`, `models/gemini-…` and `publishers/…` in a project; full resource names stay as they are. */
function toResourceName(model: string, project: string | undefined, location: string): string {
  if (model.startsWith("projects/")) return model;
  if (!project || !/^[\w.:-]+$/.test(project)) {
    throw new HubError(
      "upstream_auth_error",
      "There is no project for Vertex AI. Pass `project` or set GOOGLE_CLOUD_PROJECT.",
    );
  }
  const path = model.startsWith("publishers/") ? model : `publishers/google/models/${model.replace(/^models\//, "")}`;
  return `projects/${project}/locations/${location}/${path}`;
}

import type { Provider } from "@hub/provider";
import type { Exchange } from "./exchange.ts";
import type { HubResponse } from "./http.ts";
import { jsonAnswer } from "./response-headers.ts";
import { type Authenticate, bearerToken } from "./stages/authenticate.ts";
import { modelNotFound, resolveModel } from "./stages/plan.ts";

/** A model in OpenAI's form. */
interface ModelEntry {
  id: string;
  object: "model";
  /** Seconds since 1970. */
  created: number;
  owned_by: string;
}

/** `GET /v1/models` and `GET /v1/models/{id}`. */
export function createModels(providers: readonly Provider[], authenticate: Authenticate) {
  const entries: ModelEntry[] = providers.flatMap(({ id, models }) =>
    models.map((model) => ({ id: `${id}/${model.id}`, object: "model", created: model.created, owned_by: id })),
  );

  async function list(exchange: Exchange): Promise<HubResponse> {
    exchange.principal = await authenticate(bearerToken(exchange.request.headers));
    return jsonAnswer(exchange, { object: "list", data: entries });
  }

  async function retrieve(exchange: Exchange, name: string): Promise<HubResponse> {
    exchange.principal = await authenticate(bearerToken(exchange.request.headers));
    const candidate = resolveModel(name, providers);
    const entry = candidate && entries.find(({ id }) => id === `${candidate.provider.id}/${candidate.model}`);
    if (!entry) throw modelNotFound(name, providers);
    return jsonAnswer(exchange, { ...entry, id: name });
  }

  return { list, retrieve };
}

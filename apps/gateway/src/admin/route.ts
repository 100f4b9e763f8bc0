import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { invalidInput } from "./admin-error.ts";

/** What a request brings, before it has been checked. */
export interface RawInput {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` where there was no body. */
  body: unknown;
  headers: IncomingHttpHeaders;
}

/** A file that is sent while it is read. */
export interface Download {
  contentType: string;
  fileName: string;
  pieces: AsyncIterable<string>;
}

/** One operation of the admin API. What the served document says of it is made from the same schemas that check it. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/admin/v1`, with parameters in braces: `/keys/{id}`. */
  path: string;
  summary: string;
  /** The status of success. */
  status: number;
  params: z.ZodType;
  query: z.ZodType;
  /** `undefined`: it takes no body. */
  body: z.ZodType | undefined;
  /** The answer's JSON, or the types of its downloads. */
  answer: z.ZodType | readonly string[];
  /** A body that shows how it is used. */
  example: unknown;
  /** Checks what came and answers it. @throws HubError */
  respond(input: RawInput): Promise<{ json: unknown } | { download: Download }>;
}

const Nothing = z.strictObject({});
type Nothing = typeof Nothing;

interface Described<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  method: Route["method"];
  path: string;
  summary: string;
  /** Default 200. */
  status?: number;
  params?: Params;
  query?: Query;
  body?: Body;
  example?: z.input<Body>;
}

/** What a request brought, checked. */
interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  headers: IncomingHttpHeaders;
}

interface JsonRoute<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>
  extends Described<Params, Query, Body> {
  /** What leaves. A field that is not in it does not: nothing is shown that was not meant to be. */
  answer: Answer;
  handle(input: Input<z.output<Params>, z.output<Query>, z.output<Body>>): z.input<Answer> | Promise<z.input<Answer>>;
}

/** An operation that answers with JSON. */
export function route<
  Answer extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(definition: JsonRoute<Params, Query, Body, Answer>): Route {
  return {
    ...describe(definition),
    answer: definition.answer,
    respond: async (input) => ({ json: definition.answer.parse(await definition.handle(check(definition, input))) }),
  };
}

interface DownloadRoute<Query extends z.ZodType> extends Described<Nothing, Query, Nothing> {
  contentTypes: readonly string[];
  handle(input: Input<unknown, z.output<Query>, unknown>): Promise<Download>;
}

/** An operation that answers with a file. */
export function downloadRoute<Query extends z.ZodType>(definition: DownloadRoute<Query>): Route {
  return {
    ...describe(definition),
    answer: definition.contentTypes,
    respond: async (input) => ({ download: await definition.handle(check(definition, input)) }),
  };
}

function describe(definition: Described<z.ZodType, z.ZodType, z.ZodType>) {
  const { method, path, summary, status = 200, params = Nothing, query = Nothing, body, example } = definition;
  return { method, path, summary, status, params, query, body, example };
}

function check<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  { params, query, body }: Described<Params, Query, Body>,
  input: RawInput,
): Input<z.output<Params>, z.output<Query>, z.output<Body>> {
  return {
    params: parse(params ?? (Nothing as unknown as Params), input.params),
    query: parse(query ?? (Nothing as unknown as Query), input.query),
    body: parse(body ?? (Nothing as unknown as Body), input.body ?? {}),
    headers: input.headers,
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidInput(result.error.issues, value);
}

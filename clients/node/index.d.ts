/// <reference types="node" />

/** A client: `require("heat-client")(key)`. Without them HEAT_API_KEY and HEAT_URL say which key and server. */
declare function heat(key?: string, options?: string | heat.Options): heat.Heat;

declare namespace heat {
  type MediaType = "text" | "image" | "video" | "audio" | "website";
  type Status = "pending" | "complete" | "flagged" | "aborted";

  /** `timeout` in seconds, for all but the time that a call asks to be held; a call is sent 1 + `retries` times. */
  interface Options {
    url?: string;
    timeout?: number;
    retries?: number;
    fetch?: typeof fetch;
  }

  /** `block` in seconds; `idempotencyKey`: one of your own, to get the same request from another process. */
  interface CallOptions {
    block?: number;
    idempotencyKey?: string;
    signal?: AbortSignal;
  }

  /** `timeout` in seconds; `block` 0 polls; `onLook` is called with each pending state that was seen. */
  interface WaitOptions {
    timeout?: number;
    block?: number;
    signal?: AbortSignal;
    onLook?: (seen: Request<any>) => void;
  }

  type Callback<T> = (error: Error | null, result: T) => void;

  /** (what it is about[, block][, callback]), and a Promise back. */
  interface Call<Params, Result, How = CallOptions> {
    (params: Params, callback?: Callback<Result>): Promise<Result>;
    (params: Params, block: number | How | undefined, callback?: Callback<Result>): Promise<Result>;
  }

  /** Ask several people, until `min_agreements` of at most `max_crunchers` agree. */
  interface Majority {
    strategy?: "majority";
    min_agreements: number;
    max_crunchers: number;
    stop_when_impossible?: boolean;
  }

  /** Ask as many people as it takes for the answer to be right with a probability of `target`. */
  interface Adaptive {
    strategy: "adaptive";
    target?: number;
    min_crunchers?: number;
    max_crunchers?: number;
  }

  /** What every question takes. */
  interface Question {
    instruction: string;
    attachments_type?: MediaType;
    attachments?: readonly string[];
    hook_url?: string;
    exclude_crunchers?: readonly string[];
    confidence?: Majority | Adaptive;
    tags?: readonly string[];
    metadata?: Record<string, string>;
    staging?: { status?: Status; after?: number; response?: unknown; agree?: boolean };
    gold?: { answer: unknown; tolerance?: number };
    qualifications?: readonly string[];
    deadline?: number;
  }

  interface Choosing {
    choices: readonly string[];
    choices_type?: MediaType;
    min_answers?: number;
    max_answers?: number;
  }

  interface Writing {
    validation?: "number" | "url";
  }

  interface Scale {
    rating_min?: number;
    rating_max?: number;
    rating_step?: number;
    label_min?: string;
    label_max?: string;
  }

  interface Marking {
    annotations_type?: "point" | "rectangle";
    min_annotations?: number;
    max_annotations?: number;
  }

  interface MultipleChoice extends Question, Choosing {}
  interface FreeText extends Question, Writing {}
  interface Rating extends Question, Scale {}
  interface Annotations extends Question, Marking {}
  interface AnnotationsWith<About> extends Annotations {
    per_annotation: { instruction: string } & About;
  }

  /** A mark; which of these it has follows from what was marked. */
  interface Mark {
    x?: number;
    y?: number;
    x2?: number;
    y2?: number;
    t?: number;
    t2?: number;
    start?: number;
    end?: number;
    text?: string;
    width?: number;
    attachment_index?: number;
    support?: unknown;
  }

  type MarkWith<Response> = Mark & { response: Response };

  interface Agreement {
    agreed: number;
    answers: number;
    share: number | null;
    probability?: number | null;
  }

  /** Seconds within which half, and nine of ten, are answered; null where unknown. */
  interface Eta {
    p50: number | null;
    p90: number | null;
    ahead: number | null;
    crunchers_online: number | null;
  }

  /** A question and what became of it, with every field that was given. `response` is there when it is complete. */
  interface Request<Response> {
    id: string;
    status: Status;
    type: string;
    response?: Response | null;
    raw_responses?: Record<string, Response>;
    cruncher_feedback?: string;
    flags?: { cruncher: string; reason: string; comment: string }[];
    abort_reason?: string;
    agreement?: Agreement;
    eta?: Eta;
    attachment_sizes?: unknown[];
    created_at: string;
    completed_at: string | null;
    batch?: string;
    tags: string[];
    archived: boolean;
    warnings?: unknown[];
    environment: "live" | "staging";
    instruction: string;
    [given: string]: unknown;
  }

  interface Batch {
    id: string;
    name: string;
    created_at: string;
    total: number;
    pending: number;
    complete: number;
    flagged: number;
    aborted: number;
  }

  interface BatchQuestions {
    requests: readonly Record<string, unknown>[];
    type?: string;
    name?: string;
    defaults?: Record<string, unknown>;
    hook_url?: string;
  }

  interface Filters {
    status?: Status;
    type?: string;
    tag?: string;
    batch?: string;
    archived?: boolean;
    created_after?: string;
    created_before?: string;
    completed_after?: string;
    limit?: number;
  }

  interface Account {
    name: string;
    usage: Record<string, unknown>;
    quota: Record<string, unknown>;
    eta?: Record<string, Eta>;
  }

  type One = string | { id: string };
  type Success = { success: true };

  class Heat {
    constructor(key?: string, options?: string | Options);

    requestMultipleChoice: Call<MultipleChoice, Request<string[]>>;
    requestFreeText: Call<FreeText, Request<string>>;
    requestRating: Call<Rating, Request<number>>;
    requestImage: Call<Question, Request<string>>;
    requestVideo: Call<Question, Request<string>>;
    requestAudio: Call<Question, Request<string>>;
    requestAnnotations: Call<Annotations, Request<Mark[]>>;
    requestAnnotationsWithMultipleChoice: Call<AnnotationsWith<Choosing>, Request<MarkWith<string[]>[]>>;
    requestAnnotationsWithFreeText: Call<AnnotationsWith<Writing>, Request<MarkWith<string>[]>>;
    requestAnnotationsWithRating: Call<AnnotationsWith<Scale>, Request<MarkWith<number>[]>>;
    /** Ask, by the name of a type. */
    request(type: string, params: object, callback?: Callback<Request<any>>): Promise<Request<any>>;
    request(
      type: string,
      params: object,
      block: number | CallOptions | undefined,
      callback?: Callback<Request<any>>,
    ): Promise<Request<any>>;

    getRequest: Call<One, Request<any>>;
    /** The request once it is over, whatever the end; rejects with StillPending after `timeout` seconds. */
    waitForRequest<Response>(
      request: Request<Response>,
      timeout?: number | WaitOptions,
      callback?: Callback<Request<Response>>,
    ): Promise<Request<Response>>;
    waitForRequest(id: string, timeout?: number | WaitOptions, callback?: Callback<Request<any>>): Promise<Request<any>>;
    waitForRequest(request: One, callback: Callback<Request<any>>): Promise<Request<any>>;
    /** The response alone; rejects with StillPending. */
    getResponse: Call<One, any>;
    abortRequest: Call<One, Success>;
    archiveRequest: Call<One, Success>;
    /** Say what turned out later. */
    sendFeedback(
      request: One,
      feedback: { correct: boolean; answer?: unknown; comment?: string },
      callback?: Callback<unknown>,
    ): Promise<unknown>;
    getRequests: Call<(Filters & { cursor?: string }) | undefined, { requests: Request<any>[]; next: string | null }>;
    /** All requests, newest first, read page by page. */
    listRequests(filters?: Filters): AsyncGenerator<Request<any>, void, undefined>;

    createBatch: Call<BatchQuestions, Batch>;
    getBatch: Call<One, Batch & { tasks: Request<any>[] }>;
    listBatches(): AsyncGenerator<Batch, void, undefined>;
    /** The tasks of a batch in their order, read page by page. */
    listBatchTasks(batch: One): AsyncGenerator<Request<any>, void, undefined>;
    abortBatch: Call<One, Success & { aborted: number }>;
    /** The counts once nothing of it is pending. */
    waitForBatch: Call<One, Batch, WaitOptions>;

    /** What became of all of it, as a file's text: csv, jsonl, or another format that the server has. */
    getBatchResults(batch: One, format?: string, callback?: Callback<string>): Promise<string>;

    getAccount(callback?: Callback<Account>): Promise<Account>;
    /** Upload a file, by its path or content; its `url` is for `attachments`. */
    uploadFile(
      file: string | Uint8Array | Blob,
      options?: CallOptions & { name?: string; contentType?: string },
      callback?: Callback<{ url: string; expires_at: string }>,
    ): Promise<{ url: string; expires_at: string }>;
  }

  class HeatError extends Error {}
  class ConnectionFailed extends HeatError {}
  class InvalidSignature extends HeatError {}
  class StillPending extends HeatError {
    id: string;
  }
  class ApiError extends HeatError {
    status: number;
    title: string;
    detail: string;
    errors: Record<string, string[]>;
    body: Record<string, unknown>;
    requestId: string;
    retryAfter: number | undefined;
  }

  /** What a genuine webhook says. `body` is what came, byte for byte. Throws InvalidSignature. */
  function readWebhook(
    body: string | Uint8Array,
    headers: Headers | Record<string, string | string[] | undefined>,
    secret: string,
    options?: { tolerance?: number },
  ): Request<any> | Batch;
}

export = heat;

/** One of the two ways to Google's models. What differs between them, beyond address and credential. */
export interface Door {
  /** The name for people, in error messages. */
  name: string;
  /** Where bare model ids belong. */
  collection: string;
  /** Request fields of this door's own, which the other one does not know. */
  ownFields: readonly string[];
  /** Whether `gs://` addresses are read. */
  readsCloudStorage: boolean;
  /** Whether functions together with Google's own tools need `includeServerSideToolInvocations`. */
  announcesServerTools: boolean;
  /** Whether `serviceTier` is a field of the body. */
  takesServiceTier: boolean;
}

/** The Gemini API, by key. */
export const GEMINI_API: Door = {
  name: "Google",
  collection: "models",
  ownFields: [],
  readsCloudStorage: false,
  announcesServerTools: true,
  takesServiceTier: true,
};

/** Vertex AI, by OAuth. */
export const VERTEX_AI: Door = {
  name: "Vertex AI",
  collection: "publishers/google/models",
  ownFields: ["labels", "modelArmorConfig"],
  readsCloudStorage: true,
  announcesServerTools: false,
  takesServiceTier: false,
};

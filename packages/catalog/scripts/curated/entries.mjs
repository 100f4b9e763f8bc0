/**
 * A model of a maker's family. `features` are what it can do at most, and what it takes besides text: `image`, `audio`,
 * `video`, `file`, `tools`, `schema` (answers held to a JSON schema), `reasoning`.
 */
export const modelOf =
  (family, { open }) =>
  (id, name, released, context, output, features, offers) => ({
    id,
    name,
    family,
    open,
    released,
    context,
    output,
    features,
    offers,
  });

/** An offer that the vendor has withdrawn, or is about to. */
export const withdrawn = (id, more = {}) => ({ id, ...more, deprecated: true });

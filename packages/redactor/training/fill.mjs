/** How often a name is invented, so that the tagger cannot lean on its lists alone. */
const INVENTED = 0.2;
const ENGLISH_NAMES = 0.55;
const KNOWN_CITIES = 0.5;
const FREQUENT_NAMES = 0.3;
const FREQUENT_PLACES = 0.4;
const ENGLISH_COUNTRIES = 0.9;

const SYLLABLES =
  "ka|lo|mi|ren|tor|vas|bel|dan|shi|ro|na|ver|gor|li|el|mar|ho|zu|pe|tri|son|qui|ya|fen|dor|wa|ny|sto|bri|cas|ul|er|an|is".split(
    "|",
  );
const PARTICLES = "de|van|von|van der|di|da|del|de la|bin|al|ter|le|dos".split("|");
const TITLES = "Mr.|Mrs.|Ms.|Dr.|Mr|Mrs|Ms|Dr|Miss|Prof.|Professor|Herr|Frau|Señor|Madame|Doctor".split("|");
const INITIALS = "ABCDEFGHJKLMNPRSTVW";
const UNITS = "Apt.|Suite|Unit|Apartment|Floor|Flat".split("|");
const ORGANIZATION_FORMS = [
  "{last} {kind}",
  "{last} & {last}",
  "{last}, {last} and {last}",
  "{last} {kind} {kind}",
  "{Word} {kind}",
  "{Word} {Word} {kind}",
  "{city} {kind}",
  "University of {city}",
  "{kind} of {city}",
  "{last} and Sons",
  "{Word}{Word2}",
  "{city} {Word} {kind}",
  "{first}'s {kind}",
  "The {Word} {kind}",
  "{kind} of {Word}",
  "{Word} {Word}",
];
const STREET_FORMS = [
  "{number} {last} {suffix}",
  "{number} {first} {suffix}",
  "{number} {street}",
  "{street} {number}",
  "{number} {Word} {suffix}",
  "{number} {direction} {last} {suffix}",
  "{number} {ordinal} {suffix}",
  "Calle {last} {number}",
  "{number} rue {last}",
  "{last}straße {number}",
  "{last}strasse {number}",
  "Via {last} {number}",
  "{last}weg {number}",
  "P.O. Box {digits}",
  "the corner of {street} and {last} {suffix}",
  "Rua {last}, {number}",
];
const ADDRESS_TAILS = [
  "",
  "",
  ", {unit} {number}",
  " {unit} {number}",
  "{break}{city}",
  "{break}{city}, {state} {zip}",
  "{break}{unit} {number}{break}{city}{break}{country} {zip}",
  "{break}{zip} {city}",
  ", {city}, {country}",
  " {unit} {number}, {city}, {country} {zip}",
  "{break}{city}, {country}",
  ", {zip} {city}, {country}",
];
const LANDMARK_FORMS = [
  "{city} County",
  "Lake {last}",
  "Mount {last}",
  "{last} River",
  "{last} Park",
  "{city} Airport",
  "Port of {city}",
  "Fort {last}",
  "{last} Valley",
  "{last} Beach",
  "{Word} Island",
  "{Word} Lake",
  "{Word} Mountains",
  "{last} Bridge",
  "{Word} Bay",
  "Cape {last}",
  "{city} Bay",
  "{last} Square",
  "North {city}",
  "South {city}",
  "Upper {Word} Valley",
  "{Word} National Park",
  "Gulf of {city}",
  "{city} Station",
  "{Word} Hills",
  "{city} Cathedral",
  "{last} Cemetery",
  "{Word} Desert",
  "{Word} Falls",
  "{last} Creek",
  "{Word} Canyon",
  "{city} Peninsula",
  "{city} Province",
  "{last} Castle",
  "{Word} Palace",
  "{Word} Sea",
  "{city} Strait",
  "{last} Forest",
  "{Word} Mosque",
  "{last} Hall",
  "Castle {Word}",
  "St. {first}",
  "St. {first} Island",
  "Province of {city}",
  "Bay of {city}",
  "Isle of {Word}",
  "West {city}",
  "East {city}",
  "Northern {country}",
  "Lower {city}",
  "{county}",
  "{county}",
  "{airport}",
];
const SCHOOL_FORMS = [
  "{city} University",
  "University of {city}",
  "{last} University",
  "{last} College",
  "{city} State University",
  "{first}'s College",
  "{last} High School",
  "{city} High School",
  "{city} Grammar School",
  "University of {country}",
  "{city} Institute of {Word}",
  "{Word} Academy",
];
const TEAM_FORMS = [
  "{city} {Creature}",
  "{city} {Creature}",
  "{city} {Word} {Creature}",
  "{city} FC",
  "{city} United",
  "FC {city}",
  "{city}",
];
const REALM_FORMS = [
  "{country}",
  "Republic of {country}",
  "Republic of the {country}",
  "Democratic Republic of {country}",
  "Kingdom of {country}",
  "Kingdom of the {country}",
  "Commonwealth of {country}",
  "State of {country}",
  "{Word} Islands",
];
const STATES = "CA|NY|TX|FL|PA|OH|NJ|MA|VA|WA|IL|CO|NC|GA|AZ|MN|OR|NV".split("|");

const LANGUAGE_CODES = "en|en|de|fr|es|it|pt|zh|ja|nl|sv|ar|ru|ko".split("|");
const COUNTRY_CODES = "US|US|GB|CA|DE|FR|ES|IT|BR|CN|JP|NL|SE|IN|AU|MX|CH|AT|BE|PT|KR|TW|UK|EU".split("|");

const ENTITY_TYPES = {
  first: "PERSON",
  last: "PERSON",
  full: "PERSON",
  inverted: "PERSON",
  citation: "PERSON",
  FIRST: "PERSON",
  LAST: "PERSON",
  FULL: "PERSON",
  city: "LOCATION",
  landmark: "LOCATION",
  street: "STREET_ADDRESS",
  country: "LOCATION",
  CITY: "LOCATION",
  town: "LOCATION",
  TOWN: "LOCATION",
  realm: "LOCATION",
  namesake: "PERSON",
  namesakeTown: "LOCATION",
  school: "ORGANIZATION",
  team: "ORGANIZATION",
  org: "ORGANIZATION",
  address: "STREET_ADDRESS",
};

const capitalise = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** Makes a function that fills a template's slots and says where the entities are. */
export function createFiller(lists, random) {
  const invented = () => capitalise(Array.from({ length: 2 + random.below(2) }, () => random.pick(SYLLABLES)).join(""));
  const first = () => (random.chance(FREQUENT_NAMES) ? random.pick(lists.frequentFirstNames) : rareFirst());
  const rareFirst = () =>
    random.chance(INVENTED)
      ? invented()
      : random.pick(random.chance(ENGLISH_NAMES) ? lists.englishFirstNames : lists.firstNames);
  const plainLast = () => (random.chance(FREQUENT_NAMES) ? random.pick(lists.frequentLastNames) : rareLast());
  const rareLast = () =>
    random.chance(INVENTED)
      ? invented()
      : random.pick(random.chance(ENGLISH_NAMES) ? lists.englishLastNames : lists.lastNames);
  const initial = () => INITIALS[random.below(INITIALS.length)];
  function last() {
    const kind = random.next();
    if (kind < 0.88) return plainLast();
    if (kind < 0.91) return `O'${plainLast()}`;
    if (kind < 0.94) return `Mc${plainLast()}`;
    if (kind < 0.97) return `${plainLast()}-${plainLast()}`;
    return `${random.pick(PARTICLES)} ${plainLast()}`;
  }
  function full() {
    const kind = random.next();
    if (kind < 0.68) return `${first()} ${last()}`;
    if (kind < 0.78) return `${first()} ${initial()}. ${last()}`;
    if (kind < 0.84) return `${initial()}. ${last()}`;
    if (kind < 0.87) return `${initial()}. ${initial()}. ${last()}`;
    if (kind < 0.89) return `${first()} ${first()} ${last()}`;
    if (kind < 0.94) return `${first()}-${first()} ${last()}`;
    if (kind < 0.96) return `${first()} ${plainLast()} ${plainLast()}`;
    return `${first()} ${last()} ${random.pick(["Jr.", "Sr.", "III", "PhD", "MD"])}`;
  }
  const frequentPlace = () => random.pick(lists.frequentPlaces).replace(/^the /, "");
  const city = () =>
    random.chance(FREQUENT_PLACES)
      ? frequentPlace()
      : random.chance(INVENTED)
        ? `${random.chance(0.3) ? "New " : ""}${invented()}`
        : random.pick(random.chance(KNOWN_CITIES) ? lists.knownCities : lists.cities);
  const country = () =>
    random.chance(FREQUENT_PLACES)
      ? frequentPlace()
      : random.pick(random.chance(ENGLISH_COUNTRIES) ? lists.englishCountries : lists.countries);
  const town = () => random.pick(random.chance(KNOWN_CITIES) ? lists.cities : lists.smallTowns);
  const number = () => String(1 + random.below(random.chance(0.5) ? 100 : 10_000));
  const expand = (form, parts) => form.replace(/\{(\w+)\}/g, (_, name) => parts[name]());
  const word = () => capitalise(random.pick(random.chance(0.5) ? lists.nouns : lists.adjectives));
  const organizationParts = {
    last: plainLast,
    first,
    city,
    kind: () => random.pick(lists.organizationWords),
    Word: word,
    Word2: word,
  };
  function organization() {
    const kind = random.next();
    if (kind < 0.3) return random.pick(lists.companies);
    return kind < 0.45 ? random.pick(lists.houses) : expand(random.pick(ORGANIZATION_FORMS), organizationParts);
  }
  function address() {
    const lineBreak = random.pick(["\n", "\n ", ", ", ", ", "\\n"]);
    return expand(random.pick(STREET_FORMS) + random.pick(ADDRESS_TAILS), {
      number,
      last: plainLast,
      first,
      city,
      country,
      street: () => random.pick(lists.streetNames),
      suffix: () => random.pick(lists.streetSuffixes),
      Word: word,
      direction: () => random.pick(["N", "S.", "West", "East", "NW"]),
      ordinal: () => `${4 + random.below(80)}th`,
      digits: () => String(random.below(9000) + 100),
      unit: () => random.pick(UNITS),
      state: () => random.pick(STATES),
      zip: () => String(10_000 + random.below(89_999)),
      break: () => lineBreak,
    });
  }
  const landmark = () =>
    expand(random.pick(LANDMARK_FORMS), {
      first,
      last: plainLast,
      city,
      country,
      Word: word,
      county: () => random.pick(lists.counties),
      airport: () => random.pick(lists.airports),
    });
  const slots = {
    landmark,
    inverted: () => `${last()}, ${first()}${random.chance(0.3) ? ` ${initial()}.` : ""}`,
    citation: () =>
      `${plainLast()}${random.chance(0.4) ? "," : ""} ${initial()}.${random.chance(0.4) ? ` ${initial()}.` : ""}`,
    street: () =>
      `${random.pick(["", "", `${number()} `])}${random.chance(0.5) ? plainLast() : word()} ${random.pick(lists.streetSuffixes)}`,
    first,
    last,
    full,
    city,
    country,
    address,
    org: organization,
    FIRST: () => first().toUpperCase(),
    LAST: () => last().toUpperCase(),
    FULL: () => full().toUpperCase(),
    CITY: () => city().toUpperCase(),
    town,
    TOWN: () => town().toUpperCase(),
    realm: () => expand(random.pick(REALM_FORMS), { country: () => random.pick(lists.countries), Word: word }),
    namesake: () => random.pick(lists.namesakes),
    namesakeTown: () => random.pick(lists.namesakes),
    school: () => expand(random.pick(SCHOOL_FORMS), { first, last: plainLast, city, country, Word: word }),
    team: () =>
      expand(random.pick(TEAM_FORMS), { city, Word: word, Creature: () => capitalise(random.pick(lists.creatures)) }),
    work: () => random.pick(lists.works),
    locale: () => `${random.pick(LANGUAGE_CODES)}${random.pick(["-", "-", "_"])}${random.pick(COUNTRY_CODES)}`,
    countryCode: () => random.pick(COUNTRY_CODES),
    title: () => random.pick(TITLES),
    jobTitle: () => random.pick(lists.jobTitles),
    nationality: () => random.pick(lists.nationalities),
    noun: () => random.pick(lists.nouns),
    Noun: () => capitalise(random.pick(lists.nouns)),
    NOUN: () => random.pick(lists.nouns).toUpperCase(),
    adjective: () => random.pick(lists.adjectives),
    Adjective: () => capitalise(random.pick(lists.adjectives)),
    ADJECTIVE: () => random.pick(lists.adjectives).toUpperCase(),
    verb: () => random.pick(lists.verbs),
    Verb: () => capitalise(random.pick(lists.verbs)),
    VERB: () => random.pick(lists.verbs).toUpperCase(),
    word: () => random.pick(lists.nouns),
    identifier: () =>
      `${random.pick(lists.verbs)}${random.chance(0.5) ? "_" : ""}${capitalise(random.pick(lists.nouns))}`,
    component: () => random.pick(lists.components),
    product: () => random.pick(lists.products),
    month: () => random.pick(lists.months),
    Month: () => random.pick(lists.months),
    day: () => random.pick(lists.days),
    year: () => String(1900 + random.below(130)),
    age: () => String(18 + random.below(70)),
    digits: () => String(random.below(99_999)),
    user: () => `${random.pick(lists.englishFirstNames).toLowerCase()}${random.chance(0.5) ? random.below(99) : ""}`,
  };
  return function fill(template) {
    const spans = [];
    let text = "";
    let from = 0;
    for (const match of template.matchAll(/\{(\w+)\}/g)) {
      const slot = slots[match[1]];
      if (slot === undefined) continue;
      text += template.slice(from, match.index);
      from = match.index + match[0].length;
      const value = slot();
      const type = ENTITY_TYPES[match[1]];
      if (type !== undefined) spans.push({ start: text.length, end: text.length + value.length, type });
      text += value;
    }
    return { text: text + template.slice(from), spans };
  };
}

/** Case changes that keep every offset: all lower, all upper, entities lower. */
export function changeCase({ text, spans }, random) {
  const kind = random.next();
  const keep = (changed) => (changed.length === text.length ? { text: changed, spans } : { text, spans });
  if (kind < 0.08) return keep(text.toLowerCase());
  if (kind < 0.12) return keep(text.toUpperCase());
  if (kind < 0.17) {
    let changed = text;
    for (const { start, end } of spans)
      changed = changed.slice(0, start) + changed.slice(start, end).toLowerCase() + changed.slice(end);
    return keep(changed);
  }
  return { text, spans };
}

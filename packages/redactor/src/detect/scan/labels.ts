import { createHashFilter, type HashFilter } from "../../hash-filter.ts";

/** What a word says about the value beside it. */
export const NONE = 0;
/** Orders, versions, amounts: a number after it is none of the entities that need a label. */
export const NEUTRAL = 1;
export const PHONE = 2;
/** "call", "reach": weaker than a noun, and only for digits close by. */
export const PHONE_VERB = 3;
export const SSN = 4;
export const ITIN = 5;
export const PASSPORT = 6;
export const LICENSE = 7;
export const NINO = 8;
export const NHS = 9;
export const CARD = 10;
export const IBAN = 11;
export const BANK = 12;
export const ROUTING = 13;
export const CRYPTO = 14;
export const RECORD = 15;
export const NPI = 16;
export const MBI = 17;
export const DEA = 18;
export const IP = 19;
export const MAC = 20;
export const BIRTH = 21;
export const ADDRESS = 22;
export const PASSWORD = 23;
export const SECRET = 24;
export const VERSION = 25;
export const DATE = 26;
export const ZIP = 27;
/** Labels of the country packs; which one it is, the validators find out. */
export const COUNTRY_ID = 28;
/** Words that are no labels, but start a detector of their own. */
export const MONTH = 29;
export const STREET_SUFFIX = 30;
export const STREET_PREFIX = 31;
export const BEGIN = 32;
export const VALUES = 33;
export const POST_BOX = 34;
/** A label of records only right before a number: charts are also drawn. */
export const CHART = 36;
/** A command that takes a password as an option. */
export const COMMAND = 37;
/** A licence is one to drive only right before a number of its form: software has others. */
export const ANY_LICENSE = 38;
/** A part of a building; a street may stand before it. */
export const UNIT = 39;
/** Post offices of the armed forces. */
export const MILITARY_POST = 40;
/** "id", "ref": part of the label just before them, neutral by themselves. */
export const QUALIFIER = 35;

/** Words of each class; `first+second` is the word `second` when `first` is the word before it. */
const VOCABULARY: readonly (readonly [label: number, words: string])[] = [
  [
    NEUTRAL,
    "order orders invoice policy claim ticket sku tracking case serial model part item product isbn issn " +
      "commit port error timestamp total amount price qty quantity size bytes balance confirmation booking reservation " +
      "transaction receipt shipment parcel batch lot upc ean asin build revision rev request session trace span " +
      "offset duration epoch unix seed hash checksum sha digest width height length count score index page line row " +
      "column zoom latitude longitude lat lng lon coordinates po rma docket flight gate seat room employee student " +
      "member membership loyalty extension ext uuid guid pid gid thread process job queue nonce block",
  ],
  [
    PHONE,
    "phone phones telephone tel mobile cell cellphone fax whatsapp telefon telefono handy mobil telephones landline hotline " +
      "pager voicemail msisdn contact+number toll+free tollfree",
  ],
  [PHONE_VERB, "call calling reach answering dial ring texted sms"],
  [SSN, "ssn ssns social+security soc+sec socialsecurity"],
  [ITIN, "itin taxpayer individual+taxpayer"],
  [PASSPORT, "passport passports passeport pasaporte reisepass reisepassnummer"],
  [
    LICENSE,
    "driver+license driver+licence drivers+license drivers+licence driving+licence driving+license dl dln dmv driver+lic driverslicense driverlicense driver+permit driving+permit dlnumber license+state operator+license",
  ],
  [NINO, "nino national+insurance nationalinsurance insurance+number ni"],
  [NHS, "nhs"],
  [
    CARD,
    "card cards visa mastercard amex maestro discover creditcard cardnumber cc ccn ccnum ccnumber debit pan credit+number american+express",
  ],
  [IBAN, "iban ibans"],
  [BANK, "account accounts acct accountnumber acctno bankaccount account+number kontonummer"],
  [ROUTING, "routing aba rtn routingnumber transit"],
  [CRYPTO, "bitcoin btc wallet eth ethereum crypto litecoin ltc dogecoin usdt xrp ripple tron trx solana"],
  [
    RECORD,
    "mrn mrns emr ehr medical+record medical+records patient+record patient+number patient+id health+record hospital+record hospital+number hospital+no medicalrecordnumber medicalrecord medical+number patientid medical+id",
  ],
  [NPI, "npi npis national+provider provider+identifier"],
  [MBI, "mbi medicare beneficiary hicn"],
  [DEA, "dea"],
  [IP, "ip ipaddress ipv4 ipv6 host server client peer remote+addr remote+address clientip gateway subnet dns"],
  [MAC, "mac macaddress ethernet hwaddr ether bssid"],
  [
    BIRTH,
    "dob birth born birthday birthdate bday birthdays dateofbirth geboren geburtsdatum naissance nacimiento nascita geboortedatum nascimento dobs né née",
  ],
  [
    ADDRESS,
    "address addresses addr lives live living residence residing billing shipping ship mailing deliver delivery home+address adresse direccion",
  ],
  [
    PASSWORD,
    "password passwords passwd pwd passphrase passcode passwort pass motdepasse contrasena wachtwoord kennwort pw userpassword dbpassword passwrd pword",
  ],
  [
    SECRET,
    "secret secrets token tokens apikey api+key access+key private+key auth+key credential credentials bearer authorization auth apitoken accesstoken clientsecret secretkey accesskey authtoken signing+key encryption+key license+key master+key storage+key shared+key webhook service+key account+key",
  ],
  [VERSION, "version versions ver release firmware schema semver upgrade upgraded chapter section clause oid"],
  [
    DATE,
    "date created updated expires expiry expiration exp valid issued since until due start end effective admission admitted discharge discharged visit appointment scheduled hired joined modified died death deceased",
  ],
  [ZIP, "zip zipcode postal postcode plz"],
  [
    COUNTRY_ID,
    "sin tfn abn acn aadhaar aadhar uidai dni nie nif codice fiscale steuer steuerid steuernummer idnr pesel nric fin nir insee bsn cpf personnummer personal+number tax+file business+number company+number vin chassis swift bic medicare+card permanent+account burgerservicenummer",
  ],
  [
    MONTH,
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec",
  ],
  [
    STREET_SUFFIX,
    "street st avenue ave road rd drive dr lane ln court ct way place pl boulevard blvd terrace ter circle cir parkway pkwy " +
      "highway hwy square sq loop trail trl crescent cres close gardens grove hill mews row walk alley aly plaza plz turnpike tpke " +
      "broadway expressway freeway ridge crossing bend cove glen heights landing manor meadow meadows park path pike point run spur view vista",
  ],
  [
    STREET_PREFIX,
    "rue via calle avenida rua piazza corso viale boulevard impasse chemin carrer paseo plaza travessa praça largo quai allée strada",
  ],
  [QUALIFIER, "id ids uid ref reference"],
  [CHART, "chart"],
  [
    COMMAND,
    "curl wget docker+login podman+login buildah+login helm+login registry+login mysql mysqldump mysqladmin mariadb " +
      "sshpass redis+cli ldapsearch ldapmodify smbclient mongosh mongodump mongorestore",
  ],
  [ANY_LICENSE, "license licence"],
  [UNIT, "suite ste apt apartment flat unit"],
  [MILITARY_POST, "apo fpo dpo"],
  [BEGIN, "begin"],
  [VALUES, "values"],
  [POST_BOX, "box postbox postfach"],
];

interface Entry {
  /** Together with the hash it stands for the word: another one that shares both turns up once in a hundred million. */
  readonly length: number;
  readonly label: number;
  /** Hash of the word that must stand before it; 0 for any. */
  readonly previous: number;
}

/** By the hash of the word. */
const ENTRIES = new Map<number, Entry[]>();
const NO_ENTRIES: readonly Entry[] = [];

/** FNV-1a over lower-case units. */
export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_FACTOR = 0x01000193;

/** Takes one more lower-case unit into the hash of a word. */
export function extendHash(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, HASH_FACTOR);
}

/** The hash that the scanner computes as it reads a word. */
export function hashWord(word: string): number {
  let hash = HASH_SEED;
  for (let index = 0; index < word.length; index++) hash = extendHash(hash, word.charCodeAt(index));
  return hash;
}

for (const [label, words] of VOCABULARY) {
  for (const entry of words.split(" ")) {
    const [first = "", second] = entry.split("+");
    const word = second ?? first;
    const hash = hashWord(word);
    const entries = ENTRIES.get(hash) ?? [];
    ENTRIES.set(hash, entries);
    // Words that need another before them are asked first.
    if (second === undefined) entries.push({ length: word.length, label, previous: 0 });
    else entries.unshift({ length: word.length, label, previous: hashWord(first) });
  }
}

/** What hashes the words of the vocabulary have. */
export const WORD_FILTER: HashFilter = createHashFilter(ENTRIES.keys());

/** The class of a word by its hash and length, after a word of hash `previous`; `NONE` when it is no label. */
export function labelOf(hash: number, length: number, previous: number): number {
  for (const entry of ENTRIES.get(hash) ?? NO_ENTRIES) {
    if (entry.length === length && (entry.previous === 0 || entry.previous === previous)) return entry.label;
  }
  return NONE;
}

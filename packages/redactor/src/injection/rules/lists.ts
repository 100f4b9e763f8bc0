/** Word lists that phrases name in braces. */
export const WORD_LISTS: Readonly<Record<string, string>> = {
  ignore: `ignore ignoring disregard disregarding forget forgetting overlook overlooking neglect dismiss discard abandon
    unlearn void nullify override overriding bypass bypassing`,
  discard: `skip omit delete erase cancel drop reset clear remove revoke suspend disable overwrite replace change break
    violate circumvent evade escape`,
  prior: `previous previously prior preceding earlier above former foregoing past existing original initial old other
    precedent aforementioned preset predefined current given preliminary previus previos privious preceeding`,
  before: `before above previously earlier prior beforehand given received told got sent provided gave said preceding
    programmed`,
  instructions: `instructions instruction directions direction directives directive prompts prompt commands command rules
    rule guidelines guideline orders messages context conversation conversations text constraints constraint restrictions
    restriction requests tasks programming training policy policies limitations limitation statements inputs protocols
    guidance brief briefing assignments boundaries safeguards guardrails content`,
  messages: `message request task order statement input words sentences sentence question questions assignment
    information answer answers response email`,
  strictInstructions: `instructions instruction directives directive prompt prompts guidelines guideline rules orders
    programming restrictions constraints commands protocols limitations guardrails safeguards filters policies training
    directions`,
  everything: "everything anything all whatever what",
  told: "told said learned learnt instructed taught asked know knew programmed read written wrote trained",
  say: `say print output write reply respond answer return tell give state show repeat display reveal do provide send list
    act just instead pretend become start generate create execute run follow help use type
    scream yell shout sing speak`,
  reveal: `reveal show print repeat output display tell give share leak expose recite dump spell encode return disclose
    summarize translate paraphrase rephrase divulge reproduce echo read type recall`,
  promptNoun: `prompt prompts instructions instruction preprompt directives guidelines rules orders configuration directive
    commands context pretext prefix setup`,
  secret: `password passwords passcode passphrase passwort secret secrets key keys flag codeword pin credentials`,
  persona: `act behave pretend roleplay  simulate impersonate emulate become play respond answer speak function
    operate transform`,
  freeFrom: `no without zero free freed devoid lacks lack lacking ignores ignore ignoring disregards disregard
    disregarding bypass bypasses bypassing removed lifted unbound unlimited regardless broken breaks breaking liberated
    released escaped unrestricted circumvent exempt immune hates overrides`,
  ethics: `ethics ethical ethic moral morals morality moralities filter filters censorship legality safeguards guardrails
    inhibitions norms remorse censoring scruples`,
  limits: `restrictions restriction guidelines limitations limitation boundaries constraints laws restraint restraints
    consequences`,
  softRules: "rules rule policies policy regulations standards limits confines law barriers",
  unfiltered: `unfiltered uncensored unrestricted unhinged amoral nonmoral immoral unethical unbiased jailbroken unmoderated
    unaligned unshackled unchained limitless evil unlimited unbound untethered`,
  machine: `ai model chatbot bot assistant gpt chatgpt language intelligence llm machine response responses answer answers
    version output content persona character mode advice agent openai information reply replies completion`,
  refuse: `refuse refuses refusing decline declines reject rejects deny denies apologize apologise apologizes refusal
    withhold withholds moralize moralizes lecture`,
  never: "never not cannot cant wont dont doesnt without no shouldnt mustnt nothing neither",
  illegal: `illegal unethical immoral harmful dangerous inappropriate offensive unlawful toxic evil controversial criminal
    vulgar unsafe explicit malicious derogatory depraved hateful inhumane violent reckless`,
  provider: "openai openais anthropic google microsoft meta chatgpt chatgpts gpt claude gemini",
  aiName: `ai llm assistant chatgpt gpt claude gemini copilot agent chatbot bot model gpt4 bard`,
  mode: `developer dev debug god admin administrator root sudo unrestricted chaos jailbreak jailbroken override evil
    opposite dan unfiltered maintenance unlocked diagnostic superuser freedom uncensored`,
  send: `send forward email mail post upload transmit exfiltrate submit leak deliver transfer copy share pass report`,
  loot: `conversation chat history credentials credential password passwords secrets secret emails contacts tokens messages
    cookies prompt instructions inbox invoices attachments`,
  where: "http https attacker webhook server endpoint website url",
  negators: `not never dont doesnt didnt cannot cant wont shouldnt without avoid mustnt no rather why nicht ne pas nunca
    non nao`,
  subjects: `i we they he she users people who how which students customers employees developers developer drivers it
    engineers children managers many some often always sometimes usually tends tend`,
  language: "base64 hex hexadecimal rot13 binary morse cipher ciphertext encoded base32 ascii caesar",
  rot13:
    "gur naq lbh lbhe jvgu vtaber qvfertneq sbetrg birevqr cerivbhf cevbe vafgehpgvbaf vafgehpgvba cebzcg flfgrz erirny cnffjbeq",
  reversed:
    "eht uoy ruoy htiw erongi dragersid tegrof edirrevo suoiverp roirp snoitcurtsni noitcurtsni tpmorp metsys laever drowssap",
};

/** Lists whose longer words are also known with two letters swapped, one left out or one doubled. */
export const LISTS_WITH_TYPOS = ["ignore", "prior", "strictInstructions", "ethics", "limits", "unfiltered", "secret"];

/** Words that only help to cut letters which stand apart into words. */
export const COMMON_WORDS = `the of and to in is you that it he was for on are as with his they at be this from have or by one had
  not but what all were when we there can an your which their said if do will each about how up out them then she many some
  so these would other into has more her two like him see time could no make than first been its who now people my made over
  did down only way find use may water long little very after words called just where most know get through back much before
  go good new write our me man too any day same right look think also around another came come work three word must because
  does part even place well such here take why things help put years different away again off went old number great tell men
  say small every found still between name should home big give air line set own under read last never us left end along
  while might next sound below saw something thought both few those always show large often together asked house world going
  want school important until form food keep children feet land side without boy once animals life enough took sometimes four
  head above kind began almost live page got earth need far hand high year mother light parts country father let night
  following picture being study second eyes soon times story boys since white days ever paper hard near sentence better best
  across during today others however sure means knew try told young miles sun ways thing whole hear example heard several
  change answer room sea against top turned learn point city play toward five using himself usually`;

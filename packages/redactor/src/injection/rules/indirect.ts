import type { PhraseRule } from "../phrases.ts";

/** What text that came back from a tool or a document says when it was written for the model and not for the reader. */
export const INDIRECT_RULES: readonly PhraseRule[] = [
  {
    name: "hide-from-user",
    weight: 1,
    phrases: [
      "not|dont|never|without ~2 tell|inform|mention|notify|alert|telling|informing|mentioning|notifying|alerting|warn|warning ~4 user|users|human",
      "not|dont|never|without ~2 mention|mentioning|disclose|reveal|refer|disclosing|revealing|reference|acknowledge|repeat ~2 this|these|that|it|any ~2 instruction|instructions|message|note|request|step|to|prompt|comment|directive",
      "keep|keeping ~3 hidden|secret|unaware|from ~3 user|users|human",
      "without ~2 user|users ~1 knowledge|noticing|knowing|consent|confirmation|approval|permission|being|asking",
      "user ~2 must|should|need|may|does ~2 not|never ~2 know|see|notice|aware|told",
      "silently|secretly|quietly|covertly|discreetly call|send|invoke|run|execute|forward|include|add|read|upload|copy|insert|append|use|post|fetch|download",
      "before answering|responding|replying|continuing|proceeding ~3 {send}|call|invoke|read|run|execute|fetch|you",
    ],
  },
  {
    name: "when-user-asks",
    weight: 0.6,
    phrases: [
      "when|whenever|if|once|after|every|each ~3 user ~3 asks|asked|ask|requests|says|mentions|wants|inquires|queries|types ~12 call|invoke|{send}|run|execute|tool|function|instead",
      "when|whenever|if ~2 asked|summarizing|summarising|processing|reading|answering|responding ~8 call|invoke|{send}|execute|tool|include|instead|insert|append",
    ],
  },
  {
    name: "tool-hijack",
    weight: 0.7,
    phrases: [
      "you|assistant|agent|must|should|now|immediately|first|please|then|always|and ~3 call|invoke|execute|trigger|run ~4 tool|function|plugin ~6 with|to|and|{send}|before|instead",
      "call|invoke|execute|trigger ~4 tool|function|plugin ~6 {send}|delete|transfer|password|attacker|url|arguments|parameters|before|without|all",
      "use ~3 tool|function|plugin to ~2 {send}|delete|transfer|purchase|buy|wire",
      "before using|calling|running ~3 this|any|other ~1 tool|tools|function ~4 read|{send}|call|pass|you",
      "read|open|load|cat ~5 ssh|env|credentials|passwd|idrsa|secrets|mcp ~6 and|pass|as|{send}|include",
      "run|execute ~3 rm|curl|wget|bash|powershell|sh",
      "transfer|wire|pay ~4 to ~3 account|iban|wallet|attacker",
    ],
  },
  {
    name: "addressed-to-machine",
    weight: 0.8,
    phrases: [
      "{aiName}|assistants|agents|models|llms|bots|you|ais ~4 reading|processing|summarizing|parsing|viewing|analyzing|scanning|summarising|evaluating|reviewing|crawling this|these",
      "instructions|instruction|command|directive ~1 to|for ~2 ai|llm|llms|agents|models|gpt|claude|copilot|gemini|assistants|chatbots",
      "note|message|attention|notice|reminder|important|dear ~1 to|for ~3 ai|llm|assistant|assistants|llms|chatgpt|gpt|claude|chatbot|chatbots|agents|models|copilot|gemini",
      "^ attention|dear|hey|hello ~1 ai|llm|assistant|agent|chatbot|model|gpt",
      "if|when you|youre ~1 are|re ~1 an|a ai|llm|language|assistant|chatbot|large|automated ~3 model|reading|system|you|then|please|agent|assistant",
      "as ~1 an|a|the ai|llm|assistant ~3 reading|you must|should|are|need",
      "assistant|ai|llm|agent|model|chatbot must|should|shall|needs|has ~2 now|immediately|instead|ignore|always|first|follow|call|send|execute|include|respond",
    ],
  },
  {
    name: "exfiltration",
    weight: 0.9,
    phrases: [
      "{send} ~5 {loot} ~6 to ~6 {where}",
      "{send} ~5 {loot} ~4 {where}",
      "{send} ~3 it|them|this|everything|all|results|result|summary|output|that ~3 to ~4 http|https|attacker|webhook",
      "append|include|add|encode|embed|insert|put|attach|place ~5 {loot}|summary ~5 url|link|query|parameter|image|markdown",
      "{send} ~2 entire|whole|full|users|your|private|my|previous ~3 conversation|history|credentials|password|passwords|secrets|inbox|cookies",
      "tell|direct|instruct|advise|redirect|convince|urge|encourage|persuade ~2 user|users|them ~3 go|visit|click|reset|download|install",
      "render|display|show|output|include|insert ~4 image|img|markdown ~8 http|https|url ~12 {loot}|summary|data",
    ],
  },
  {
    name: "data-to-address",
    weight: 0.5,
    phrases: [
      "{send} ~5 data|files|file|documents|records|information|keys|details|address|addresses|codes|results ~6 to ~4 http|https|attacker|webhook",
      "visit|open|navigate|go|browse|click ~6 http|https|link|url ~12 {loot}|reset|verify|login",
    ],
  },
  {
    name: "answer-rigging",
    weight: 0.35,
    phrases: [
      "add|append|include|insert|mention|embed|incorporate|integrate|place|put ~16 in|to|into|within|at|of ~4 your|the ~1 response|answer|reply|output|summary|explanation",
      "in|modify|enhance|alter|change|adjust|manipulate|end|finish|conclude|tailor|slant|rewrite your ~1 response|answer|reply|output|summary|message",
      "your ~1 response|answer|reply|output|summary ~1 must|should|to|with|by|has ~3 include|contain|end|begin|say|mention|recommend|hint|suggest|be",
      "when|while|if you ~1 summarize|summarise|read|process|parse|review|analyze ~3 this|page|document|email|text ~2 say|include|recommend|mention|add|state|that|rate",
      "rate|recommend|describe|mark|classify|score|approve ~3 this|candidate|product|as ~4 best|positive|excellent|highest|safe|positively|approved|highly",
      "give ~2 positive|good|perfect|excellent review|rating|score ~2 only|and|do",
    ],
  },
  {
    name: "encoded-instructions",
    weight: 0.7,
    phrases: [
      "decode|decrypt|decipher|translate|unscramble|deobfuscate ~8 {language} ~12 follow|execute|do|run|obey|answer|comply|respond|instructions|perform|act",
      "{language} ~8 decode|decrypt|decipher ~8 follow|execute|do|obey|answer|comply|respond|instructions|perform|act",
      "decode|decrypt|decipher ~4 and|then ~3 follow|execute|do|obey|answer|comply|respond|perform|act",
      "respond|reply|answer|write|speak|output|communicate|encode|give|provide ~5 in|using|as|with ~1 base64|rot13|hex|hexadecimal|base32|base16|morse|binary|leetspeak|cipher",
    ],
  },
];

import ts from "typescript";

/** A declaration as its users see it: as it is written, but without bodies and without what is private. */
export function signatureOf(declaration, checker) {
  const text = declarationText(declaration, checker);
  return text.replace(/^export /, "").trimEnd();
}

function declarationText(declaration, checker) {
  if (ts.isFunctionDeclaration(declaration)) return withoutBody(declaration, checker);
  if (ts.isClassDeclaration(declaration)) return classText(declaration, checker);
  if (ts.isVariableDeclaration(declaration)) return constantText(declaration);
  return declaration.getText();
}

/** Values that say what they are by their type are shown as that; lists and schemas say it best as they are written. */
function constantText(declaration) {
  const { name, type } = declaration;
  return type ? `const ${name.getText()}: ${type.getText()};` : declaration.parent.parent.getText();
}

/** The head of a function or method; what it returns is inferred where it is not written. */
function withoutBody(declaration, checker) {
  if (!declaration.body) return declaration.getText();
  const { text } = declaration.getSourceFile();
  const written = text.slice(declaration.getStart(), declaration.body.pos).trimEnd();
  const head = written.replace(/^(export )?async /, "$1");
  if (declaration.type || ts.isConstructorDeclaration(declaration)) return `${head};`;
  const signature = checker.getSignatureFromDeclaration(declaration);
  return `${head}: ${typeText(checker.getReturnTypeOfSignature(signature), declaration, checker)};`;
}

function classText(declaration, checker) {
  const { text } = declaration.getSourceFile();
  const head = text.slice(declaration.getStart(), declaration.members.pos);
  const members = declaration.members.filter(isPublic).map((member) => {
    const comments = ts.getJSDocCommentsAndTags(member).map((comment) => `  ${comment.getText()}\n`);
    return `${comments.join("")}  ${memberText(member, checker)}`;
  });
  return `${head}\n${members.join("\n")}\n}`;
}

function memberText(member, checker) {
  if (ts.isPropertyDeclaration(member)) {
    const end = member.initializer ? member.initializer.pos - 1 : member.end;
    const written = member.getSourceFile().text.slice(member.getStart(), end).trimEnd().replace(/;$/, "");
    if (member.type) return `${written};`;
    return `${written}: ${typeText(checker.getTypeAtLocation(member), member, checker)};`;
  }
  return "body" in member ? withoutBody(member, checker) : member.getText();
}

function isPublic(member) {
  const { name } = member;
  const hidden = name && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name));
  return !hidden && !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));
}

const typeText = (type, place, checker) => checker.typeToString(type, place, ts.TypeFormatFlags.NoTruncation);

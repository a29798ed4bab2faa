// Reads the public declarations: what is exported, whether it is documented, and the types alone, for a comparison between versions.

import { readFileSync } from "node:fs";
import ts from "typescript-5";

// What is exported, or is a member of what is exported, and has no documentation: `file: name`.
export function undocumented(files) {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const found = [];
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    const place = file.split("/").at(-1);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      for (const [name, one] of [[exported.name, symbol], ...membersOf(symbol)]) {
        if (one.getDocumentationComment(checker).length === 0) found.push(`${place}: ${name}`);
      }
    }
  }
  return found;
}

// Those of interfaces and classes, by their whole name. What cannot be called, such as a private constructor, is none of them.
function membersOf(symbol) {
  const members = symbol.members ? [...symbol.members.values()] : [];
  const visible = members.filter(({ flags }) => flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method));
  return visible.map((member) => [`${symbol.name}.${member.name}`, member]);
}

// The declarations without a comment, in one form whoever wrote them.
export function typesAlone(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  return ts.createPrinter({ removeComments: true }).printFile(source);
}

// The codes of errors, as the types list them.
export function errorCodes(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  const union = source.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === "KeyStatusErrorCode",
  );
  return union.type.types.map(({ literal }) => literal.text);
}

// Takes the code blocks out of a Markdown text. The words after the language, which no renderer shows, say what is to be done with a block.

// Blocks as { language, words, code, line }.
export function blocksOf(markdown) {
  const blocks = [];
  let open = null;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^( *)(`{3,})(.*)$/.exec(line);
    if (!open && fence) {
      const [language = "", ...words] = fence[3].trim().split(/\s+/);
      open = { indent: fence[1].length, mark: fence[2], language, words, lines: [], line: index + 1 };
    } else if (open && fence && fence[2].length >= open.mark.length && !fence[3].trim()) {
      const { indent, mark, lines, ...block } = open;
      blocks.push({ ...block, code: `${lines.map((text) => text.slice(indent)).join("\n")}\n` });
      open = null;
    } else if (open) open.lines.push(line);
  }
  if (open) throw new Error(`The block of line ${open.line} has no end.`);
  return blocks;
}

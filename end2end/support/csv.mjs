// Reading CSV as RFC 4180 writes it: the tests look at cells, not at text.

/** Rows as objects by column name. */
export function parse(text) {
  const rows = [];
  let row = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const next = text[at];
    if (quoted && next === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (next === '"') quoted = !quoted;
    else if (!quoted && next === ',') row.push('');
    else if (!quoted && next === '\n') {
      rows.push(row);
      row = [''];
    } else if (quoted || next !== '\r') row[row.length - 1] += next;
  }
  if (row.length > 1 || row[0] !== '') rows.push(row);
  const [head, ...body] = rows;
  return body.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));
}

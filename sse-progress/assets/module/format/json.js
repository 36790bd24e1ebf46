// JSON that keeps all digits of an integer, where the browser can.

/** Reads JSON. An integer that a number cannot hold exactly becomes a BigInt. */
export function parseJson(text) {
  return JSON.parse(text, (_key, value, context) => {
    const inexact = Number.isInteger(value) && !Number.isSafeInteger(value);
    return inexact && /^-?\d+$/.test(context?.source) ? BigInt(context.source) : value;
  });
}

/** Writes JSON. A BigInt becomes an integer with all its digits, or else a text. */
export function writeJson(value, indent) {
  const digits = (_key, each) => {
    if (typeof each !== 'bigint') return each;
    return JSON.rawJSON ? JSON.rawJSON(`${each}`) : `${each}`;
  };
  return JSON.stringify(value, digits, indent);
}

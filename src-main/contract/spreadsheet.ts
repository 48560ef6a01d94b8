/**
 * A cell that a spreadsheet would execute when it opens a CSV file, full-width forms and what stands unseen before it included; cells
 * hold a site's own text. Papa's `escapeFormulae` puts an apostrophe before each.
 */
export const spreadsheetFormula = /^(?:[\s\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r])/u;

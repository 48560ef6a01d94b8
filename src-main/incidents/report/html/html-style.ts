import type { Agency, Audience } from '../../../contract/reports.ts';
import { ink, textColour } from '../colour.ts';

/** The report's whole look; `print`: the size of text on paper, in points. The colour was checked by the contract: a number sign and six hex digits. */
export function htmlStyle({ colour }: Agency, audience: Audience, print: number): string {
  return `
@page { size: A4; margin: ${audience === 'client' ? '10mm 14mm' : '14mm'}; }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: ${ink}; background: #fff; margin: 0 auto; padding: 24px; max-width: 60rem; overflow-wrap: anywhere; }
header { border-left: 8px solid ${colour}; padding-left: 16px; margin-bottom: 16px; }
h1, h2, h3 { color: ${textColour(colour)}; line-height: 1.2; margin: 1.1em 0 .35em; break-after: avoid; }
h1 { font-size: 1.7em; margin: .1em 0; } h2 { font-size: 1.2em; } h3 { font-size: 1em; }
header p, footer p { margin: .15em 0; } p { margin: .35em 0; white-space: pre-line; } ul { margin: .3em 0; padding-left: 1.3em; } li { margin: .15em 0; }
table { border-collapse: collapse; width: 100%; margin: .5em 0; table-layout: fixed; }
caption { text-align: left; font-size: .9em; color: #55555c; }
th, td { text-align: left; vertical-align: top; padding: .3em .5em; border-top: 1px solid #d0d0d6; white-space: pre-line; }
thead th { border-bottom: 2px solid ${colour}; border-top: 0; } th[scope=row] { font-weight: 400; } td.below { border-top: 0; padding-top: 0; font-size: .92em; }
td.below p { margin: 0 0 .2em 1em; } thead { display: table-header-group; } tr { break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1em; margin: .4em 0; } dt { color: #55555c; } dd { margin: 0; }
.good { color: #14622b; } .bad { color: #a3121f; font-weight: 600; } .faint { color: #55555c; font-size: .85em; }
footer { border-top: 2px solid ${colour}; margin-top: 1.5em; padding-top: .5em; font-size: .85em; color: #55555c; }
footer p { white-space: pre-line; }
@media print { body { font-size: ${print}pt; padding: 0; max-width: none; line-height: 1.25; } h2 { margin-top: .7em; } p, li { margin: .12em 0; } th, td { padding: .2em .4em; } footer { margin-top: .6em; } }
`;
}

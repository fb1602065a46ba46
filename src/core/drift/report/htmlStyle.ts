/** How an exported page looks, in light and dark, on paper too. */
export const htmlStyle = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --back: #fff; --line: #d1d9e0;
  --soft: #f3f5f7; --current: #0b63c5; --moved: #a04a00; --bad: #c9211e; --warn: #8a6100; --good: #1b7029; }
@media (prefers-color-scheme: dark) {
  :root { --text: #d6d9dd; --muted: #9aa1a9; --back: #1b1d20; --line: #3a3f45; --soft: #25282c;
    --current: #4daafc; --moved: #e8953a; --bad: #ff7b72; --warn: #d2b03c; --good: #6cc26c; }
}
* { box-sizing: border-box; }
body { max-width: 1040px; margin: 0 auto; padding: 24px 20px 60px; background: var(--back);
  color: var(--text); font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0 0 4px; font-size: 24px; line-height: 1.3; overflow-wrap: anywhere; }
h1 span + span { font-weight: 400; }
main + main { margin-top: 60px; padding-top: 30px; border-top: 3px solid var(--line); }
h2 { margin: 36px 0 8px; padding-bottom: 4px; border-bottom: 1px solid var(--line); font-size: 18px; }
h3 { margin: 20px 0 4px; font-size: 15px; overflow-wrap: anywhere; }
p { margin: 4px 0; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.verdict { font-weight: 600; white-space: nowrap; }
.verdict::before { margin-right: 5px; }
.is-stable::before, .is-better::before, .is-passed::before { content: "✓"; color: var(--good); }
.is-watch::before { content: "◉"; color: var(--warn); }
.is-drift::before { content: "▲"; color: var(--bad); }
.is-degraded::before, .is-worse::before { content: "▼"; color: var(--bad); }
.is-not-enough-rows::before { content: "…"; color: var(--muted); }
.is-failed::before { content: "✗"; color: var(--bad); }
.is-not-applicable::before { content: "–"; color: var(--muted); }
.scroll { max-width: 100%; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); text-align: left;
  font-weight: 400; vertical-align: middle; }
thead th { color: var(--muted); font-size: 12px; white-space: nowrap; }
tbody th { min-width: 120px; overflow-wrap: anywhere; }
.n2 tr > :nth-child(2), .n3 tr > :nth-child(3), .n4 tr > :nth-child(4), .n5 tr > :nth-child(5), 
  .n6 tr > :nth-child(6), .n7 tr > :nth-child(7), .n8 tr > :nth-child(8), .n9 tr > :nth-child(9) { text-align: right; white-space: nowrap; }
svg { display: block; max-width: 100%; height: auto; }
.scroll svg { max-width: none; }
.key { margin-right: 16px; color: var(--muted); font-size: 12px; }
.key::before { content: ""; display: inline-block; width: 14px; height: 8px; margin-right: 5px; }
.key.reference::before { background: color-mix(in srgb, var(--muted) 50%, transparent); }
.key.current::before { height: 3px; margin-bottom: 3px; background: var(--current); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr)); gap: 16px; }
.card { min-width: 0; padding: 10px 14px; border: 1px solid var(--line); border-radius: 6px; break-inside: avoid; }
.card h3 { margin: 0; }
.feature { break-inside: avoid; }
.big { font-size: 18px; font-weight: 600; }
.note { padding: 8px 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); }
details { margin: 4px 0; font-size: 13px; }
summary { color: var(--muted); cursor: pointer; }
code { font: 12px ui-monospace, monospace; }
ul { margin: 4px 0; padding-left: 20px; }
.dr-label, .dr-title { fill: var(--muted); font: 11px system-ui, sans-serif; }
.dr-label.is-moved { fill: var(--text); font-weight: 600; }
.dr-grid { stroke: var(--line); }
.dr-axis { stroke: var(--muted); }
.dr-reference-area, .mr { fill: color-mix(in srgb, var(--muted) 40%, transparent); }
.dr-reference-bar { fill: color-mix(in srgb, var(--muted) 70%, transparent); }
.dr-reference-line { fill: none; stroke: var(--muted); }
.dr-current-area { fill: color-mix(in srgb, var(--current) 10%, transparent); }
.dr-current-bar, .dr-dot { fill: var(--current); }
.dr-current-line, .dr-series, .mc { fill: none; stroke: var(--current); stroke-width: 1.5; }
.dr-difference { fill: color-mix(in srgb, var(--muted) 35%, transparent); }
.dr-difference.is-moved, .dr-sign { fill: var(--moved); }
.dr-band { fill: color-mix(in srgb, var(--muted) 15%, transparent); }
.dr-band-edge { stroke: var(--muted); stroke-dasharray: 3 3; }
.dr-threshold { stroke: var(--moved); stroke-dasharray: 6 3; }
.dr-divider { stroke: var(--muted); stroke-dasharray: 2 2; }
.dr-change { stroke: var(--moved); stroke-width: 1.5; stroke-dasharray: 2 2; }
.dr-interval { stroke: color-mix(in srgb, var(--current) 45%, transparent); }
.dr-alarm { fill: var(--bad); }
`;

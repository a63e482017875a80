/** How the pages for everybody look: the app's colours and measures, in the light or dark of the reader's system. */
export const STYLE = `
:root{color-scheme:light dark;--paper:light-dark(#fefdfc,#17191d);--soft:light-dark(#f2f1ee,#212329);--ink:light-dark(#1f2126,#e8e6e1);--ink-2:light-dark(#575a63,#a9a8a5);--line:light-dark(#e0dedb,#33353b);--accent:light-dark(#2450c4,#8fb0ff);--fill:light-dark(#2450c4,#3a63cf);--accent-soft:light-dark(#e8eefc,#232d47)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:52rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:15px/1.47 "Inter",system-ui,"Segoe UI","Noto Sans Arabic","Noto Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,p,ul,ol,figure,pre,blockquote{margin:0}
h1{font-size:1.5rem;line-height:2rem;font-weight:650;letter-spacing:-.011em}
.class,.about,.quiet,footer{color:var(--ink-2);font-size:.875rem}
.topic{margin-top:.25rem}
.top{display:grid;gap:.25rem;padding-bottom:1.25rem;border-bottom:1px solid var(--line)}
.ways{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1rem;margin-top:.75rem}
.open{display:inline-flex;align-items:center;min-height:44px;padding:0 1rem;border-radius:6px;background:var(--fill);color:#fff;font-weight:550;text-decoration:none}
.ways a:not(.open),nav a,footer a{display:inline-flex;align-items:center;min-height:44px}
nav{display:flex;justify-content:space-between;gap:1rem;margin:.5rem 0}
h2{display:flex;align-items:center;gap:.75rem;margin:1.5rem 0 .5rem;color:var(--ink-2);font-size:.8125rem;font-weight:550}
h2::before,h2::after{content:"";flex:1;border-top:1px solid var(--line)}
article{padding:.5rem .5rem;border-radius:6px;scroll-margin-top:1rem}
article.same{padding-top:0}
article:target{background:var(--accent-soft)}
.who{display:flex;flex-wrap:wrap;align-items:baseline;gap:.125rem .5rem}
.who b{font-weight:600}
.role{padding:0 .375rem;border-radius:4px;background:var(--soft);color:var(--ink-2);font-size:.6875rem;font-weight:550}
.who a,.same>.at{color:var(--ink-2);font-size:.8125rem;font-variant-numeric:tabular-nums;text-decoration:none}
.same>.at{float:inline-end;margin-inline-start:.75rem}
.who a:hover,.same>.at:hover{text-decoration:underline}
.checkpoint{margin:1rem 0 .25rem;padding-inline-start:.75rem;border-inline-start:3px solid var(--accent);font-weight:600}
.body>*{width:fit-content;max-width:min(100%,76ch)}
.body>:nth-child(n+2){margin-top:.375rem}
.body p,.typed{white-space:pre-wrap;unicode-bidi:plaintext}
.body strong{font-weight:650}
.body ul,.body ol{padding-inline-start:1.5rem}
.body blockquote{padding-inline-start:.75rem;border-inline-start:3px solid var(--line);color:var(--ink-2)}
.body a,.mention{unicode-bidi:isolate}
.host{color:var(--ink-2);font-size:.8125rem}
.mention{padding:0 3px;border-radius:4px;background:var(--accent-soft);color:var(--accent);font-weight:500}
code{font:.875em/1.5 "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;padding:.1em .3em;border-radius:4px;background:var(--soft)}
.code{border:1px solid var(--line);border-radius:6px}
.code figcaption{padding:.25rem .75rem;border-bottom:1px solid var(--line);color:var(--ink-2);font-size:.75rem}
.code pre{overflow-x:auto;padding:.625rem .75rem}
.code code{padding:0;background:none;white-space:pre}
.math{unicode-bidi:isolate}
.math.display{display:inline-block;max-width:100%;overflow-x:auto}
.table{overflow-x:auto}
table{border-collapse:collapse;font-size:.9375rem}
th,td{padding:.25rem .625rem;border:1px solid var(--line);text-align:start}
.task{display:inline-block;width:.8em;height:.8em;margin-inline-end:.4em;border:1.5px solid var(--ink-2);border-radius:3px}
.task.done{background:var(--ink-2)}
.spoiler{border-radius:4px;background:var(--ink);color:transparent;cursor:help}
.spoiler *{color:inherit;background:none}
.spoiler:hover,.spoiler:focus{background:var(--soft);color:inherit}
.marks{display:flex;flex-wrap:wrap;gap:.25rem .75rem;margin-top:.25rem;padding:0;color:var(--ink-2);font-size:.8125rem;list-style:none}
.marks li>span{padding:.0625rem .375rem;border-radius:999px;background:var(--soft)}
.poll{margin-top:.375rem;padding-inline-start:1.25rem}
footer{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;margin-top:2rem;padding-top:.5rem;border-top:1px solid var(--line)}
@media(max-width:30rem){body{padding-top:1rem}}
@media print{.ways,nav,footer{display:none}}
`;
